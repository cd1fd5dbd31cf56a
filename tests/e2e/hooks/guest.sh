#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Runs in the test machine: the examples on their hooks, beside Debian's own tools where there are
# any, which must see the same.

C=wasm_kernel_cli
W=/root/hooks
cd /tmp || exit 2
[ -z "$TRACE" ] || set -x
. /tap.sh

# armed NAME [COUNT]: programs of that name on their hooks; others, kept ones, do not count
armed()
{
	[ "$($C list --json | sed 's/{/\n/g' | grep "\"name\":\"$1\".*\"state\":\"armed\"" | wc -l)" -ge \
		"${2:-1}" ]
}

armed_or_over()
{
	armed "$1" 2 || ! kill -0 "$2"
}

# start_until_over PID: programs start until it has ended, which has heard of as many as it wants
start_until_over()
{
	for i in $(seq 240); do
		kill -0 "$1" 2>/dev/null || return
		/bin/busybox true
		sleep 0.5
	done
}

# ours NAME ARG...: starts an example, output in NAME.out, and waits until it is on its hooks
ours()
{
	name=$1
	shift
	$C run -f $W/$name.wasm "$@" >$name.out 2>$name.err &
	ours=$!
	until_true armed "$name" || { cat $name.err; return 1; }
}

# What Debian's do in their loops: epoll_wait, epoll_pwait, nanosleep, clock_nanosleep. Who waits there
# has taken all that there was.
idle()
{
	waits_in "$theirs" 232 281 35 230
}

# Debian's, output in theirs.out; ready once it holds its probes and waits for what they say.
holds_probes()
{
	ls -l /proc/$theirs/fd 2>/dev/null | grep -q -e 'perf_event' -e 'bpf.link' && idle
}

theirs()
{
	# Not the part of this script that has the same name. Without a time zone opensnoop looks for one
	# at each event, which is another event.
	env TZ=UTC0 "$@" >theirs.out 2>theirs.err &
	theirs=$!
	until_true holds_probes || { cat theirs.err; return 1; }
}

heard()
{
	kill -INT $theirs
	! idle
}

# Ends Debian's, by Ctrl-C, when there is nothing left to take. bpftrace forgets a signal that comes
# while it is not just waiting.
stop_theirs()
{
	until_true idle
	until_true heard
	stop $theirs INT
}

# The busy one says that it has slept often enough, and waits for its end in read.
has_slept()
{
	[ -s slept ] && waits_in "$busy" 0
}

# stop PID [SIGNAL]: ends it, by force if it has not ended after five minutes: then its status says so. A
# shell lets what it starts in the background ignore Ctrl-C, and our tool respects that; Debian's
# do not.
stop()
{
	kill -"${2:-TERM}" "$1" 2>/dev/null
	# Its sleep ends with it.
	(sleep 300 & trap "kill $!; exit" TERM; wait $!; kill -KILL "$1") 2>/dev/null &
	killer=$!
	wait "$1"
	stopped=$?
	kill $killer 2>/dev/null
	return $stopped
}

# The last line of an account, with nothing lost.
account_holds()
{
	grep -q '^emitted \([0-9]*\) = delivered \1 + dropped 0$' "$1" ||
		grep -q '"@summary":{"emitted":\([0-9]*\),"delivered":\1,"dropped":{}' "$2"
}

# same NAME FILE FILE: two files with the same lines, and some
same()
{
	[ -s "$2" ] && cmp -s "$2" "$3"
	result "$1" $? "$(diff "$2" "$3" | cut -c 1-300 | head -20; wc -l "$2" "$3"; cat ./*.err | head -5)"
}

# notices NAME OURS SED EXTRACT THEIRS: had our program written what SED makes of its output, the
# comparison would have seen it: EXTRACT of that is not THEIRS
notices()
{
	sed "$3" "$2" >spoilt
	! cmp -s "$2" spoilt && ! $4 spoilt | cmp -s - "$5"
	result "$1 would be seen" $? "$(diff "$2" spoilt | cut -c 1-300 | head -5)"
}

# member NAME FILE: values of a member of JSON lines
member()
{
	sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" "$2"
}

# ---- programs that start ----

starts()
{
	grep wk-exec "$1" |
		sed 's/.*"pcomm":"\([^"]*\)","pid":\([0-9]*\),"ppid":\([0-9]*\),.*\(wk-exec-[0-9]*\).*/\1 \2 \3 \4/'
}

