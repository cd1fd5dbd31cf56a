#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# usage: tests/bench/rivals.sh FOLDER
#
# Builds the engines that the bench compares with, in FOLDER outside this tree: wasm3, WAMR's fast
# interpreter without what it could do beyond the bench, and wasmi, where there is a cargo new
# enough that reaches crates.io. Sources that are there already, as FOLDER/wasm3 and so on, are taken
# as they are; else git fetches them. Prints what to put in front of "make bench".
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

# wasmi as a program that runs modules and nothing else, optimised as its own benches are.
build_wasmi() {
	if ! command -v cargo >/dev/null; then
		echo "rivals: wasmi needs cargo" >wasmi.log
		return 1
	fi
	CARGO_PROFILE_RELEASE_LTO=fat CARGO_PROFILE_RELEASE_CODEGEN_UNITS=1 \
		cargo build --release --manifest-path wasmi/Cargo.toml -p wasmi_cli \
		--no-default-features --features stable,run,validate,memory64,auto-dispatch \
		>wasmi.log 2>&1
}

command -v cmake >/dev/null || { echo "rivals: needs cmake (apt install cmake)" >&2; exit 1; }
fetch wasm3 wasm3/wasm3
build wasm3 wasm3/build
fetch wamr bytecodealliance/wasm-micro-runtime
build wamr/product-mini/platforms/linux wamr/build -DWAMR_BUILD_INTERP=1 \
	-DWAMR_BUILD_FAST_INTERP=1 -DWAMR_BUILD_AOT=0 -DWAMR_BUILD_SIMD=0 \
	-DWAMR_BUILD_LIBC_WASI=1 -DWAMR_BUILD_LIBC_BUILTIN=0
fetch wasmi wasmi-labs/wasmi
wasmi=
if build_wasmi; then
	wasmi=" WASMI=$PWD/wasmi/target/release/wasmi"
else
	tail -5 wasmi.log >&2
	echo "rivals: without wasmi" >&2
fi
echo "WASM3=$PWD/wasm3/build/wasm3 WAMR=$PWD/wamr/build/iwasm$wasmi"
