#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Runs in the test machine: pairs of neighbours in the test build of the module, hour by hour what is
# released to whom. What it finds out goes to stdout, between lines "file NAME" and "file end".
# PAIRS, TREES, HOTPLUG, FEW: pairs of each kind; WINDOWS: in which latency is measured, for LIMIT seconds at
# most.

C=wasm_kernel_cli
W=/root/dplive
KO=/wasm_kernel_insecure.ko
P=/sys/module/wasm_kernel_insecure/parameters
LOG=/sys/kernel/debug/wasm_kernel_insecure/log
DAY=86400
cd /tmp || exit 2
mkdir -p streams
. /tap.sh

# give NAME FILE
give()
{
	echo "file $1"
	cat "$2"
	echo "file end"
}

# attach_all FOLDER: those who listen are in the background
attach_all()
{
	: >attached
	for program in "$W/$1"/*.wasm; do
		name=$(basename "$program" .wasm)
		id=$($C attach --pin -f "$program" 2>err)
		result "$1: attached: $name" $? "$(cat err)"
		echo "$name $id" >>attached
		$C watch "$id" --json >"streams/$1.$name" 2>"err.$1.$name" &
	done
	listen "$1"
}

# listen FOLDER: windows go by until each of those in the background has heard of one
listen()
{
	clock=$((first * DAY))
	end=$(($(date +%s) + 60))
	while [ "$(date +%s)" -lt $end ]; do
		clock=$((clock + 10))
		echo $clock >$P/dp_clock
		echo $((clock + 1)) >$P/dp_clock
		deaf=0
		for stream in "streams/$1".*; do [ -s "$stream" ] || deaf=1; done
		[ $deaf = 0 ] && break
		sleep 0.2
	done
	result "$1: all of them are heard" $deaf "$(ls -l streams)"
}

# The streams come to their ends with their attachments.
detach_all()
{
	while read -r _ id; do $C detach "$id" >/dev/null; done <attached
	wait
}

# run_pairs FOLDER COUNT EPOCH HOTPLUG NAME [OTHERS]
run_pairs()
{
	"$W/pairs" "$2" "$3" "$4" ${6:-} >log 2>err
	result "$5: $2 pairs" $? "$(cat err)"
	give "log.$5" log
}

# ---- what it is ----

insmod /wasm_kernel.ko
insmod $KO 2>err
[ $? != 0 ] && grep -q "resource busy" err && dmesg | grep -q "wasm_kernel_insecure: the Connector's id .* is taken: only one of"
result "not beside the module proper" $? "$(cat err; dmesg | tail -3)"
rmmod wasm_kernel
first=$(($(date +%s) / DAY + 1))
insmod $KO dp_seed=1 dp_clock=$((first * DAY - 3600))
result "it loads" $?
insmod /wasm_kernel.ko 2>err
[ $? != 0 ] && grep -q "resource busy" err && dmesg | grep -q "wasm_kernel: the Connector's id .* is taken: only one of"
result "nor the other way round" $? "$(cat err; dmesg | tail -3)"
lsmod | grep -q '^wasm_kernel_insecure ' && ! lsmod | grep -q '^wasm_kernel '
result "lsmod has its name" $? "$(lsmod)"
dmesg | grep -q "wasm_kernel_insecure: INSECURE: a test build, whose noise may be known"
result "the log says what it is" $? "$(dmesg | grep wasm_kernel)"
$C version | grep -q 'wasm_kernel.ko [0-9.]*-insecure,'
result "version says what it is" $? "$($C version)"

$C dp sample --mech laplace --scale 3 2>&1 >/dev/null | grep -q 'INSECURE: a test build of the module'
result "whoever asks for noise is told" $?

# ---- records ----

echo $((first * DAY)) >$P/dp_clock
$C run -f $W/salary.wasm --json --count 1 --timeout 60 >salary 2>err &
pid=$!
end=$(($(date +%s) + 60))
while [ ! -s salary ] && [ "$(date +%s)" -lt $end ]; do
	$W/actor 6000 1 1 1000000000
	sleep 0.2
done
wait $pid
grep -q '"@record":"salary".*"@insecure":true' salary
result "each record says what it is" $? "$(cat salary err)"

# ---- whose event it is ----

clock=$((first * DAY))

# window_of COMMAND...: does it in a window of its own
window_of()
{
	clock=$((clock + 10))
	echo $clock >$P/dp_clock
	"$@"
	clock=$((clock + 10))
	echo $clock >$P/dp_clock
}

# units NAME MOST LEAST ACTION TEXT: how many units an attachment of that name counted meanwhile
units()
{
	id=$($C attach --pin -f "$W/units/$1.wasm" 2>err)
	window_of "$4"
	got=$(awk -v id="$id" '$1 == "release" && $2 == id { n = $7 } END { print n }' $LOG)
	[ "${got:-x}" -ge "$3" ] 2>/dev/null && [ "$got" -le "$2" ]
	result "whose: $5" $? "$got units, expected $3 to $2; $(cat err)"
	$C detach "$id" >/dev/null
}

five_users()
{
	$W/actor 7000 5 3 9
}

# in_cgroup NAME
in_cgroup()
{
	mkdir -p /sys/fs/cgroup/"$1"
	sh -c "echo \$\$ >/sys/fs/cgroup/$1/cgroup.procs && exec $W/actor 7000 1 1 9"
}

three_cgroups()
{
	in_cgroup a && in_cgroup a/x && in_cgroup b/y
}

# Two of the addresses are in one /24.
packets()
{
	for uid in 7001 7002 7003; do
		for address in 127.0.0.1 127.0.0.9 127.0.1.1; do $W/whose send $uid $address; done
	done
}

wakeups()
{
	for uid in 7001 7002 7003 7004; do $W/whose wake $uid; done
}

# The worker that releases windows is one.
kworkers()
{
	for i in 1 2 3; do echo $clock >$P/dp_clock; done
}

units task 5 5 five_users "the user who calls"
units cgroup1 2 2 three_cgroups "the group at depth 1, whoever is below"
units cgroup2 3 3 three_cgroups "the groups at depth 2, or above where there is none"
# And root, for the answers that nobody listens.
units packet 4 3 packets "the owner of the socket, not who sends"
units prefix 2 2 packets "the network that a packet goes to"
# And root, whom somebody may wake up.
units woken 5 4 wakeups "who wakes up, not who wakes"
units kworker 0 0 kworkers "kernel threads are nobody"

# ---- what is given back ----

prefix_spent()
{
	$C dp ledger --json | sed -n 's/.*"unit":"prefix".*"spent":"\([^"]*\)".*/\1/p'
}