execsnoop()
{
	theirs execsnoop || return
	ours execsnoop --json || return
	# All on one CPU: neither tool promises an order of records of different ones.
	cpus=$(taskset -p $$ | sed 's/.* //')
	taskset -p 1 $$ >/dev/null
	for i in 1 2 3 4 5 6 7 8 9 10; do
		/bin/busybox true wk-exec-$i "with a blank"
	done
	taskset -p "$cpus" $$ >/dev/null
	stop $ours
	result "execsnoop: ends well" $? "$(cat execsnoop.err)"
	stop_theirs
	account_holds execsnoop.err execsnoop.out
	result "execsnoop: its account" $? "$(tail -1 execsnoop.out)"
	starts execsnoop.out >a
	grep wk-exec theirs.out | awk '{ print $1, $2, $3, $7 }' | sed 's/"//g' >b
	same "execsnoop: as Debian's" a b
	notices "execsnoop: one start in ten that is missing" execsnoop.out '/wk-exec-7/d' starts b
	notices "execsnoop: a wrong pid" execsnoop.out '/wk-exec-7/s/"pid":/&1/' starts b
	notices "execsnoop: a wrong parent" execsnoop.out '/wk-exec-7/s/"ppid":/&1/' starts b
	notices "execsnoop: another name" execsnoop.out 's/wk-exec-7/wk-exec-8/' starts b
	[ "$(grep -c '"args":\["/bin/busybox","true","wk-exec-1","with a blank"\]' execsnoop.out)" = 1 ]
	result "execsnoop: arguments are told apart" $? "$(grep wk-exec-1 execsnoop.out)"
}

bootstrap()
{
	ours bootstrap || return
	/bin/busybox sleep 0.3
	/bin/busybox sh -c 'exit 3'
	/bin/busybox sh -c 'kill -9 $$'
	sleep 0.5
	stop $ours
	grep -q '^EXEC .*:.* busybox .* /bin/busybox$' bootstrap.out
	result "bootstrap: a start" $? "$(cat bootstrap.out bootstrap.err)"
	grep -q '^EXIT .* busybox .* 0 *0 *\([3-9][0-9][0-9]\.[0-9]*ms\|[0-9.]*s\)$' bootstrap.out
	result "bootstrap: an end, with how long it took" $? "$(grep sleep bootstrap.out)"
	grep -q '^EXIT .* busybox .* 3 *0 ' bootstrap.out && grep -q '^EXIT .* busybox .* 0 *9 ' bootstrap.out
	result "bootstrap: exit code and signal" $? "$(grep EXIT bootstrap.out)"
	account_holds bootstrap.err bootstrap.out
	result "bootstrap: its account" $? "$(cat bootstrap.err)"
}

# ---- files ----

opened()
{
	grep wk-open "$1" |
		sed 's/.*"pid":\([0-9]*\),.*"fd":\([-0-9]*\),"err":\([0-9]*\),.*"path":"\([^"]*\)".*/\1 \2 \3 \4/' |
		sort
}

opensnoop()
{
	theirs opensnoop || return
	ours opensnoop --json || return
	for i in 1 2 3 4 5; do
		echo >wk-open-$i
		cat wk-open-$i wk-open-missing-$i >/dev/null 2>&1
	done
	stop $ours
	result "opensnoop: ends well" $? "$(cat opensnoop.err)"
	stop_theirs
	opened opensnoop.out >a
	grep wk-open theirs.out | awk '{ print $1, $(NF - 2), $(NF - 1), $NF }' | sort >b
	same "opensnoop: as Debian's" a b
	notices "opensnoop: one file that is missing" opensnoop.out '/wk-open-3/d' opened b
	notices "opensnoop: a wrong file" opensnoop.out 's/wk-open-3/wk-open-4/' opened b
	notices "opensnoop: a wrong pid" opensnoop.out '/wk-open-3/s/"pid":/&1/' opened b
	notices "opensnoop: a wrong error" opensnoop.out '/wk-open-missing-3/s/"err":2/"err":13/' opened b
	account_holds opensnoop.err opensnoop.out
	result "opensnoop: its account" $? "$(tail -1 opensnoop.out)"
}

# ---- waiting for a CPU ----

waits()
{
	sed -n 's/.*"map":"runqlat".*"total":\([0-9]*\).*/\1/p' "$1"
}

