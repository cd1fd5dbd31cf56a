#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Builds the programs of these tests into a directory.
set -eu
out=$1
cd "$(dirname "$0")"
mkdir -p "$out"
clang --target=wasm32-wasi -O1 -Wall -o "$out/talk.wasm" talk.c
for wat in *.wat; do
	wat2wasm --debug-names -o "$out/${wat%.wat}.wasm" "$wat"
done
