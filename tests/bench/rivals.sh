#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# usage: tests/bench/rivals.sh FOLDER
#
# Builds the engines that the bench compares with, in FOLDER outside this tree: wasm3, and WAMR's fast
# interpreter without what it could do beyond the bench. Sources that are there already, as
# FOLDER/wasm3 and FOLDER/wamr, are taken as they are; else git fetches them. Prints what to put
# in front of "make bench".
set -eu

[ $# = 1 ] || { sed -n '3,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
mkdir -p "$1"
cd "$1"

fetch() {
	[ -d "$1" ] || git clone --quiet --depth 1 "https://github.com/$2" "$1"
}

# build SOURCE FOLDER OPTION...
build() {
	source=$1 folder=$2
	shift 2
	cmake -S "$source" -B "$folder" -DCMAKE_BUILD_TYPE=Release "$@" >"$folder.log" 2>&1 &&
		cmake --build "$folder" -j2 >>"$folder.log" 2>&1 ||
		{ tail -20 "$folder.log" >&2; exit 1; }
}

command -v cmake >/dev/null || { echo "rivals: needs cmake (apt install cmake)" >&2; exit 1; }
fetch wasm3 wasm3/wasm3
build wasm3 wasm3/build
fetch wamr bytecodealliance/wasm-micro-runtime
build wamr/product-mini/platforms/linux wamr/build -DWAMR_BUILD_INTERP=1 \
	-DWAMR_BUILD_FAST_INTERP=1 -DWAMR_BUILD_AOT=0 -DWAMR_BUILD_SIMD=0 \
	-DWAMR_BUILD_LIBC_WASI=1 -DWAMR_BUILD_LIBC_BUILTIN=0
echo "WASM3=$PWD/wasm3/build/wasm3 WAMR=$PWD/wamr/build/iwasm"