# Ends of buckets as they should be, from the numbers of those that are there.
buckets()
{
	sed 's/{"bucket"/\n&/g' "$1" |
		sed -n 's/^{"bucket":\([0-9]*\),"from":\([0-9]*\),"to":\([0-9]*\),.*/\1 \2 \3/p'
}

powers()
{
	buckets "$1" | awk '{ from = $1 ? 1 : 0; for (i = 1; i < $1; i++) from *= 2
			      print $1, from, from ? 2 * from - 1 : 0 }'
}

runqlat()
{
	mkfifo go
	rm -f slept
	$W/busy 250 <go >slept &
	busy=$!
	exec 9>go
	theirs runqlat -p $busy 1000 1 || return
	ours runqlat --set pid=$busy --json || return
	echo -n x >&9
	until_true has_slept
	stop $ours
	result "runqlat: ends well" $? "$(cat runqlat.err)"
	stop_theirs
	echo -n x >&9
	exec 9>&-
	wait $busy
	waits runqlat.out >a
	awk '/->/ { sum += $5 } END { print sum }' theirs.out >b
	same "runqlat: as many as Debian's" a b
	notices "runqlat: one that is missing" runqlat.out "s/\"total\":$(cat a)/\"total\":$(($(cat a) - 1))/" \
		waits b
	# A sleep during which the host stands still may be over before it begins.
	[ "$(cat a)" -ge 200 ]
	result "runqlat: 200 of 250 sleeps had an end" $? "$(cat a)"
	buckets runqlat.out >a
	powers runqlat.out >b
	same "runqlat: buckets are powers of two" a b
	notices "runqlat: a bucket off by one" runqlat.out 's/{"bucket":[0-9]*,"from":/&1/' buckets b
	rm go
}

# ---- network ----

# listening PORT
listening()
{
	netstat -ltn | grep -q ":$1 "
}

connections()
{
	sed -n 's/.*"pid":\([0-9]*\),"comm":"\([^"]*\)","saddr":"\([^"]*\)","daddr":"\([^"]*\)","dport":\([0-9]*\)}.*/\1 \2 \3 \4 \5/p' \
		"$1" | sort
}

tcpconnect()
{
	theirs tcpconnect || return
	ours tcpconnect --json || return
	(echo x | nc -l -p 7777 >/dev/null) &
	until_true listening 7777
	echo y | nc 127.0.0.1 7777 >/dev/null
	nc 127.0.0.1 7778 </dev/null 2>/dev/null
	stop $ours
	result "tcpconnect: ends well" $? "$(cat tcpconnect.err)"
	stop_theirs
	connections tcpconnect.out >a
	awk '/nc/ { print $1, $2, $4, $5, $6 }' theirs.out | sort >b
	same "tcpconnect: as Debian's" a b
	notices "tcpconnect: one that is missing" tcpconnect.out '/"dport":7777/d' connections b
	notices "tcpconnect: a wrong port" tcpconnect.out 's/"dport":7777/"dport":7778/' connections b
	account_holds tcpconnect.err tcpconnect.out
	result "tcpconnect: its account" $? "$(tail -1 tcpconnect.out)"
}

packets()
{
	ours packets --json || return
	ping -c 5 -i 0.2 127.0.0.1 >/dev/null
	sleep 2
	$C map dump packets --json >map.out 2>&1
	stop $ours
	result "packets: ends well" $? "$(cat packets.err)"
	grep -q '{"key":1,"value":10}' map.out
	result "packets: five questions, five answers" $? "$(cut -c 1-400 map.out)"
	grep -q '"proto":"icmp","packets":10,"bytes":840' packets.out
	result "packets: the same in its records" $? "$(tail -3 packets.out)"
}

# ---- system calls ----

counted()
{
	grep -o '"key":"[a-z0-9_]*","value":[0-9]*' "$1" | sed 's/.*"key":"\(.*\)","value":\(.*\)/\1 \2/' |
		sed 's/^read /0 /; s/^write /1 /; s/^getppid /110 /; s/^nanosleep /35 /; s/^clock_nanosleep /230 /' |
		sort
}

