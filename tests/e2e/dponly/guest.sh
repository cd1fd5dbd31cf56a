#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Runs in the test machine: programs that are dp-only, from attaching to what is released of them.
# Nothing of the module is different for the test: it is the machine's clock that is set.

C=wasm_kernel_cli
W=/root/dponly
MODULE=/wasm_kernel.ko
DAY=86400 WINDOW=10
CALLS=25 CAP=20
AGAIN=${AGAIN:-50}
cd /tmp || exit 2
[ -z "$TRACE" ] || set -x
. /tap.sh

now()
{
	date +%s
}

# The last seconds of the day; then the next one.
new_epoch()
{
	midnight=$((($(now) / DAY + 1) * DAY))
	date -s "@$((midnight - 2))" >/dev/null
	while [ "$(now)" -lt $((midnight + 1)) ]; do sleep 0.2; done
}

window()
{
	echo $(($(now) % DAY / WINDOW))
}

epoch()
{
	echo $(($(now) / DAY))
}

new_window()
{
	old=$(window)
	while [ "$(window)" = "$old" ]; do sleep 0.2; done
}

# again ATTACHMENT EPOCH WINDOW: a release as JSON, once it is there
again()
{
	for i in $(seq 120); do
		got=$($C dp again --attachment "$1" --at "$2:$3" --json 2>&1) && echo "$got" && return
		sleep 0.5
	done
	return 1
}

value()
{
	sed 's/.*"value":\(-\{0,1\}[0-9]*\).*/\1/'
}

# uid_ledger MEMBER
uid_ledger()
{
	$C dp ledger --json | grep '"unit":"uid"' | sed "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/"
}

# ---- refused ----

# The next midnight, at which the budget opens, is far away.
rmmod wasm_kernel
date -s "@$(($(now) / DAY * DAY + DAY / 2))" >/dev/null
insmod $MODULE
says "closed after loading" 239 "nobody knows what was spent.*the next epoch begins in" \
	$C attach --pin -f $W/events/plain.wasm
