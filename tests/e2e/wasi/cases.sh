#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What a WASI program sees, with any engine. POSIX shell: it also runs under busybox.
#
#   cases.sh LABEL wk-run|cli WASM COMMAND
label=$1 kind=$2 wasm=$3 command=$4
got=${TMPDIR:-/tmp}/wasi.$$
mkdir -p "$got"
trap 'rm -rf "$got"' EXIT
n=0

# run OPTIONS -- ARGS...
run() {
	options=
	while [ "$1" != -- ]; do options="$options $1" && shift; done
	shift
	case $kind in
	wk-run) timeout 120 $command "$wasm" $options -- "$@" ;;
	cli) timeout 120 $command run -f "$wasm" $options -- "$@" ;;
	esac
}

result() {
	n=$((n + 1))
	echo "$2 $n - wasi $label $1"
	[ "$2" = ok ] || { head -3 "$got/out" "$got/err" | sed 's/^/# /'; }
}

# expect NAME STATUS STDOUT OPTIONS -- ARGS...
expect() {
	name=$1 status=$2 out=$3
	shift 3
	run "$@" > "$got/out" 2> "$got/err" < /dev/null
	code=$?
	if [ $code = "$status" ] && [ "$(cat "$got/out")" = "$out" ]; then
		result "$name" ok
	else
		echo "# status $code, expected $status; expected output: $out"
		result "$name" "not ok"
	fi
}

# check NAME COMMAND...
check() {
	name=$1
	shift
	if "$@"; then result "$name" ok; else result "$name" "not ok"; fi
}

expect "arguments and environment" 0 "[wasi.wasm][args][a b][--x][]{K=v}{L=}" \
	--env K=v --env L= -- args "a b" --x ""
expect "a program that is not asked for anything" 99 "" --
for code in 0 1 42 255; do expect "exit code $code" $code before -- exit $code; done
expect "an exit code is taken modulo 256" 44 before -- exit 300
expect "abort is a trap" 246 "" -- abort
check "... with a reason and a backtrace" grep -q 'trap: unreachable' "$got/err"
check "... and what came before it" grep -q '^before$' "$got/err"
expect "sleep" 0 slept -- sleep
expect "random bytes" 0 random -- random
expect "no files, no seeking, and stdout can be closed" 0 "0 0" -- files
expect "a pipe is no terminal" 0 0 -- tty
expect "an endless loop ends with its time" 248 "" --timeout 1 -- loop
expect "an endless loop ends with its fuel" 247 "" --fuel 1000000 -- loop

run -- time > "$got/out" 2> "$got/err" < /dev/null
read -r seconds res < "$got/out"
late=$(($(date +%s) - seconds))
check "the clock is right" [ "$late" -ge -2 -a "$late" -le 60 -a "$res" = 1 ]

awk 'BEGIN { for (i = 0; i < 60000; i++) printf "%d some input to be copied \\%c\n", i, 128 + i % 100 }' \
	> "$got/in"
run -- cat < "$got/in" > "$got/out" 2> "$got/err"
check "megabytes of input and output arrive whole" cmp -s "$got/in" "$got/out"
{ echo one; sleep 1; echo two; } | run -- cat > "$got/out" 2> "$got/err"
check "input that comes late" [ "$(tr '\n' , < "$got/out")" = one,two, ]

run -- flood 100000 > "$got/out" 2> "$got/err" < /dev/null
awk 'BEGIN { for (i = 0; i < 100000; i++) if (i % 100 != 99) print "line " i " of the flood" }' > "$got/in"
check "a flood on stdout is in order and whole" cmp -s "$got/in" "$got/out"
check "... and on stderr" [ "$(wc -l < "$got/err")" = 1000 ]
run -- flood 1000000 2> "$got/err" < /dev/null | head -1 > "$got/out"
check "a reader that goes away" [ "$(cat "$got/out")" = "line 0 of the flood" ]
echo "1..$n"
