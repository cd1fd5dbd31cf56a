#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Runs in the test machine: wasm_kernel_cli against the module, as people use it.
# What it says about files, words and codes is checked; the module has tests of its own.

C=wasm_kernel_cli
cd /root/cli || exit 2
. /tap.sh

# gives NAME STATUS OUTPUT COMMAND...: exit code and all of stdout
gives()
{
	name=$1 status=$2 output=$3
	shift 3
	got=$("$@" 2>/tmp/err)
	s=$?
	[ "$s" = "$status" ] && [ "$got" = "$output" ]
	result "$name" $? "status $s, expected $status
$got
$(cat /tmp/err)"
}

# within SECONDS COMMAND...: status of the command, 99 if it took longer
within()
{
	limit=$1
	shift
	begin=$(cut -d. -f1 /proc/uptime)
	"$@"
	s=$?
	[ $(($(cut -d. -f1 /proc/uptime) - begin)) -le "$limit" ] && return $s
	return 99
}

# somebody COMMAND...: as an unprivileged user (busybox has a setpriv, too, which cannot)
somebody()
{
	/usr/bin/setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}

idle()
{
	[ "$($C list)" = "no programs" ]
}

running()
{
	$C list | grep -q running
}

# It can write no more, and waits in write.
stuck()
{
	running && waits_in "$(cat /tmp/pid)" 1
}

# strike SIGNAL CONDITION: sends it to whom stopped() runs, as soon as the condition holds
strike()
{
	until_true "$2"
	kill -"$1" "$(cat /tmp/pid)"
}

# stopped SIGNAL CONDITION COMMAND...: status of the command, which gets the signal when that holds
stopped()
{
	until_true idle
	rm -f /tmp/pid
	strike "$1" "$2" &
	shift 2
	sh -c 'echo $$ >/tmp/pid && exec "$@"' sh "$@"
}

if [ "$1" = unloaded ]; then
	says "not loaded: run says so" 242 \
		"^wasm_kernel_cli: wasm_kernel is not loaded: insmod wasm_kernel.ko$" \
		$C run -f lib.wasm --invoke add 1 2
	says "not loaded: list says so" 242 "is not loaded" $C list
	says "not loaded: version is no error" 0 "protocol 2" $C version
	says "not loaded: in JSON" 242 '{"code":"not-loaded","text":"wasm_kernel is not loaded' $C list -j
	insmod /wasm_kernel.ko || exit 2
fi

says "version" 0 "^wasm_kernel.ko [0-9.]*, protocol 2$" $C version
says "version in JSON" 0 '"module":{"release":"[0-9.]*","protocol":2}' $C version --json

# ---- functions with types ----
gives "a result" 0 5 $C run -f lib.wasm --invoke add 2 3
gives "arguments that begin with a dash" 0 -7 $C run -f lib.wasm --invoke add -- -3 -4
gives "three results" 0 "inf
0.1
-9223372036854775808" $C run -f lib.wasm --invoke mix -- -9223372036854775808 0.1 inf
gives "a result in JSON" 0 '{"type":"i32","value":"5"}' \
	sh -c "$C run -j -f lib.wasm --invoke add 2 3 | grep -o '{\"type.*}' | sed 's/].*//'"
gives "a null reference" 0 null $C run -f lib.wasm --invoke ref null
gives "_initialize runs first" 0 42 $C run -f lib.wasm --invoke made
for floats in auto soft fpu; do
	gives "floats $floats" 0 0.05 $C run --floats $floats -f lib.wasm --invoke half 0.1
done
says "too few arguments" 240 "takes 2 arguments (i32, i32), and 1 is given" \
	$C run -f lib.wasm --invoke add 1
says "an argument of the wrong type" 240 'argument 2: "x" is not' \
	$C run -f lib.wasm --invoke add 1 x
says "no such export" 245 'no function "nope"; it exports' $C run -f lib.wasm --invoke nope
says "nothing to call" 245 "exports neither _start nor main" $C run -f lib.wasm

# ---- programs ----
gives "arguments and environment" 0 "arg 0: talk.wasm
arg 1: args
arg 2: --json
arg 3: a b
env: X=1
env: Y=" $C run -e X=1 --env Y= -f talk.wasm args --json "a b"
gives "an exit code" 7 "" $C run -f talk.wasm exit 7
says "an exit code in JSON" 7 '"code":"exit","exit":7' $C run -j -f talk.wasm exit 7
gives "exit in the start function ends it" 0 "" $C run -f startexit.wasm
gives "stdout and stderr in order" 0 "$(seq 0 199 | sed 'h; s/^/out /p; g; s/^/err /')" \
	sh -c "$C run -f talk.wasm both 2>&1"