says "closed: the ledger says so" 0 "uid: epsilon 8 of each.*closed: nobody knows what was spent" $C dp ledger
for file in $W/refused/*.wasm; do
	name=$(basename "$file" .wasm)
	got=$($C attach --pin -f "$file" 2>&1)
	s=$?
	[ $s != 0 ] && echo "$got" | grep -q -e "$(cat $W/refused/$name.says)"
	result "refused: $name" $? "status $s, wanted $(cat $W/refused/$name.says): $got"
done
says "refused: a raw program, by --policy" 239 "not for programs that are dp-only" \
	$C attach --policy dp-only -f $W/raw.wasm
says "refused: by load, too" 239 "not for programs that are dp-only" \
	$C load --policy dp-only -f $W/raw.wasm
says "nothing stayed" 0 "nothing is attached" $C stats

# ---- an epoch ----

new_epoch
says "open from the next epoch on" 0 '"open":true' $C dp ledger --json
: >attached
for file in $W/events/*.wasm; do
	name=$(basename "$file" .wasm)
	id=$($C attach --pin -f "$file" 2>err)
	result "attached: $name" $? "$(cat err)"
	echo "$name $id" >>attached
done
secret=$($C attach --pin -f $W/secret.wasm 2>err)
result "attached: secret" $? "$(cat err)"
programs=$(wc -l <attached)
wanted=$((programs / 2 + 1))
[ $((programs % 2)) = 0 ] || wanted=$wanted.5
[ "$(uid_ledger spent)" = $wanted ]
result "the ledger has the sum of all charges" $? "$(uid_ledger spent), not $wanted"
says "what is not there is refused" 239 "epsilon of each uid: [0-9]* thousandths are missing" \
	$C attach --pin -f $W/dear.wasm
[ "$(uid_ledger spent)" = $wanted ]
result "a refusal costs nothing" $? "$(uid_ledger spent), not $wanted"
$C dp ledger --json | grep '"unit":"uid"' | grep -q "\"attachment\":$secret,\"metric\":\"n\",\"charged\":\"1\""
result "the ledger says who is charged" $? "$($C dp ledger)"

# The module begins a window when the clock does, but for some milliseconds.
new_window
sleep 0.3
e=$(epoch) w=$(window)
# So many that of 12 programs, each with noise of scale 80 in several windows, none is half of them off
# by chance more often than once in ten million runs.
USERS=200
# On each CPU, since each has an instance of its own that could remember it.
for cpu in $(seq 0 $(($(nproc) - 1))); do
	taskset -c "$cpu" $W/actor 5000 1 $CALLS 1
done
begun=$(now)
$W/actor 10000 $USERS $CALLS 2
echo "# $USERS users act for $(($(now) - begun)) s"
$W/actor 6000 1 1 918273645
last=$(window)

while read -r name id; do
	sum=0
	for i in $(seq "$w" "$last"); do
		v=$(again "$id" "$e" "$i" | value)
		sum=$((sum + ${v:-1000000}))
	done
	case $(cat $W/events/$name.expected) in
	all)	[ $sum -gt $((USERS * CAP / 2)) ] && [ $sum -lt $((USERS * CAP * 3 / 2)) ] ;;
	none)	[ $sum -lt $((USERS * CAP / 2)) ] && [ $sum -gt -$((USERS * CAP / 2)) ] ;;
	*)	false ;;
	esac
	result "hostile: $name counts $(cat $W/events/$name.expected)" $? "$sum in windows $w to $last"
done <attached

USERS=100

# ---- one release, again and again ----

id=$(head -1 attached | cut -d' ' -f2)
before=$(uid_ledger spent)
again "$id" "$e" "$w" >first
for i in $(seq "$AGAIN"); do
	$C dp again --attachment "$id" --at "$e:$w" --json
done | sort -u | cmp -s - first
result "$AGAIN times the same bytes" $? "$(cat first)"
[ "$(uid_ledger spent)" = "$before" ]
result "at no charge" $?
says "a window that never was" 252 "was not released" $C dp again --attachment "$id" --at "$e:4000"
grep -q '"mech":"laplace","scale":"80/1","epsilon":"0.5"' first
result "a release says mechanism, scale and epsilon" $? "$(cat first)"

# ---- what is withheld ----

$C stats --json >stats
grep -q '"policy":"dp-only"' stats && ! grep -q -e '"hits"' -e '"fuel"' -e '"nsec"' -e '"first_trap"' stats
result "stats are withheld" $? "$(cat stats)"
! $C list --json | grep -o '"fuel":[0-9]*' | grep -q -v ':0$'
result "lists have no fuel" $? "$($C list --json)"
[ "$($C list --json | grep -o '"state":"armed"' | wc -l)" = $((programs + 1)) ]
result "who trapped and looped is attached still" $? "$($C list)"

# ---- the planted secret ----

mount -t debugfs none /sys/kernel/debug 2>/dev/null
mount -t tracefs none /sys/kernel/tracing 2>/dev/null
{
	for i in $(seq "$w" "$last"); do again "$secret" "$e" $i; done
	cat stats
	$C list --json
	$C dp ledger --json
	$C dp ledger --events --json
} >said
# Not those that wait for something, or are the machine's own memory and text.
find /sys/kernel/debug /sys/kernel/tracing /sys/module/wasm_kernel /sys/kernel/slab -type f \
	! -name 'trace_pipe*' ! -name 'snapshot*' ! -path '*/x86/*' ! -path '*/events/*' \
	! -name 'available_filter_functions*' 2>/dev/null >files
timeout 600 xargs -n 200 cat <files >surfaces 2>/dev/null
[ $? != 124 ] && [ "$(wc -l <files)" -gt 500 ]
result "all surfaces were read" $? "$(wc files surfaces)"
dmesg >log
# In the middle of longer numbers it may be by chance.
planted()
{
	grep -a -i "$1" -e '\(^\|[^0-9]\)0*918273645\([^0-9]\|$\)' \
		-e '\(^\|[^0-9a-f]\)0*36bbbe6d\([^0-9a-f]\|$\)' said surfaces log
}
echo "# $(wc -c <surfaces) bytes of surfaces"
[ -s surfaces ] && [ -s said ] && ! planted -q
result "a planted secret is in no stream, log, debugfs, sysfs or tracefs" $? \
	"$(planted -l; wc -c said surfaces log)"
# Before the noise it was there: without it this search would prove nothing.
grep -q '"kind":"sum"' said
result "while its metric was released" $? "$(head -3 said)"

# ---- across a reload ----

says "export" 0 "" $C dp ledger --export state --key key
[ "$(stat -c %a%s key)" = 60032 ] && [ "$(stat -c %a%s state)" = 600336 ]
result "key and state are files for root" $? "$(stat -c '%n %a %s' key state)"
spent=$(uid_ledger spent)
rmmod wasm_kernel && insmod $MODULE
says "closed after a reload" 239 "nobody knows what was spent" $C attach --pin -f $W/events/plain.wasm
cp state bad && printf 'x' | dd of=bad bs=1 seek=40 conv=notrunc 2>/dev/null
says "a changed state" 239 "its seal is wrong" $C dp ledger --import bad --key key
dd if=/dev/urandom of=other bs=32 count=1 2>/dev/null
says "another key" 239 "its seal is wrong" $C dp ledger --import state --key other
dd if=state of=swapped bs=112 skip=1 2>/dev/null && dd if=state bs=112 count=1 2>/dev/null >>swapped
says "one unit's state for another's" 239 "its seal is wrong" $C dp ledger --import swapped --key key
[ "$(uid_ledger open)" = false ]
result "still closed" $?
says "the right one" 0 "" $C dp ledger --import state --key key
[ "$(uid_ledger open)" = true ] && [ "$(uid_ledger spent)" = "$spent" ]
result "open again, with what was spent" $? "$($C dp ledger)"
says "once only" 251 "the budget is open" $C dp ledger --import state --key key
says "an old state" 239 "of this epoch" sh -c "rmmod wasm_kernel && insmod $MODULE &&
	date -s @\$(((\$(date +%s) / $DAY + 1) * $DAY - 1)) >/dev/null && sleep 0.2 && sleep 2
	rmmod wasm_kernel && insmod $MODULE && $C dp ledger --import state --key key"

# ---- the examples, and the other kinds ----

new_epoch
for file in $W/kinds/*.wasm; do
	name=$(basename "$file" .wasm)
	id=$($C attach --pin -f "$file" 2>err)
	result "attached: $name" $? "$(cat err)"
	eval "id_$name=$id"
done
says "a delta of 2^-20, which is all there is" 0 "" $C attach --pin -f $W/delta.wasm
says "another one: what is missing is said" 239 "delta of each prefix: 2^-20 is missing of the 2^-20" \
	$C attach --pin -f $W/delta.wasm
$C dp ledger --json | grep '"unit":"prefix"' | grep -q '"delta_limit":"2^-20","delta_spent":"2^-20"'
result "the ledger counts delta" $? "$($C dp ledger --json)"
# All at once, each epsilon 1, and 7 are left of 8.
for i in $(seq 12); do
	$C attach --pin -f $W/share.wasm >share.$i 2>&1 &
	eval "share_$i=$!"
done
got=0
for i in $(seq 12); do
	eval "wait \$share_$i" && got=$((got + 1))
done
[ $got = 7 ] && $C dp ledger --json | grep '"unit":"prefix"' | grep -q '"spent":"8","left":"0"' &&
	[ "$(cat share.* | grep -c 'thousandths are missing')" = 5 ]
result "12 who attach at once get what there is, and no more" $? "$got; $(cat share.*; $C dp ledger)"
for file in $W/examples/*.wasm; do
	name=$(basename "$file" .wasm)
	$C run -f "$file" --timeout 45 --json >$name.out 2>$name.err &
	eval "pid_$name=$!"
done
$C run -f $W/private/salary.wasm --timeout 45 --json >salary.out 2>salary.err &
pid_salary=$!
salary_charged()
{
	$C dp ledger --json | grep '"unit":"cgroup"' | grep '"metric":"salary","charged":"5"'
}
until_true salary_charged
result "records: the ledger is charged for each that a unit may have" $? "$($C dp ledger --json; cat salary.err)"
# All of it in one window of these, on a slow machine at the second try.
WINDOW=20
for try in 1 2; do
	new_window
	sleep 0.3
	e=$(epoch) w=$(window) first=${first:-$w}
	begun=$(now)
	$W/actor $((try * 10000)) $USERS $CALLS 2
	echo "# $USERS users act for $(($(now) - begun)) s"
	[ "$(window)" = "$w" ] && break
done
$W/actor 40000 5 $CALLS 7
$W/actor 50000 1 $CALLS 1000000000
for i in $(seq 20); do /bin/busybox true; done

again "$id_watch" "$e" $((first - 1)) >quiet
again "$id_watch" "$e" "$w" >loud
grep -q '"alarm":false,"left":1,.*"epsilon":"1",.*"threshold":1000' quiet &&
	grep -q '"alarm":true,"left":0' loud && ! grep -q '"value' quiet loud
result "watch: an alarm, and nothing of the sum" $? "$(cat quiet loud)"
# By events: on a slow machine the examples end meanwhile, which gives back what they do not need.
rearm_events()
{
	$C dp ledger --events --json | grep '"unit":"uid".*"event":"rearm"'
}
says "rearm: another kind of metric" 239 "only a watch" $C dp rearm --attachment "$id_open" --metric n
says "rearm: a metric that is not there" 252 "no metric" $C dp rearm --attachment "$id_open" --metric nobody
says "rearm: no attachment" 252 "no attachment 999" $C dp rearm --attachment 999
# The rest of the budget is taken meanwhile. An example that ends just now, on a slow machine, gives
# back what it does not need; then it is enough, and nobody has more than there is.
: >fillers
while id=$($C attach --pin -f $W/filler.wasm 2>err); do echo "$id" >>fillers; done
grep -q "thousandths are missing" err
result "rearm: the budget is spent" $? "$(cat err)"
$C dp rearm --attachment "$id_watch" >out 2>err
status=$?
if [ $status = 0 ]; then
	rearmed=$(window)
	uid_ledger spent | awk '{ exit !($1 <= 8) }'
	result "rearm: what is given back can be had" $? "$($C dp ledger)"
else
	[ $status = 239 ] && grep -q "epsilon of each uid: [0-9]* thousandths are missing" err
	result "rearm: what is not left is refused" $? "status $status; $(cat err); $($C dp ledger)"
	! rearm_events >events
	result "rearm: refusals cost nothing" $? "$(cat events)"
fi
while read -r id; do $C detach "$id" >/dev/null; done <fillers
[ $status = 0 ] || says "rearm: a watch that has given its alarms" 0 "all its alarms again" $C dp rearm --attachment "$id_watch"
rearmed=${rearmed:-$(window)}
says "rearm: a watch that has all its alarms" 251 "it has all its alarms still" $C dp rearm --attachment "$id_watch"
rearm_events >events
[ "$(wc -l <events)" = 1 ] && grep -q "\"attachment\":$id_watch,.*\"amount\":\"1\"" events
result "rearm: is charged once more" $? "$(cat events)"
$C dp ledger --json | grep '"unit":"uid"' | grep -q "\"attachment\":$id_watch,\"metric\":\"n\",\"charged\":\"2\",\"epoch_cost\":\"1\""
result "rearm: the ledger says who, and that it is for this epoch" $? "$($C dp ledger --json)"
again "$id_open" "$e" "$w" >open
units=$(sed 's/.*"key":"open","units":\([0-9]*\),.*/\1/' open)
[ "$units" -gt 60 ] 2>/dev/null && [ "$units" -lt 140 ] && grep -q '"delta":"2^-30","threshold":43' open
result "keyed-open: a key that many have, by its name" $? "$(cat open)"
! grep -q '"key":"close\|"key":"poll' open
result "keyed-open: no key that five have" $? "$(cat open)"

