#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The test machine tests itself: each detector has to notice a bug made for it, in a boot of its
# own, and a guest without bugs has to pass. Without this, a silent log would prove nothing.
. "$(dirname "$0")/../lib.sh"

SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT

# with_bug KERNEL BUG [OPTION...]: run a guest that loads the module with that bug
with_bug()
{
	local kernel=$1 bug=$2

	shift 2
	echo "insmod /wk_selftest.ko bug=$bug" >"$SCRATCH/script"
	"$TOP/vm/run.sh" --kernel "$kernel" --timeout 150 \
		--file "$TOP/build/$kernel/tests/selftest/wk_selftest.ko:/wk_selftest.ko" \
		"$@" -- "$SCRATCH/script"
}

# guest SCRIPT [OPTION...]: run one line in a stock guest
guest()
{
	echo "$1" >"$SCRATCH/script"
	shift
	"$TOP/vm/run.sh" --timeout 20 "$@" -- "$SCRATCH/script"
}

splat()
{
	expect "$1: a module with '$2' is caught" 0 with_bug "$1" "$2" --no-kmemleak --expect-splat "$3"
}

for kernel in 6.12 6.1 debug; do
	"$TOP/scripts/build-module.sh" "$kernel" >"$SCRATCH/build" 2>&1 || cat "$SCRATCH/build" >&2
	expect "$kernel: a module without bugs passes" 0 with_bug "$kernel" none
	expect "$kernel: a warning fails the run" 120 with_bug "$kernel" warn --no-kmemleak
done
for kernel in 6.12 6.1; do
	splat $kernel null 'BUG: kernel NULL pointer dereference'
done
splat debug null 'Oops: general protection fault'
splat debug slab-past-end 'KASAN: slab-out-of-bounds'
splat debug vmalloc-past-end 'KASAN: vmalloc-out-of-bounds'
splat debug use-after-free 'KASAN: slab-use-after-free'
splat debug lock-order 'possible circular locking'
splat debug sleep-in-atomic 'scheduling while atomic|sleeping function'
splat debug shift 'UBSAN: shift-out-of-bounds'
splat debug misaligned 'UBSAN: misaligned-access'
expect "debug: a module with 'leak' is caught" 0 \
	with_bug debug leak --expect-splat 'unreferenced object'
expect "debug: a leak fails the run" 120 with_bug debug leak

expect "the status of the script comes through" 7 guest 'exit 7'
expect "a guest that dies without a verdict fails" 122 guest 'reboot -f'
expect "a panic fails the run" 120 guest 'echo c >/proc/sysrq-trigger'
expect "a guest that hangs is stopped" 124 guest 'sleep 1000' --timeout 8
expect "an expected splat that does not come fails" 121 guest true --expect-splat 'WARNING:'
text=$(guest 'seq 20000; echo "WARNING: no splat" >&2' 2>/dev/null | cksum)
expect "output comes through whole" 0 test "$text" = "$(seq 20000 | cksum)"
for kernel in 6.12 6.1 debug; do
	expect "$kernel: there are two processors" 0 \
		guest 'test $(nproc) = 2' --kernel $kernel --timeout 60 --no-kmemleak
done
expect "an unprivileged user is one" 0 guest 'su -s /bin/sh nobody -c "test \$(id -u) = 65534"'
done_testing
