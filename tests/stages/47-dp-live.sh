#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The test build of the module: pairs of neighbours with the same words, through guests, in a running
# kernel; a processor that goes and comes; the time that releases take to arrive.
# long
# timeout: 7200
. "$(dirname "$0")/../lib.sh"

BUILD=$TOP/build/e2e-dplive
LOG=$BUILD/log
KERNEL=${KERNEL:-6.12}
PAIRS=30 TREES=5 HOTPLUG=2 FEW=6 WINDOWS=30 LIMIT=400 RELEASES=250
if [ "${WK_DP_SAMPLES:-0}" -ge 1000000 ]; then
	PAIRS=500 TREES=50 HOTPLUG=20 FEW=100 WINDOWS=2400 LIMIT=3000 RELEASES=20000
fi
mkdir -p "$BUILD"

"$TOP/scripts/deps.sh" user guest || exit 1
make -C "$TOP" user module insecure KERNEL="$KERNEL" >"$LOG" 2>&1 || { cat "$LOG"; exit 1; }
"$TOP/tests/e2e/dplive/build.sh" "$BUILD/programs" >"$LOG" 2>&1 || { cat "$LOG"; exit 1; }

PROPER=$TOP/build/$KERNEL/wasm_kernel.ko
INSECURE=$TOP/build/insecure-$KERNEL/wasm_kernel_insecure.ko

# What makes the test build one: where words come from, its seed, its clock, its log.
marks()
{
	{ nm "$1"; modinfo -F parm "$1"; } |
		grep -c -w -e wk_dp_tape -e wk_insecure_note -e wk_second_now -e 'dp_seed:.*' -e 'dp_clock:.*' -e 'dp_tick:.*'
}

expect "the module proper has no place for another source of words" 0 \
	test "$(marks "$PROPER")" = 0
expect "which the test build has" 0 test "$(marks "$INSECURE")" -ge 6
expect "the module proper takes words from the kernel's generator, and from nothing else" 0 \
	test "$(nm -u "$PROPER" | grep -E -i 'rand|rng|prandom' | grep -v -c -w \
		-e get_random_u64 -e rng_is_initialized -e register_random_vmfork_notifier \
		-e unregister_random_vmfork_notifier -e get_random_bytes -e get_random_u32)" = 0

strip -g -o "$BUILD/wasm_kernel_insecure.ko" "$INSECURE"
status=0
"$TOP/vm/run.sh" --kernel "$KERNEL" --module --single --mem 1536 --timeout 7000 \
	--append rcupdate.rcu_expedited=1 \
	--file "$BUILD/wasm_kernel_insecure.ko:/wasm_kernel_insecure.ko" \
	--file "$TOP/tests/e2e/tap.sh:/tap.sh" \
	--file "$BUILD/programs:/root/dplive" --env PAIRS=$PAIRS --env TREES=$TREES \
	--env HOTPLUG=$HOTPLUG --env FEW=$FEW --env WINDOWS=$WINDOWS --env LIMIT=$LIMIT \
	-- "$TOP/tests/e2e/dplive/guest.sh" >"$BUILD/found" 2>"$LOG" || status=$?
sed '/^file /,/^file end$/d' "$BUILD/found" >"$BUILD/tap"
take_guest "$BUILD/tap" $status "$LOG"
take judge "$TOP/tests/e2e/dplive/judge.py" "$BUILD/found" "$BUILD/programs" $PAIRS $TREES $HOTPLUG $FEW $RELEASES
done_testing
