#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The examples on their hooks in a stock kernel, beside Debian's libbpf-tools and bpftrace.
# long
# timeout: 2400
. "$(dirname "$0")/../lib.sh"

BUILD=$TOP/build/e2e-hooks
LOG=$BUILD/log
KERNEL=${KERNEL:-6.12}
mkdir -p "$BUILD"

"$TOP/scripts/deps.sh" trace user guest || exit 1
make -C "$TOP" user module KERNEL="$KERNEL" >"$LOG" 2>&1 || { cat "$LOG"; exit 1; }
"$TOP/tests/e2e/hooks/build.sh" "$BUILD/programs" >"$LOG" 2>&1 || { cat "$LOG"; exit 1; }
tools=()
for tool in execsnoop opensnoop runqlat tcpconnect bpftrace taskset setpriv; do
	tools+=(--bin "$tool")
done
status=0
"$TOP/vm/run.sh" --kernel "$KERNEL" --load --single --env TRACE="${TRACE:-}" --mem 2048 --timeout ${VM_TIMEOUT:-2000} "${tools[@]}" \
	--file "$TOP/tests/e2e/tap.sh:/tap.sh" --file "$BUILD/programs:/root/hooks" -- "$TOP/tests/e2e/hooks/guest.sh" "$@" \
	>"$BUILD/tap" 2>"$LOG" || status=$?
take_guest "$BUILD/tap" $status "$LOG"
done_testing
