#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# In the guest: every case of every program, through the Connector, in the kernel.
for folder in /real/*/; do
	sh /real-cases "${folder%/}" kernel cli wasm_kernel_cli
done