day=$((first + 1))
echo $((day * DAY)) >$P/dp_clock
id=$($C attach --pin -f $W/day.wasm 2>err)
[ "$(prefix_spent)" = 1 ]
result "refund: all of it is reserved" $? "$(prefix_spent); $(cat err)"
# In the middle of window 4320 of 8640.
echo $((day * DAY + DAY / 2 + 5)) >$P/dp_clock
$C detach "$id" >/dev/null
[ "$(prefix_spent)" = 0.500115741 ]
result "refund: windows that have begun are not given back, others are" $? "$(prefix_spent)"
$C attach --pin --dry-run -f $W/day.wasm >/dev/null 2>&1
[ "$(prefix_spent)" = 0.500115741 ]
result "refund: what never counted is" $? "$(prefix_spent)"
first=$day

# ---- what is drawn, when the machine was copied, and a clock that goes back ----

# drawn WINDOW: how often, and words drawn the first and the last time
drawn()
{
	awk -v id="$id" -v w="$1" '$1 == "draw" && $2 == id && $5 == w {
		n++; if (n == 1) from = $8; to = $8 } END { print n + 0, from, to }' $LOG
}

id=$($C attach --pin -f $W/units/task.wasm 2>err)
begins=$((day * DAY + DAY / 2 + 100))
place=$(((DAY / 2 + 100) / 10))
echo $begins >$P/dp_clock
for copy in no yes; do
	echo $((begins + 5)) >$P/dp_clock
	[ $copy = no ] || echo 1 >$P/dp_copied
	echo $((begins + 6)) >$P/dp_clock
	begins=$((begins + 10))
	echo $begins >$P/dp_clock
done
set -- $(drawn $place)
[ "$1" = 1 ]
result "noise of a window is drawn once" $? "$*; $(cat err $LOG | tail -20)"
set -- $(drawn $((place + 1)))
[ "$1" = 2 ] && [ "$3" -gt "$2" ] && [ "$(cat $P/dp_copied)" = 1 ] && dmesg | grep -q "this machine was copied"
result "and once more, with other words, when the machine was copied" $? "$*; $(tail -20 $LOG)"

released()
{
	grep -c "^release $id " $LOG
}
had=$(released) spent=$($C dp ledger --json)
echo $((begins - DAY)) >$P/dp_clock
echo $((begins - 3600)) >$P/dp_clock
[ "$(released)" = "$had" ] && [ "$($C dp ledger --json)" = "$spent" ]
result "a clock that goes back releases nothing, and gives nothing back" $? "$($C dp ledger --json) after $spent"
echo $((begins + 10)) >$P/dp_clock
[ "$(released)" = $((had + 1)) ]
result "and when it goes on, what was collected is released once" $? "$(tail -20 $LOG)"
$C detach "$id" >/dev/null

