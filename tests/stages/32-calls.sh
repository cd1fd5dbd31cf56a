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
	ended=
	exec 3< <("$TOP/vm/run.sh" --kernel $kernel --load --timeout 800 \
		--file "$BUILD/slides.wasm:/slides.wasm" --file "$BUILD/calls.wasm:/calls.wasm" \
		-- "$TOP/tests/e2e/calls/guest.sh" 2>"$BUILD/log"; echo "status $?")
	while IFS= read -r line <&3; do
		case $line in
		"ok "*)		pass "$kernel: ${line#ok }" ;;
		"not ok "*)	fail "$kernel: ${line#not ok }" ;;
		"# "*)		echo "$line" ;;
		"1..0 of all"*)	ended=1 ;;
		"status 0")	ended=${ended}0 ;;
		esac
	done
	[ "$ended" = 10 ] && pass "$kernel: came to its end" ||
		fail "$kernel: came to its end" "$(tail -20 "$BUILD/log")"
done
done_testing