syscount()
{
	mkfifo go
	rm -f slept
	$W/busy 300 <go >slept &
	busy=$!
	exec 9>go
	theirs bpftrace -e "tracepoint:raw_syscalls:sys_enter /pid == $busy/ { @[args->id] = count(); }" ||
		return
	ours syscount --set pid=$busy --json || return
	echo -n x >&9
	until_true has_slept
	$C map dump calls --json | sed 's/"cpus":\[[^]]*\],\{0,1\}//g' >map.out
	stop $ours
	result "syscount: ends well" $? "$(cat syscount.err)"
	stop_theirs
	echo -n x >&9
	exec 9>&-
	wait $busy
	counted map.out >a
	sed -n 's/^@\[\([0-9]*\)\]: \([0-9]*\)$/\1 \2/p' theirs.out | sort >b
	same "syscount: as bpftrace" a b
	# A program that forgets each hundredth event.
	few=$(awk '$1 == 110 { print $2 - int($2 / 100) }' a)
	notices "syscount: each hundredth that is missing" map.out \
		"s/\"key\":\"getppid\",\"value\":[0-9]*/\"key\":\"getppid\",\"value\":$few/" counted b
	rm go
}

# ---- a process of a user ----

messages()
{
	sed -n 's/.*"size":\([0-9]*\),"state":"\([a-z]*\)","event":\(.*\)}$/\1 \2 \3/p' "$1"
}

flb_trace()
{
	mkfifo go
	# On one CPU, whose records come in their order.
	taskset 1 $W/standin /tmp/absent <go >want &
	standin=$!
	exec 9>go
	ours flb_trace --set exe=$W/standin --json || return
	echo >&9
	exec 9>&-
	wait $standin
	sleep 1
	$C map dump faults --json >map.out
	stop $ours
	result "flb_trace: ends well" $? "$(cat flb_trace.err)"
	messages flb_trace.out >got
	same "flb_trace: every message, whatever its size" want got
	for size in 0 1 4095 4096 4097 65536; do
		grep -q "^$size " got
		result "flb_trace: $size bytes" $? "$(cut -c 1-60 got)"
		notices "flb_trace: a wrong size, $size bytes" flb_trace.out \
			"s/\"size\":$size,/\"size\":$((size + 1)),/" messages want
	done
	notices "flb_trace: a wrong byte" flb_trace.out '/"size":4097,/s/a/b/3' messages want
	notices "flb_trace: a fault that is hidden" flb_trace.out 's/"state":"fault[a-z]*"/"state":"whole"/' \
		messages want
	grep -q '{"key":0,"value":3}' map.out
	result "flb_trace: faults are counted" $? "$(cat map.out)"
	mkfifo go2
	taskset 1 $W/standin /tmp/absent <go2 >/dev/null &
	standin=$!
	exec 9>go2
	ours flb_trace --set exe=$W/standin --set max=4096 --json || return
	echo >&9
	exec 9>&-
	wait $standin
	stop $ours
	[ "$(grep -c '"copied":4096,"size":[0-9]*,"state":"truncated"' flb_trace.out)" = 3 ]
	result "flb_trace: what is longer is cut, and says so" $? "$(cut -c 1-150 flb_trace.out)"
	rm go go2
}

# ---- life of an attachment ----