again "$id_watch" "$e" "$rearmed" >quiet
grep -q '"alarm":false,"left":1' quiet
result "rearm: it has its alarm again" $? "$(cat quiet)"

wait $pid_salary
result "records: it ends well" $? "$(cat salary.err)"
grep -c '"f":' salary.out | grep -qx 5 && grep -q '"@summary":{"emitted":5,"delivered":5,' salary.out
result "records: as many as the cap allows, and no others" $? "$(cat salary.out)"
sed -n 's/.*"f":\(-\{0,1\}[0-9]*\).*/\1/p' salary.out >values
! grep -q '[0-9]\{5\}' values && [ "$(sort -u values | wc -l)" -ge 3 ]
result "records: within bounds but for the noise, and each with its own" $? "$(cat values)"
! grep -q -e spoken -e '"@record":2' -e '1000000000' salary.out
result "records: nothing beside them" $? "$(cat salary.out)"
cgroup_spent()
{
	$C dp ledger --json | grep '"unit":"cgroup"' | sed 's/.*"spent":"\([^"]*\)".*/\1/'
}
before=$(cgroup_spent)
says "records: a hook that is none" 254 "no_such_function" $C attach -f $W/private/none.wasm
[ "$(cgroup_spent)" = "$before" ]
result "records: a refusal costs nothing" $? "$(cgroup_spent), not $before"
says "records: a last hook that is none" 254 "no_such_function" $C attach -f $W/private/half.wasm
[ "$(cgroup_spent)" != "$before" ]
result "records: what may have left before it is charged" $? "$(cgroup_spent) as before"

