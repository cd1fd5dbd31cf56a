#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The kernel module's door, by raw messages: wrong ones, unprivileged ones, limits, guests that end
# in every way, rmmod under load; on the debug kernel also with every allocation failing once.
# timeout: 2700
. "$(dirname "$0")/../lib.sh"

BUILD=$TOP/build/e2e-door
LOG=$BUILD/log
mkdir -p "$BUILD"

build()
{
	wat2wasm --debug-names "$TOP/tests/e2e/door/guest.wat" -o "$BUILD/guest.wasm" &&
	gcc -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -Wshadow -Werror -static \
		-I"$TOP/include" -I"$TOP/include/uapi" "$TOP"/tests/e2e/door/*.c -lmd \
		-o "$BUILD/wk-door"
}

# guest KERNEL WHAT SCRIPT OPTION...: run a script in a guest, take its results over
guest()
{
	local kernel=$1 what=$2 script=$3 status=0 line ended=

	shift 3
	exec 3< <("$TOP/vm/run.sh" --kernel "$kernel" --bin "$BUILD/wk-door" \
		--file "$BUILD/guest.wasm:/guest.wasm" "$@" -- "$TOP/tests/e2e/door/$script" \
		2>"$LOG"; echo "status $?")
	while IFS= read -r line <&3; do
		case $line in
		"ok "*)		pass "$kernel: ${line#ok }" ;;
		"not ok "*)	fail "$kernel: ${line#not ok }" ;;
		"# "*)		echo "$line" ;;
		"1..0 of all"*)	ended=1 ;;
		"status "*)	status=${line#status } ;;
		esac
	done
	[ -n "$ended" ] || fail "$kernel: $what came to its end" "$(tail -5 "$LOG")"
	# 120: the kernel complained.
	expect "$kernel: the kernel has nothing to say about $what" 0 test "$status" -lt 120
	[ "$status" -lt 120 ] || sed 's/^/# /' "$LOG"
}

# suites KERNEL PATIENCE SUITE...
suites()
{
	local kernel=$1 patience=$2

	shift 2
	guest "$kernel" "$*" suites.sh --load --timeout 900 \
		--env WK_PATIENCE="$patience" --env SUITES="$*"
}

# cycles KERNEL HOW-MANY SECONDS STAY
cycles()
{
	guest "$1" "rmmod under load" rmmod.sh --module --timeout 900 \
		--env CYCLES="$2" --env LIMIT="$3" --env STAY="$4"
}

# WK_DOOR_DEBUG=1: the debug kernel too, which takes a quarter of an hour more.
debug()
{
	suites debug 30000 bad load denied life stdio limits memory race attack
	suites debug 30000 many
	suites debug 30000 failnth
	cycles debug 100 15 1500
}

expect "the raw client builds" 0 build
for kernel in 6.12 6.1 debug; do
	make -C "$TOP" module KERNEL=$kernel >"$LOG" 2>&1 || { cat "$LOG"; exit 1; }
done
suites 6.12 10000 bad load denied life stdio limits memory race attack
suites 6.1 10000 bad load denied life stdio limits memory
cycles 6.12 30 5 400
cycles 6.1 30 5 400
[ -z "${WK_DOOR_DEBUG:-}" ] || debug
done_testing