gives "output in JSON" 0 '{"stdout":"arg 0: talk.wasm\n"}' \
	sh -c "$C run -j -f talk.wasm | head -n 1"
awk 'BEGIN { for (i = 0; i < 100000; i++)
	printf "%08d the quick brown fox jumps over the lazy dog\n", i }' >/tmp/spam
$C run -f talk.wasm spam 100000 >/tmp/got; cmp /tmp/spam /tmp/got
result "5 MB of output, none lost, in order" $?
$C run -f talk.wasm spam 100000 | (sleep 2; cat) >/tmp/got; cmp /tmp/spam /tmp/got
result "5 MB of output to a slow reader" $?
$C run -f talk.wasm cat </tmp/spam >/tmp/got; cmp /tmp/spam /tmp/got
result "5 MB through stdin and stdout" $?
cat /tmp/spam | $C run -f talk.wasm cat | cmp - /tmp/spam
result "5 MB through pipes" $?
gives "an empty stdin" 0 "" sh -c "$C run -f talk.wasm cat </dev/null"
gives "a closed stdin" 0 "" sh -c "$C run -f talk.wasm cat <&-"
gives "what is not asked for is not read" 0 keep \
	sh -c "echo keep | { $C run -f talk.wasm exit 0; cat; }"
gives "a question and its answer" 0 "name? hello you" \
	sh -c "(sleep 1; echo you) | $C run -f talk.wasm ask"
gives "an import that answers ENOSYS" 0 52 $C run -f enosys.wasm
says "the same, strict" 245 "path_unlink_file" $C run --strict -f enosys.wasm
says "an import that is not provided" 245 '"env" "nothing"' $C run -f env.wasm

# ---- what goes wrong in the program ----
says "a trap" 246 "^trap: integer divide by zero$" $C run -f lib.wasm --invoke trap
says "its backtrace: where" 246 '^  #0 func [0-9]* "inner" at 0x[0-9a-f]*$' \
	$C run -f lib.wasm --invoke trap
says "its backtrace: who called" 246 '^  #1 func [0-9]* "outer" at 0x[0-9a-f]*$' \
	$C run -f lib.wasm --invoke trap
says "a trap in JSON" 246 '"code":"trap","text":"integer divide by zero","backtrace":\[{"func":' \
	$C run -j -f lib.wasm --invoke trap
says "fuel" 247 "^fuel: " $C run --fuel 1000 -f lib.wasm --invoke forever
says "time" 248 "^timeout: " within 60 $C run --timeout 500ms -f lib.wasm --invoke forever
gives "memory has its limit" 0 "about 10 MB" $C run --memory 10M -f talk.wasm grow
says "a stack that is too small" 250 "stack" $C run --stack 1 -f lib.wasm --invoke add 1 2
head -c 100 talk.wasm >cut.wasm
says "a file that is cut short" 244 "bytes left" $C run -f cut.wasm
says "a file that is not there" 241 "no.wasm: No such file" $C run -f no.wasm

# ---- stopping it ----
says "Ctrl-C stops an endless loop" 249 "^killed: " \
	within 30 stopped INT running $C run -f lib.wasm --invoke forever
says "and says where it was" 249 "^  #0 func" stopped INT running $C run -f lib.wasm --invoke forever
says "SIGTERM, too" 249 "^killed: " within 30 stopped TERM running $C run -f lib.wasm --invoke forever
mkfifo /tmp/never
within 30 stopped INT running $C run -f talk.wasm cat <>/tmp/never >/dev/null 2>/tmp/err
[ $? = 249 ] && grep -q ^killed: /tmp/err
result "Ctrl-C while it waits for input" $? "$(cat /tmp/err)"
says "Ctrl-C while it writes as fast as it can" 249 "^killed: " \
	within 30 stopped INT running sh -c "exec $C run -f talk.wasm spam 1000000000 >/dev/null"
within 30 stopped INT running $C run -j -f talk.wasm flood >/tmp/flood
s=$?
[ $s = 249 ] && tail -n 1 /tmp/flood | grep -q '"code":"killed"'
result "Ctrl-C in a flood of output in JSON" $? "status $s, $(tail -n 1 /tmp/flood | cut -c 1-200)"
rm -f /tmp/flood
within 30 stopped INT running script -qec "sh -c 'echo \$\$ >/tmp/pid && exec $C run -f talk.wasm flood'" \
	/dev/null >/tmp/flood