for file in $W/examples/*.wasm; do
	name=$(basename "$file" .wasm)
	eval "wait \$pid_$name"
	result "$name: ends well" $? "$(cat $name.err)"
	lines=$(grep -c '"@record":"@release"' $name.out)
	[ "$lines" -ge 1 ] && grep -q '"@summary":{"emitted":\([0-9]*\),"delivered":\1,"dropped":{}' $name.out
	result "$name: windows are released, and none is lost" $? "$(cut -c 1-300 $name.out)"
done
grep -q '"values":{"read":-\{0,1\}[0-9]*,"write"' syscalls_dp.out
result "syscalls_dp: cells have names" $?
grep -q '"values":{"bash":-\{0,1\}[0-9]*,.*"other":-\{0,1\}[0-9]*}' execs_dp.out
result "execs_dp: keys have names" $? "$(cat execs_dp.out)"

# ---- budgets of rho, and a running total ----

WINDOW=10
says "rho in a ledger of epsilon" 239 "load the module with dp_zcdp=1" $C attach --pin -f $W/total.wasm
rmmod wasm_kernel && insmod $MODULE dp_zcdp=1
new_epoch
id=$($C attach --pin -f $W/total.wasm 2>err)
result "attached: total" $? "$(cat err)"
new_window
sleep 0.3
w=$(window) e=$(epoch)
$W/actor 10000 $USERS $CALLS 2
for i in 1 2; do
	v=$(again "$id" "$e" $((w + i)) | value)
	[ "${v:-0}" -gt $((USERS * CAP / 2)) ] && [ "$v" -lt $((USERS * CAP * 3 / 2)) ]
	result "total: $i windows later it is still there" $? "$v"
done
again "$id" "$e" "$w" | grep -q '"kind":"total",.*"mech":"gaussian",.*"rho":"0.5"'
result "total: a release says mechanism and rho" $? "$(again "$id" "$e" "$w")"

# ---- a machine on which everything is dp-only ----

rmmod wasm_kernel && insmod $MODULE dp_only=1
says "dp_only=1: a raw program" 239 "not for programs that are dp-only" $C attach -f $W/raw.wasm
rmmod wasm_kernel
insmod $MODULE dp_budget=8001 2>/dev/null
result "a budget that promises nothing is refused" $((! $?))
insmod $MODULE dp_epoch=60 2>/dev/null
result "an epoch of a minute is refused" $((! $?))
insmod $MODULE
echo "1..$n"
