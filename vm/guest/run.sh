#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What "make run" does in the guest: load the module, run the program, pass its exit code on.
cd / || exit 2
uname -sr
echo "# insmod wasm_kernel.ko"
insmod wasm_kernel.ko || exit 2
echo "# wasm_kernel_cli run -f $*"
wasm_kernel_cli run -f "$@"
