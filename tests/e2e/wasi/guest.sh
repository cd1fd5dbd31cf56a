#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
exec sh /wasi-cases kernel cli /wasi.wasm wasm_kernel_cli
