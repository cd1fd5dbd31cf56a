#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Builds what guest.sh needs into a directory: the examples, what they watch, and programs that
# cannot be attached, each with the exit code and the sentence that it must get.
#
#   tests/e2e/hooks/build.sh OUT
set -eu

out=$1
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../../.." && pwd)
bad=$out/bad

# bad NAME STATUS PATTERN: a program that must be refused; its text is standard input
bad()
{
	echo "$2" >"$bad/$1.status"
	echo "$3" >"$bad/$1.says"
	wat2wasm -o "$bad/$1.wasm" -
}

rm -rf "$out"
mkdir -p "$bad"
make -s -C "$top" examples
cp "$top"/build/examples/*.wasm "$out"
gcc -O1 -static -o "$out/standin" "$here/standin.c"
gcc -O1 -static -o "$out/busy" "$here/busy.c"
strip -o "$out/stripped" "$out/standin"

good='(func (export "tracepoint:sched/sched_switch"))'
bad symbol 254 'kprobe:no_such_function' <<<"(module $good (func (export \"kprobe:no_such_function\")))"
bad tracepoint 254 'no_such_event: the kernel has no such tracepoint' \
	<<<"(module $good (func (export \"tracepoint:sched/no_such_event\")))"
bad file 254 'no-such-file: No such file' \
	<<<"(module $good (func (export \"uprobe:/no-such-file:main\")))"
bad stripped 254 'no function flb_input_log_append; the file is stripped' \
	<<<"(module $good (func (export \"uprobe:/root/hooks/stripped:flb_input_log_append\")))"
bad pattern 254 'nothing matches' <<<"(module $good (func (export \"kprobe:no_such_*\")))"
bad slip 254 'kprob:do_exit: there is no such kind of hook' \
	<<<"(module $good (func (export \"kprob:do_exit\")))"
bad field 245 'type task_struct has no field no_such_field' <<<"(module
	(import \"btf\" \"task_struct.no_such_field\" (func (result i32))) $good)"
bad parameter 245 'the manifest has no such parameter' <<<"(module
	(import \"param\" \"pid\" (func (result i64))) $good)"
bad context 254 'fd_write' <<<"(module
	(import \"wasi_snapshot_preview1\" \"fd_write\" (func (param i32 i32 i32 i32) (result i32)))
	(memory (export \"memory\") 1) $good)"
bad signature 254 'sched_switch' <<<"(module
	(func (export \"tracepoint:sched/sched_switch\") (param f64)))"