s=$?
[ $s = 249 ] && tail -n 20 /tmp/flood | grep -q "^killed: "
result "Ctrl-C in a flood of output to a terminal" $? "status $s"
rm -f /tmp/flood
mkfifo /tmp/stuck
sleep 600 </tmp/stuck &
reader=$!
within 60 stopped INT stuck $C run -f talk.wasm spam 10000000 >/tmp/stuck
s=$?
kill $reader
[ $s = 130 ]
result "Ctrl-C while nobody reads its output" $? "status $s"
until_true idle
result "and the kernel has stopped it" $? "$($C list)"
within 60 sh -c "$C run -f talk.wasm spam 10000000; echo \$? >/tmp/status" | head -n 1 >/dev/null
s=$(cat /tmp/status)
[ "$s" = 141 ]
result "a closed pipe ends it, as SIGPIPE does" $? "status $s"
says "a full disk is said" 241 "cannot write output: No space" \
	sh -c "$C run -f talk.wasm spam 1000000 >/dev/full"
until_true idle
$C run -f lib.wasm --invoke forever &
until_true running
says "list: a running space" 0 "running" $C list
says "list: in JSON" 0 '"running":true' $C list --json
kill -9 $!
until_true idle
result "kill -9 of the tool stops the program" $? "$($C list)"

# ---- on a terminal ----
(until_true running; printf '\003'; until_true idle; sleep 1) |
	within 60 script -qec "$C run -f lib.wasm --invoke forever" /tmp/tty >/dev/null
s=$?
[ $s = 249 ] && grep -q "killed: " /tmp/tty
result "Ctrl-C on a terminal" $? "status $s: $(cat /tmp/tty)"
# A custom section of 32 MiB, then a module that works.
{
	head -c 8 lib.wasm
	printf '\000\200\200\200\020\001x'
	head -c 33554430 /dev/zero
	tail -c +9 lib.wasm
} >/tmp/big.wasm
script -qec "$C run -f /tmp/big.wasm --invoke add 2 3" /tmp/tty >/dev/null </dev/null
s=$?
[ $s = 0 ] && grep -q "sending: *[0-9.]* of 33.6 MB, [0-9]* %" /tmp/tty
result "a long upload shows progress on a terminal" $? "status $s: $(tr '\r' '\n' </tmp/tty)"
gives "and says nothing elsewhere" 0 5 $C run -f /tmp/big.wasm --invoke add 2 3
[ ! -s /tmp/err ]
result "not even on stderr" $? "$(cat /tmp/err)"
rm /tmp/big.wasm

# ---- kept programs ----
id=$($C load -f lib.wasm)
says "load: list shows it" 0 "^ *$id  kept .* lib.wasm$" $C list
gives "run of a kept program" 0 9 $C run --program "$id" --invoke add i32:4 i32:5
says "its arguments need types" 240 "has no type" $C run --program "$id" --invoke add 4 5
says "load: a module that is not valid" 244 "cut.wasm: " $C load -f cut.wasm
talk=$($C load -f talk.wasm)
gives "run of a kept program that is a command" 3 "" $C run -p "$talk" exit 3
sum=$(sha256sum lib.wasm | cut -c1-16)
gives "unload by digest" 0 "" $C unload sha256:"$sum"
says "unload of what is not there" 252 "no program" $C unload "$id"
says "run of what is not there" 252 "no program" $C run -p "$id"
gives "unload of all" 0 "" $C unload --all
until_true idle
result "nothing is left" $?

# ---- who may ----
says "an unprivileged user is refused" 243 "CAP_SYS_ADMIN" somebody $C list
says "and learns no more from version" 0 "CAP_SYS_ADMIN" somebody $C version

# ---- the module goes away ----
$C run -f talk.wasm loop >/tmp/out 2>&1 &
until_true running
within 60 rmmod wasm_kernel
s=$?
wait $!
status=$?
[ $s = 0 ] && [ $status = 242 ]
result "rmmod while a program runs" $? "rmmod $s, run $status: $(cat /tmp/out)"
says "and then it is not loaded" 242 "is not loaded" $C list
insmod /wasm_kernel.ko
gives "until it is loaded again" 0 5 $C run -f lib.wasm --invoke add 2 3
echo "1..$n"
