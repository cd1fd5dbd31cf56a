#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Runs in the test machine: everything that is measured, one line each.
#
#	guest.sh count		in a machine that counts instructions
#	guest.sh rate		in any other

PATH=/usr/sbin:/usr/bin:/sbin:/bin
cd /tmp || exit 2
mount -t tracefs none /sys/kernel/tracing 2>/dev/null
ulimit -l unlimited

# bpftrace is ready when it holds its probes.
with_bpftrace()
{
	bpftrace -e "$2" >bpftrace.out 2>&1 &
	pid=$!
	for i in $(seq 300); do
		ls -l /proc/$pid/fd 2>/dev/null | grep -q -e 'perf_event' -e 'bpf-raw-tracepoint' \
			-e 'bpf_link' -e 'bpf-link' && break
		sleep 1
	done
	sleep 5
	wk-hits plain "$1"
	kill -INT $pid
	wait $pid
}

if [ "$1" = rate ]; then
	exec wk-hits rate
fi
wk-hits plain "none none"
for kind in kprobe tracepoint; do
	insmod /hits/wk_hook.ko kind=$kind
	wk-hits plain "$kind hook"
	rmmod wk_hook
done
wk-hits hits || exit
with_bpftrace "kprobe bpftrace-count" 'kprobe:__x64_sys_getsid { @ = count(); }'
with_bpftrace "kprobe bpftrace-empty" 'kprobe:__x64_sys_getsid { }'
with_bpftrace "tracepoint bpftrace-count" 'tracepoint:raw_syscalls:sys_enter { @ = count(); }'
with_bpftrace "tracepoint bpftrace-empty" 'tracepoint:raw_syscalls:sys_enter { }'
wk-hits work
