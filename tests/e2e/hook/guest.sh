#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Runs in the guest: the tests named in SUITES, then rmmod with a program armed.
mount -t tracefs none /sys/kernel/tracing 2>/dev/null
for suite in $SUITES; do
	wk-hook "$suite" ${CYCLES:-}
done
wk-hook arm &
pid=$!
sleep 1
wk-hook arm &
other=$!
sleep 0.2
start=$(date +%s)
rmmod wasm_kernel && [ $(($(date +%s) - start)) -lt 20 ] && echo "ok rmmod with programs on hooks" ||
	echo "not ok rmmod with programs on hooks"
kill $pid $other
echo "1..0 of all"
