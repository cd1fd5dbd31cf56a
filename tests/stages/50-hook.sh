#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Programs on hooks: every kind, refusals, traps, guards, cycles under load, rmmod while armed.
# WK_LONG=1: 200 cycles in the debug kernel, too. WK_CYCLES=5000 makes a long storm.
# timeout: 3600
. "$(dirname "$0")/../lib.sh"

BUILD=$TOP/build/e2e-hook
LOG=$BUILD/log
mkdir -p "$BUILD"

build()
{
	make -C "$TOP/userspace" lib >"$LOG" 2>&1 &&
	wat2wasm --debug-names "$TOP/tests/e2e/hook/guest.wat" -o "$BUILD/hook.wasm" &&
	wat2wasm --debug-names "$TOP/tests/e2e/hook/waits.wat" -o "$BUILD/waits.wasm" &&
	gcc -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -Wshadow -Werror -I"$TOP/include/uapi" \
		"$TOP"/tests/e2e/hook/*.c "$TOP/build/host/libwasm_kernel.a" -lmnl -lmd -pthread \
		-o "$BUILD/wk-hook"
}

# guest KERNEL CYCLES OPTION...
guest()
{
	local kernel=$1 cycles=$2 smp=

	shift 2
	# A long one has more CPUs, and room for what its readers do not take.
	[ "$cycles" -le 20 ] || smp="--smp 4 --mem 2048"
	# shellcheck disable=SC2086
	take "$kernel" "$TOP/vm/run.sh" --kernel "$kernel" --load --single $smp --bin "$BUILD/wk-hook" \
		--file "$BUILD/hook.wasm:/hook.wasm" --file "$BUILD/waits.wasm:/waits.wasm" \
		--file "$TOP/tests/e2e/tap.sh:/tap.sh" --timeout $((900 + cycles * 10)) \
		--env CYCLES="$cycles" --env SUITES="kinds stream life guard waits many hotplug storm" \
		"$@" -- "$TOP/tests/e2e/hook/guest.sh"
}

expect "the client builds" 0 build
for kernel in ${WK_KERNELS:-6.12 6.1}; do
	make -C "$TOP" module KERNEL=$kernel >"$LOG" 2>&1 || { cat "$LOG"; exit 1; }
	guest "$kernel" "${WK_CYCLES:-20}"
done
if [ -n "${WK_LONG:-}" ]; then
	make -C "$TOP" module KERNEL=debug >"$LOG" 2>&1 || { cat "$LOG"; exit 1; }
	guest debug 200
fi
done_testing