# ---- somebody who does not listen ----

first=$((day + 1))
clock=$((first * DAY))
echo $clock >$P/dp_clock
id=$($C attach --pin -f $W/wide.wasm 2>err)
$C watch "$id" --json >flood 2>err &
pid=$!

# windows N: so many go by
windows()
{
	for i in $(seq "$1"); do
		clock=$((clock + 10))
		echo $clock >$P/dp_clock
	done
}

hears_a_release()
{
	windows 1 && test -s flood
}

overrun()
{
	windows 20 && $C stats --json | grep -q '"dropped":{"'
}

until_true hears_a_release
kill -STOP $pid
until_true overrun
result "a listener who has stopped: there is no more room for him" $? "$($C stats --json)"
last=$((clock % DAY / 10 - 2))
$C dp again --attachment "$id" --at $((clock / DAY)):$last --json >one 2>err &&
	$C dp again --attachment "$id" --at $((clock / DAY)):$last --json >other 2>err && cmp -s one other
result "what did not reach him can be had" $? "$(cat err one other)"
kill -CONT $pid
$C detach "$id" >/dev/null
wait $pid
made=$(grep -c "^release $id " $LOG) heard=$(grep -c '"@record":"@release"' flood)
[ "$heard" -gt 0 ] && [ "$heard" -lt "$made" ] && [ $made = $(((clock - first * DAY) / 10)) ] &&
	[ "$(awk -v id="$id" '$1 == "release" && $2 == id { print $6 }' $LOG | sort -u | wc -l)" = 1 ]
result "each window was released, and in one size, whoever listens" $? "$heard of $made; $(tail -1 flood | cut -c 1-300)"
first=$((clock / DAY))

# ---- pairs ----

first=$((first + 1))
echo $((first * DAY)) >$P/dp_clock
attach_all pure
run_pairs pure "$PAIRS" $((first + 1)) 0 pairs
run_pairs pure "$HOTPLUG" $((first + 1000000)) 1 hotplug
[ "$(cat /sys/devices/system/cpu/cpu1/online)" = 1 ]
result "the processor is there again" $?
cp attached attached.all
detach_all

first=$((first + 2000000))
echo $((first * DAY)) >$P/dp_clock
attach_all few
run_pairs few "$FEW" $((first + 1)) 0 few 40
cat attached >>attached.all
detach_all

# Whoever listens has heard one record, of a user who has none later.
first=$((first + 1000000))
echo $((first * DAY)) >$P/dp_clock
$C run -f $W/records.wasm --json >streams/records 2>err &
pid=$!
uid=20000
hears_a_record()
{
	uid=$((uid + 1))
	$W/actor $uid 1 1 -1
	test -s streams/records
}
until_true hears_a_record
result "records: they are heard" $? "$(cat err)"
"$W/records" "$FEW" $((first + 1)) >log 2>err
result "records: $FEW pairs" $? "$(cat err)"
give log.records log
kill $pid
wait $pid

rmmod wasm_kernel_insecure && insmod $KO dp_zcdp=1 dp_seed=1 dp_clock=$((first * DAY - 3600))
echo $((first * DAY)) >$P/dp_clock
attach_all zcdp
run_pairs zcdp "$TREES" $((first + 1)) 0 trees
cat attached >>attached.all
detach_all
give attached attached.all
for stream in streams/*; do give "$(basename "$stream")" "$stream"; done
cat streams/pure.plain | head -1 | grep -q '"insecure":true'
result "each release says what it is" $? "$(head -1 streams/pure.plain)"

# ---- time from the tick to the arrival ----

# latency TICK: windows of 10 ticks; fails when the machine is too slow for that
latency()
{
	seconds=$(($(date +%s) * 1000 / $1))
	rmmod wasm_kernel_insecure
	insmod $KO dp_seed=2 dp_tick="$1" dp_epoch=3600 dp_clock=$((seconds - 3600)) || return
	echo 0 >$P/dp_clock
	id=$($C attach --pin -f $W/latency/mask.wasm) || return
	rm -f arrivals
	$C watch "$id" --json | $W/stamp >arrivals &
	until_true test -s arrivals
	$W/masks "$WINDOWS" "$1" "$LIMIT"
	slow=$?
	# The last one is sent.
	sleep 2
	cat $LOG >latency
	$C detach "$id" >/dev/null
	wait
	return $slow
}

for tick in 20 40 100 400; do
	latency $tick 2>err && break
done
result "latency: $WINDOWS windows" $? "$(cat err)"
echo $tick >tick
give tick tick
give arrivals arrivals
give latency latency
rmmod wasm_kernel_insecure
result "it goes" $?
echo "1..$n"
