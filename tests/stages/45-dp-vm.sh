#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 7200
# Noise of the kernel itself, drawn on all its CPUs, against the exact probabilities; all its CPUs at
# one bucket.
. "$(dirname "$0")/../lib.sh"

N=${WK_DP_SAMPLES:-30000}
BUILD=$TOP/build/e2e-dp
LOG=$BUILD/log
GOODNESS=$TOP/tests/unit/dp_goodness.py
EVENTS=2000000
[ "$N" -lt 1000000 ] || EVENTS=1000000000
mkdir -p "$BUILD"

# wrong NAME FILE PIECE REPLACEMENT: a swarm with a mistake. What is lost between a load and a store is
# so also when one CPU after the other runs on this machine, as they take their time there.
wrong()
{
	local dir=$BUILD/wrong

	rm -rf "$dir" && cp -r "$BUILD/swarm-build" "$dir" &&
		"$TOP/tests/e2e/swarm/build.sh" 6.12 "$dir" "$2" "$3" "$4" &&
		cp "$dir/wasm_kernel_swarm.ko" "$BUILD/swarm/wrong-$1.ko"
}

# Those who hammer one bucket; in full size also such that lose count.
swarm()
{
	rm -rf "$BUILD/swarm" && mkdir "$BUILD/swarm" &&
		"$TOP/tests/e2e/swarm/build.sh" 6.12 "$BUILD/swarm-build" &&
		cp "$BUILD/swarm-build/wasm_kernel_swarm.ko" "$TOP/tests/e2e/swarm/guest.sh" "$BUILD/swarm/" || return
	[ "$N" -ge 1000000 ] || return 0
	wrong caps-per-CPU window.c '&w->used[bucket], cap, amount' \
		'&w->used[(bucket + wk_dp_cpu()) & w->epoch->mask], cap, amount' &&
	wrong lost-count bucket.c '} while (!wk_dp_cas(used, old, old + part));' \
		'	for (int i = 0; i < 100; i++)
			barrier();
		WRITE_ONCE(*used, old + part);
	} while (0);' &&
	wrong lost-sum window.c 'wk_dp_sum_add(&w->sums[wk_dp_cpu() % WK_DP_SHARDS * w->cells + cell], amount)' \
		'{
		u64 old = READ_ONCE(w->sums[cell]);

		for (int i = 0; i < 100; i++)
			barrier();
		WRITE_ONCE(w->sums[cell], old + amount);
	}'
}

# guest KERNEL: runs the guest script, takes its results over, keeps its samples
guest()
{
	local kernel=$1 status=0 swarm=()

	[ "$kernel" != 6.12 ] || swarm=(--file "$BUILD/swarm:/swarm")
	rm -rf "${BUILD:?}/$kernel" && mkdir -p "$BUILD/$kernel"
	"$TOP/vm/run.sh" --kernel "$kernel" --timeout 3400 --load --bin setpriv --bin taskset \
		"${swarm[@]}" --env EVENTS=$EVENTS --env SWARM_WRONG=5000000 \
		--file "$TOP/tests/e2e/tap.sh:/tap.sh" --env N="$N" \
		--env CASES="$("$GOODNESS" --cases)" -- "$TOP/tests/e2e/dp/guest.sh" \
		>"$BUILD/$kernel.out" 2>"$LOG" || status=$?
	grep -E '^(ok|not ok|#|1\.\.)' "$BUILD/$kernel.out" >"$BUILD/tap"
	take_guest "$BUILD/tap" $status "$LOG" "$kernel: "
	awk -v dir="$BUILD/$kernel" '$1 == "samples" { file = dir "/" $2; next }
		/^(-?[0-9]+|bad)$/ && file { print >file }' "$BUILD/$kernel.out"
	take "$kernel" "$GOODNESS" -- cat "$BUILD/$kernel/{case}"
}

expect "those who hammer build" 0 swarm
for kernel in 6.12 6.1; do
	make -C "$TOP" user module KERNEL=$kernel >"$LOG" 2>&1 || { cat "$LOG"; exit 1; }
	guest $kernel
done
done_testing
