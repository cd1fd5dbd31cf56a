#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Runs in the test machine: the kernel's noise, from every CPU, and what dp says when it is used wrongly.
# CASES: lines "name mechanism parameter"; N: samples of each. Samples follow a line "samples NAME".

C=wasm_kernel_cli
. /tap.sh

says "dp sample: a number" 0 '^-\{0,1\}[0-9]*$' $C dp sample --mech laplace --scale 7/2
says "dp sample: JSON" 0 '^{"noise":\[-\{0,1\}[0-9]*,-\{0,1\}[0-9]*\]}$' \
	$C dp sample -j --mech gaussian --sigma2 25/4 -n 2
says "dp sample: across batches" 0 '^2000$' \
	sh -c "$C dp sample --mech laplace --scale 3 -n 2000 | grep -cxE -e '-?[0-9]+'"
says "dp sample: a scale that is too large" 250 "2^40" $C dp sample --mech laplace --scale 1099511627777
says "dp sample: a denominator that is too large" 250 "2^32" \
	$C dp sample --mech laplace --scale 1/4294967296
says "dp sample: a variance that is too large" 250 "2^48" \
	$C dp sample --mech gaussian --sigma2 281474976710657
says "dp sample: the largest" 0 '[0-9]' $C dp sample --mech gaussian --sigma2 281474976710656
says "dp sample: no mechanism" 240 "which mechanism" $C dp sample
says "dp sample: the other's parameter" 240 "nothing else" $C dp sample --mech laplace --sigma2 3
says "dp: something else" 240 "dp cannot dance" $C dp dance
says "dp sample: an unprivileged user" 243 "CAP_SYS_ADMIN" \
	/usr/bin/setpriv --reuid=65534 --regid=65534 --clear-groups $C dp sample --mech laplace --scale 1
says "dp sample: can be stopped" 0 '^137$' \
	sh -c "timeout -s KILL 2 $C dp sample --mech laplace --scale 7/2 -n 1000000000 >/dev/null; echo \$?"
[ ! -d /swarm ] || . /swarm/guest.sh
cpus=$(grep -c ^processor /proc/cpuinfo)
echo "$CASES" | while read -r name mech param; do
	flag=--scale
	[ "$mech" = laplace ] || flag=--sigma2
	echo "samples $name"
	cpu=0
	while [ $cpu -lt "$cpus" ]; do
		taskset -c $cpu $C dp sample --mech "$mech" $flag "$param" -n $((N / cpus)) || echo bad
		cpu=$((cpu + 1))
	done
done
echo "samples end"
echo "1..$n"
