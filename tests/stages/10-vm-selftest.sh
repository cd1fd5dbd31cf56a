#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 3600
# The test machine tests itself: each detector has to notice a bug made for it, and a guest without
# bugs has to pass. Without this, a silent log would prove nothing.
. "$(dirname "$0")/../lib.sh"

SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT

# The module with the bugs is built apart from wasm_kernel: neither needs the other.
build_selftest()
{
	local dir=$TOP/build/selftest-$1 assignments

	assignments=$("$TOP/vm/kernel.sh" "$1") || return
	eval "$assignments"
	mkdir -p "$dir"
	cp -u "$TOP"/tests/selftest/* "$dir" &&
	make -C "$KDIR" M="$dir" modules
}

# guest SCRIPT [OPTION...]: run some lines in a guest
guest()
{
	echo "$1" >"$SCRATCH/script"
	shift
	"$TOP/vm/run.sh" --no-kmemleak "$@" -- "$SCRATCH/script"
}

# with_bugs KERNEL "BUG..." [OPTION...]: load the module with one bug after the other
with_bugs()
{
	local kernel=$1 bugs=$2

	shift 2
	guest "test \$(nproc) = 2 || exit 3
		for bug in $bugs; do
			insmod /wk_selftest.ko bug=\$bug && rmmod wk_selftest || exit 4
		done" --kernel "$kernel" "$@" \
		--file "$TOP/build/selftest-$kernel/wk_selftest.ko:/wk_selftest.ko"
}

# deadly KERNEL BUG REGEX: one that ends the guest
deadly()
{
	expect "$1: a module with '$2' is caught" 0 with_bugs "$1" "$2" --expect-splat "$3"
}

for kernel in 6.12 6.1 debug; do
	expect "$kernel: the module with the bugs builds" 0 build_selftest $kernel
done
for kernel in 6.12 6.1; do
	expect "$kernel: a module without bugs passes" 0 with_bugs $kernel none
	expect "$kernel: a warning fails the run" 120 with_bugs $kernel warn
	deadly $kernel null 'BUG: kernel NULL pointer dereference'
done
deadly debug null 'Oops: general protection fault'
deadly debug slab-past-end 'KASAN: slab-out-of-bounds'

# That KASAN's first report is the end was seen; here it may go on.
expect "debug: a module with other wild accesses is caught" 0 \
	with_bugs debug "vmalloc-past-end use-after-free" --no-kmemleak \
	--append "kasan_multi_shot kasan.fault=report" \
	--expect-splat 'KASAN: vmalloc-out-of-bounds' --expect-splat 'KASAN: slab-use-after-free'

# The order matters: lockdep switches itself off after its first report, and sleep-in-atomic makes one.
expect "debug: modules with other bugs are all caught" 0 \
	with_bugs debug "warn shift misaligned leak lock-order sleep-in-atomic" --kmemleak \
	--expect-splat 'WARNING:' --expect-splat 'UBSAN: shift-out-of-bounds' \
	--expect-splat 'UBSAN: misaligned-access' \
	--expect-splat 'scheduling while atomic|sleeping function' \
	--expect-splat 'unreferenced object' --expect-splat 'possible circular locking'
# The debug kernel is silent where nothing is wrong: the stages that use it say so.
expect "debug: a leak alone fails the run" 120 with_bugs debug leak --kmemleak

expect "the status of the script comes through" 7 guest 'exit 7'
expect "a guest that dies without a verdict fails" 122 guest 'reboot -f'
expect "a panic fails the run" 120 guest 'echo c >/proc/sysrq-trigger'
expect "a guest that hangs is stopped" 124 guest 'sleep 1000' --timeout 8
expect "an expected splat that does not come fails" 121 guest true --expect-splat 'WARNING:'
text=$(guest 'seq 20000; echo "WARNING: no splat" >&2; su -s /bin/sh nobody -c "id -u"' 2>/dev/null)
expect "output comes through whole" 0 test "$(sed '$d' <<<"$text" | cksum)" = "$(seq 20000 | cksum)"
expect "an unprivileged user is one" 0 test "$(tail -1 <<<"$text")" = 65534

# shell TEXT: types into the shell of a guest once it prompts; what came to the terminal is in $SCRATCH/seen
shell()
{
	mkfifo "$SCRATCH/keys"
	script -qec "$TOP/vm/run.sh --interactive" /dev/null <"$SCRATCH/keys" >"$SCRATCH/seen" &
	exec 3>"$SCRATCH/keys"
	timeout 60 sh -c 'until grep -q "# " "$1"; do sleep .2; done' sh "$SCRATCH/seen"
	echo "$1" >&3
	wait $!
}

expect "a shell on a terminal: what is typed is done, and its status comes through" 5 \
	shell 'test -t 0 && echo $((6 * 7))=; exit 5'
expect "... and what it writes is seen" 0 grep -q '^42=' "$SCRATCH/seen"
done_testing
