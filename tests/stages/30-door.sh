#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The kernel module's door, by raw messages: wrong ones, unprivileged ones, limits, guests that end
# in every way, a thousand loads, rmmod under load; on the debug kernel also with every allocation
# failing once.
# timeout: 5400
# long
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

# start KERNEL TIMEOUT OPTION...: begins a guest's work
start()
{
	local kernel=$1 timeout=$2 out=$BUILD/$1.out

	shift 2
	: >"$out"
	{
		"$TOP/vm/run.sh" --kernel "$kernel" --load --timeout "$timeout" \
			--bin "$BUILD/wk-door" --file "$BUILD/guest.wasm:/guest.wasm" \
			--file "$TOP/tests/e2e/door:/door" "$@" \
			-- "$TOP/tests/e2e/door/guest.sh" >"$out" 2>"$BUILD/$kernel.err"
		echo $? >"$BUILD/$kernel.status"
	} &
	GUEST=$!
}

# follow KERNEL PID: what the guest of that process says, while it does; its complaints and status
follow()
{
	tail -n +1 -f -s 0.5 --pid="$2" "$BUILD/$1.out"
	cat "$BUILD/$1.err" >&2
	return "$(cat "$BUILD/$1.status")"
}

expect "the raw client builds" 0 build
for kernel in 6.12 6.1 debug; do
	make -C "$TOP" module KERNEL=$kernel >"$LOG" 2>&1 || { cat "$LOG"; exit 1; }
done

# WK_LONG=1: ten times as many loads and cycles of rmmod, which takes hours.
more=${WK_LONG:+0}
suites="bad load denied life stdio limits memory many"

# machine KERNEL SUITES ROUNDS CYCLES LIMIT TIMEOUT OPTION...
machine()
{
	start "$1" "$6$more" --env SUITES="$2" --env WK_ROUNDS="$3$more" \
		--env CYCLES="$4$more" --env LIMIT="$5" --env STAY=400 "${@:7}"
}

# The debug kernel keeps one CPU busy, and for long: the others run beside it. It has less to do:
# a round or a cycle costs there what ten do elsewhere, and a race what a hundred do.
machine debug "$suites race attack failnth" 100 10 15 5000 --single \
	--env WK_PATIENCE=30000 --env WK_SLACK_KB=65536 --env WK_RACES="12$more"
debug=$GUEST
machine 6.12 "$suites limits_many limits_hooks race attack" 1000 100 5 2400 --env WK_PATIENCE=10000
take 6.12 follow 6.12 $GUEST
machine 6.1 "$suites limits_hooks" 1000 30 5 2400 --env WK_PATIENCE=10000
take 6.1 follow 6.1 $GUEST
take debug follow debug $debug
done_testing
