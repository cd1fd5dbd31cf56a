#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# In the guest: what host functions answer to a program that runs without hooks.

# is NAME WANTED COMMAND...
is()
{
	name=$1 wanted=$2
	shift 2
	got=$("$@" 2>&1) || got="status $?: $got"
	if [ "$got" = "$wanted" ]; then
		echo "ok $name"
	else
		echo "not ok $name"
		echo "# wanted $wanted, got $got"
	fi
}

call()
{
	wasm_kernel_cli run -f /calls.wasm --invoke "$1"
}

cpus=$(grep -c ^processor /proc/cpuinfo)
n=0
while [ $n -lt "$cpus" ]; do
	mask=$(printf %x $((1 << n)))
	is "the program of the slides on CPU $n answers $n" $n \
		taskset "$mask" wasm_kernel_cli run -f /slides.wasm --invoke cpu
	is "as i32 too, on CPU $n" $n taskset "$mask" wasm_kernel_cli run -f /calls.wasm --invoke cpu
	n=$((n + 1))
done
is "time passes" 1 call time
is "somebody runs" 1 call pid
is "a log goes to standard error" "hello from the kernel
0" call log
is "trace_printk formats" "-7 and beef
11" call printk
is "there is no stream" -107 call emit
is "kernel memory can be read" 0 call good
is "a null pointer is a fault" -14 call null
is "a thread of the kernel has no user memory" -14 call user
is "the last error has a text" 25 call text
is "root" 0 call uid
is "random numbers differ" 1 call random
is "what is not in the types is absent" -1 call absent
echo "1..0 of all"
