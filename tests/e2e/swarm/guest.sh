#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Sourced in the test machine behind tap.sh: /swarm has modules, those with mistakes as wrong-NAME.ko.
# EVENTS: how many; SWARM_WRONG: those that wrong ones are tried with.

expedited=$(cat /sys/kernel/rcu_expedited)
echo 1 >/sys/kernel/rcu_expedited
insmod /swarm/wasm_kernel_swarm.ko events="$EVENTS" 2>err
result "all CPUs at one bucket: no window above its cap, and together what was admitted, of $EVENTS events" $? \
	"$(cat err; dmesg | grep swarm: | tail -2)"
dmesg | sed -n 's/.*swarm: \([0-9]* CPUs\)/# \1/p'
rmmod wasm_kernel_swarm
for wrong in /swarm/wrong-*.ko; do
	[ -e "$wrong" ] || continue
	name=$(basename "$wrong" .ko)
	insmod "$wrong" events="$SWARM_WRONG" 2>err
	[ $? != 0 ] && grep -q "Invalid argument\|invalid parameters" err && dmesg | grep 'swarm: [0-9]* CPUs' | tail -1 | grep -q ': wrong$'
	result "all CPUs at one bucket: ${name#wrong-} is noticed" $? "$(cat err; dmesg | tail -2)"
done
echo "$expedited" >/sys/kernel/rcu_expedited
