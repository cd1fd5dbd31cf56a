#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Runs in the guest: the tests named in SUITES, then rmmod with a program armed.
. /tap.sh
mount -t tracefs none /sys/kernel/tracing 2>/dev/null
for suite in $SUITES; do
	wk-hook "$suite" ${CYCLES:-}
done
: >armed
wk-hook arm >>armed &
pid=$!
wk-hook arm >>armed &
other=$!
# Both, or they say why not.
both()
{
	[ "$(grep -c 'ok ' armed)" -ge 2 ]
}
until_true both
cat armed
start=$(date +%s)
rmmod wasm_kernel && [ $(($(date +%s) - start)) -lt 60 ] && echo "ok rmmod with programs on hooks" ||
	echo "not ok rmmod with programs on hooks"
kill $pid $other
echo "1..0 of all"
