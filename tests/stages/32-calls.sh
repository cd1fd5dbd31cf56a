#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 1800
# Host functions in the kernel, without hooks: on both kernels.
. "$(dirname "$0")/../lib.sh"

BUILD=$TOP/build/e2e-calls
mkdir -p "$BUILD"
for name in slides calls; do
	expect "$name.wat assembles" 0 wat2wasm -o "$BUILD/$name.wasm" "$TOP/tests/e2e/calls/$name.wat"
done
for kernel in 6.12 6.1; do
	if ! output=$(make -C "$TOP" module user KERNEL=$kernel 2>&1); then
		fail "$kernel: the module builds" "$output"
		continue
	fi
	take $kernel "$TOP/vm/run.sh" --kernel $kernel --load --timeout 800 \
		--file "$BUILD/slides.wasm:/slides.wasm" --file "$BUILD/calls.wasm:/calls.wasm" \
		-- "$TOP/tests/e2e/calls/guest.sh"
done
done_testing
