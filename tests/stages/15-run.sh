#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# "make run" does what it says: the example, a user's own file, and an exit code.
. "$(dirname "$0")/../lib.sh"

SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
cd "$TOP" || exit 2

# says NAME TEXT COMMAND...: the command succeeds and prints that
says()
{
	local name=$1 text=$2 output status=0

	shift 2
	output=$("$@" 2>&1) || status=$?
	if [ $status = 0 ] && grep -qF -- "$text" <<<"$output"; then
		pass "$name"
	else
		fail "$name" "status $status, wanted: $text
$output"
	fi
}

cat >"$SCRATCH/own file.wat" <<'END'
(module (func (export "add") (param i32 i32) (result i32)
	(i32.add (local.get 0) (local.get 1))))
END
wat2wasm -o "$SCRATCH/own.wasm" "$SCRATCH/own file.wat"
says "make run runs the example" "add(2, 3) = 5, sub(3, 2) = 1" make run
says "ARGS reach the program" 'argument 2 is "two words"' make run ARGS="one 'two words'"
says "FILE runs, and its result is shown" "1337" \
	make run FILE="$SCRATCH/own.wasm" ARGS="--invoke add 1300 37"
expect "a program that is not one fails" 2 make run FILE=Makefile
# In seconds of the processors, whatever else the machine is busy with.
times >"$SCRATCH/before"
says "another run starts" "hello" make run
times >"$SCRATCH/after"
expect "and in seconds" 0 awk '
	FNR == 2 { split($1 " " $2, t, /[ms ]+/); sum = 60 * t[1] + t[2] + 60 * t[3] + t[4]
		   took = sum - took }
	END { print took " s"; exit took <= 0 || took >= 60 }' "$SCRATCH/before" "$SCRATCH/after"
done_testing
