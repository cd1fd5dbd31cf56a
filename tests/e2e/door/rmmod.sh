#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# In the guest: insmod and rmmod $CYCLES times while clients come and go and their guests run.
# Each rmmod may take $LIMIT seconds, most of which is the kernel's wait for RCU. The module stays for
# up to $STAY milliseconds, every second time until a guest runs.
start_swarm()
{
	for i in 1 2 3 4; do
		wk-door /guest.wasm swarm >/dev/null 2>&1 &
		swarm="$swarm $!"
	done
}

# see_guest TRIES: does one run? On a slow machine clients may need long to start one.
see_guest()
{
	tries=1
	until ps | grep -q '[w]k_runner'; do
		[ $tries -lt "$1" ] || return
		usleep 50000
		tries=$((tries + 1))
	done
	busy=$((busy + 1))
}

uptime_ms()
{
	read -r up rest </proc/uptime
	echo $((${up%.*} * 1000 + 1${up#*.}0 - 1000))
}

swarm=
start_swarm
cycle=0 worst=0 busy=0
while [ $cycle -lt "$CYCLES" ]; do
	insmod /wasm_kernel.ko || { echo "not ok insmod in cycle $cycle"; break; }
	# Different lengths: rmmod has to meet clients at every point of their visits.
	usleep $((cycle * 7919 % STAY * 1000 + 2000))
	see_guest $((cycle % 2 * 99 + 1))
	before=$(uptime_ms)
	rmmod wasm_kernel || { echo "not ok rmmod in cycle $cycle"; break; }
	took=$(($(uptime_ms) - before))
	[ $took -le $worst ] || worst=$took
	cycle=$((cycle + 1))
	[ $((cycle % 20)) -ne 0 ] || echo "# $cycle cycles, the longest rmmod took $worst ms"
done
kill $swarm
[ "$cycle" = "$CYCLES" ] && echo "ok $cycle cycles of insmod and rmmod under load" ||
	echo "not ok cycles of insmod and rmmod: $cycle of $CYCLES"
[ $busy -gt $((CYCLES / 3)) ] && echo "ok a guest was running in $busy of them" ||
	echo "not ok a guest was running in $busy of them"
[ $worst -le $((LIMIT * 1000)) ] && echo "ok no rmmod took longer than $LIMIT s ($worst ms)" ||
	echo "not ok the longest rmmod took $worst ms"
insmod /wasm_kernel.ko && wk-door /guest.wasm load >/dev/null &&
	echo "ok the module works afterwards" || echo "not ok the module works afterwards"
rmmod wasm_kernel