life()
{
	says "dry run" 0 "2 hooks would be attached" $C attach --dry-run -f $W/bootstrap.wasm
	id=$($C attach --pin -f $W/bootstrap.wasm)
	result "attach --pin" $? "$id"
	armed bootstrap
	result "attach --pin: it stays" $? "$($C list)"
	$C watch "$id" --count 2 --json >watch.out 2>&1 &
	watcher=$!
	start_until_over $watcher
	wait $watcher
	result "watch: ends after as many as wanted" $? "$(cat watch.out)"
	[ "$(grep -c '"@record":"EX' watch.out)" = 2 ] && grep -q '"@summary"' watch.out
	result "watch: records and account" $? "$(cat watch.out)"
	says "stats" 0 "tracepoint:sched/sched_process_exec" $C stats "$id"
	[ "$($C stats --json | sed -n 's/.*"hits":\([0-9]*\),.*sched_process_exit.*/\1/p')" != 0 ]
	result "stats: hits" $? "$($C stats --json)"
	says "map dump" 0 '"map":"starts","kind":"lru_hash","entries":\[' $C map dump starts --json
	says "map dump: no such map" 252 "no attachment has a map nothing" $C map dump nothing
	says "detach" 0 "^$id: emitted" $C detach "$id"
	says "detach: twice" 252 "" $C detach "$id"
	$C list | grep -q ATTACHMENT
	[ $? = 1 ]
	result "detach: nothing is left" $? "$($C list)"
}

# ---- programs that are kept ----

kept()
{
	id=$($C load --pin -f $W/bootstrap.wasm)
	result "load --pin: its number" $? "$id"
	$C list | grep -q "^ *$id  *kept"
	result "load --pin: it stays when the tool has ended" $? "$($C list)"
	at=$($C attach --pin --program "$id")
	result "attach --program" $? "$at"
	says "attach --program: armed, with all hooks" 0 "tracepoint:sched/sched_process_exit" \
		$C stats "$at"
	$C run --program "$id" --count 2 --json >kept.out 2>&1 &
	runner=$!
	# What looks whether it is there makes records itself, perhaps all that it waits for.
	until_true armed_or_over bootstrap $runner
	start_until_over $runner
	wait $runner
	[ "$(grep -c '"@record":"EX' kept.out)" = 2 ]
	result "run --program: records" $? "$(cat kept.out)"
	changes
	says "unload" 0 "" $C unload "$id"
	says "unload: it is gone" 252 "" $C attach --dry-run --program "$id"
	says "unload: what uses it stays" 0 "sched_process_exec" $C stats "$at"
	says "detach: of a program that was kept" 0 "^$at: emitted" $C detach "$at"
	$C list | grep -qi -e kept -e ATTACHMENT
	[ $? = 1 ]
	result "nothing is left" $? "$($C list)"
}

# Entries of the map "starts" of $at, u32 to u64.
changes()
{
	says "map update" 0 "" $C map update starts 4000000000 12345678901
	says "map update: it is there" 0 '{"key":4000000000,"value":12345678901}' \
		$C map dump starts --json
	says "map update: again" 0 "" $C map update starts 4000000000 '"0xffffffffffffffff"'
	says "map update: all bits" 0 '{"key":4000000000,"value":"\{0,1\}18446744073709551615' \
		$C map dump starts --json
	says "map update: too large a key" 240 "too large for u32" $C map update starts 4294967296 1
	says "map delete" 0 "" $C map delete starts 4000000000
	says "map delete: twice" 252 "no such entry" $C map delete starts 4000000000
	$C map dump starts --json | grep -q 4000000000
	[ $? = 1 ]
	result "map delete: it is gone" $? "$($C map dump starts --json)"
	ours syscount || return
	says "map update: of values of each CPU" 251 "each CPU has its own values" \
		$C map update calls read 1
	$C map dump calls >map.out
	says "map delete: of values of each CPU" 0 "" $C map delete calls write
	stop $ours
	ours packets || return
	says "map update: an array" 0 "" $C map update packets 255 7
	says "map update: its value" 0 '{"key":255,"value":7}' $C map dump packets --json
	says "map update: behind its end" 250 "behind the map's end" $C map update packets 256 7
	says "map delete: of an array" 251 "cannot do that" $C map delete packets 255
	stop $ours
}

# ---- refusals ----

refusals()
{
	for f in $W/bad/*.wasm; do
		base=$(basename "$f" .wasm)
		says "all or nothing: $base" "$(cat "$W/bad/$base.status")" "$(cat "$W/bad/$base.says")" \
			$C run -f "$f"
	done
	$C list | grep -q ATTACHMENT
	[ $? = 1 ]
	result "all or nothing: nothing is left" $? "$($C list)"
	says "nobody: run" 243 "" /usr/bin/setpriv --reuid=65534 --regid=65534 --clear-groups \
		$C run -f $W/execsnoop.wasm
	says "nobody: stats" 243 "" /usr/bin/setpriv --reuid=65534 --regid=65534 --clear-groups $C stats
}

where()
{
	for cpu in 0 1; do
		says "cpu: pinned to CPU $cpu" 0 "^$cpu\$" taskset $((1 << cpu)) $C run -f $W/cpu.wasm \
			--invoke cpu
		taskset $((2 >> cpu)) $C run -f $W/cpu.wasm --invoke cpu | grep -q "^$cpu\$"
		[ $? = 1 ]
		result "cpu: CPU $cpu is not what it says elsewhere" $?
	done
}

export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t tracefs none /sys/kernel/tracing 2>/dev/null
mount -t debugfs none /sys/kernel/debug 2>/dev/null
ip link set lo up
ulimit -l unlimited
for part in ${*:-where life kept refusals execsnoop bootstrap opensnoop runqlat tcpconnect packets syscount \
	    flb_trace}; do
	start=$(date +%s)
	$part || result "$part: could be started" 1 "$(cat ./*.err 2>/dev/null | tail -5)"
	echo "# $part: $(($(date +%s) - start)) s"
done
echo "1..$n"
