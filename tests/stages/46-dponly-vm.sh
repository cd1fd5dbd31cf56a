#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Programs that are dp-only in a stock kernel: budgets, releases, hostile guests, the examples.
# long
# timeout: 2700
. "$(dirname "$0")/../lib.sh"

BUILD=$TOP/build/e2e-dponly
LOG=$BUILD/log
KERNEL=${KERNEL:-6.12}
# As often as there are samples in full size.
AGAIN=50
[ "${WK_DP_SAMPLES:-0}" -lt 1000000 ] || AGAIN=1000
mkdir -p "$BUILD"

"$TOP/scripts/deps.sh" user guest || exit 1
make -C "$TOP" user module KERNEL="$KERNEL" >"$LOG" 2>&1 || { cat "$LOG"; exit 1; }
"$TOP/tests/e2e/dponly/build.sh" "$BUILD/programs" >"$LOG" 2>&1 || { cat "$LOG"; exit 1; }
cp "$TOP/build/examples/syscount.wasm" "$BUILD/programs/raw.wasm"
status=0
"$TOP/vm/run.sh" --kernel "$KERNEL" --load --single --bin taskset --env TRACE="${TRACE:-}" --env AGAIN=$AGAIN --timeout 2400 \
	--file "$TOP/tests/e2e/tap.sh:/tap.sh" --file "$BUILD/programs:/root/dponly" -- "$TOP/tests/e2e/dponly/guest.sh" \
	>"$BUILD/tap" 2>"$LOG" || status=$?
take_guest "$BUILD/tap" $status "$LOG"
done_testing
