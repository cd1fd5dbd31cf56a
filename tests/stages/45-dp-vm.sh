#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 3600
# Noise of the kernel itself, drawn on all its CPUs, against the exact probabilities.
. "$(dirname "$0")/../lib.sh"

N=${WK_DP_SAMPLES:-30000}
BUILD=$TOP/build/e2e-dp
LOG=$BUILD/log
GOODNESS=$TOP/tests/unit/dp_goodness.py
mkdir -p "$BUILD"

# guest KERNEL: runs the guest script, takes its results over, keeps its samples
guest()
{
	local kernel=$1 status=0

	rm -rf "$BUILD/$kernel" && mkdir -p "$BUILD/$kernel"
	"$TOP/vm/run.sh" --kernel "$kernel" --timeout 1700 --load --bin setpriv --bin taskset \
		--file "$TOP/tests/e2e/tap.sh:/tap.sh" --env N="$N" \
		--env CASES="$("$GOODNESS" --cases)" -- "$TOP/tests/e2e/dp/guest.sh" \
		>"$BUILD/$kernel.out" 2>"$LOG" || status=$?
	grep -E '^(ok|not ok|#|1\.\.)' "$BUILD/$kernel.out" >"$BUILD/tap"
	take_guest "$BUILD/tap" $status "$LOG" "$kernel: "
	awk -v dir="$BUILD/$kernel" '$1 == "samples" { file = dir "/" $2; next }
		/^(-?[0-9]+|bad)$/ && file { print >file }' "$BUILD/$kernel.out"
	take "$kernel" "$GOODNESS" -- cat "$BUILD/$kernel/{case}"
}

for kernel in 6.12 6.1; do
	make -C "$TOP" user module KERNEL=$kernel >"$LOG" 2>&1 || { cat "$LOG"; exit 1; }
	guest $kernel
done
done_testing
