#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Boot a kernel in QEMU, run a script in it, return the script's exit status.
set -euo pipefail
WK_TAG=vm
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/root.sh"

usage()
{
	cat <<-END
	usage: vm/run.sh [OPTION]... [-- SCRIPT [ARG]...]

	  --kernel 6.12|6.1|debug  which kernel to boot (6.12)
	  --module                 bring wasm_kernel.ko, built for that kernel, and the client
	  --load                   bring them, and load the module before the script starts
	  --insmod FILE.ko         bring and load another module; may be repeated
	  --kmod NAME              load a module that belongs to the kernel, with its dependencies
	  --file SRC:DST           bring a file or directory; may be repeated
	  --bin PROG               bring a program of this machine with its shared libraries
	  --env NAME=VALUE         set a variable for the script
	  --mem MB, --smp N        size of the machine (512, debug 1536; 2)
	  --icount                 guest time counts instructions: exact figures, one CPU
	  --single                 one thread of the host for all CPUs of the guest: for whatever makes
	                           the kernel patch its own text (probes, static keys), and the debug
	                           kernel does
	  --timeout S              give up after that many seconds (600)
	  --append ARGS            more kernel parameters
	  --log FILE               keep the kernel log there; that of a machine that fails is kept
	                           anyhow, in build/vm, and this says where
	  --expect-splat REGEX     the kernel must complain in this way, and then it is no error;
	                           may be repeated
	  --kmemleak, --no-kmemleak  look for leaks at the end, or do not (debug kernel: look)
	  --interactive            a shell on this terminal instead of a script

	SCRIPT is a file of this machine; in the guest it is /wk/script and runs in /root. Its output
	comes out here as it is written. Status: that of SCRIPT, or 120 the kernel complained, 121 the
	expected complaint did not come, 122 the guest died without a verdict, 124 timeout.
	END
}

KERNEL=6.12 MEM= SMP=2 ICOUNT= SINGLE= TIMEOUT=600 APPEND= LOG= INTERACTIVE= KMEMLEAK=1
PRODUCT= LOAD= SCRIPT=
INSMOD=() KMODS=() FILES=() BINS=() ENVS=() ARGS=() QEMU=() EXPECT=()

parse_options()
{
	while [ $# -gt 0 ]; do
		case $1 in
		--kernel)	KERNEL=$2; shift ;;
		--module)	PRODUCT=1 ;;
		--load)		PRODUCT=1 LOAD=1 ;;
		--insmod)	INSMOD+=("$2"); shift ;;
		--kmod)		KMODS+=("$2"); shift ;;
		--file)		FILES+=("$2"); shift ;;
		--bin)		BINS+=("$2"); shift ;;
		--env)		ENVS+=("$2"); shift ;;
		--mem)		MEM=$2; shift ;;
		--smp)		SMP=$2; shift ;;
		--icount)	ICOUNT=1 SMP=1 ;;
		--single)	SINGLE=1 ;;
		--timeout)	TIMEOUT=$2; shift ;;
		--append)	APPEND="$APPEND $2"; shift ;;
		--log)		LOG=$2; shift ;;
		--expect-splat)	EXPECT+=("$2"); shift ;;
		--kmemleak)	KMEMLEAK=1 ;;
		--no-kmemleak)	KMEMLEAK= ;;
		--interactive)	INTERACTIVE=1 ;;
		--help)		usage; exit 0 ;;
		--)		SCRIPT=${2:-}; ARGS=("${@:3}"); break ;;
		*)		usage >&2; exit 2 ;;
		esac
		shift
	done
	[ -n "$SCRIPT$INTERACTIVE" ] || { usage >&2; exit 2; }
}

# On a busy host the kernel often cannot tell how fast the TSC is, which is the host's. Then
# sched_clock() counts ticks, and what runs with interrupts off takes no time: nothing that measures
# the time of hits works. It is the rate of sched_clock() only, and may be somewhat wrong.
tsc_khz()
{
	awk '/^cpu MHz/ { printf "tsc_early_khz=%d\n", $4 * 1000; exit }' /proc/cpuinfo
}

# A machine on a busy host may not see ten timer interrupts in time, and would panic.
kernel_parameters()
{
	echo "console=ttyS0 loglevel=7 panic=-1 oops=panic random.trust_cpu=on no_timer_check"
	# 256 terminals that nobody uses take the debug kernel two seconds.
	echo "pty.legacy_count=0"
	[ -n "$ICOUNT" ] || tsc_khz
	# One KASAN report switches off lockdep and later KASAN reports, so it has to be the end.
	[ "$KERNEL" != debug ] || echo "kasan.fault=panic"
	echo "$APPEND"
}

# TCG only: /dev/kvm may be there and yet hang the guest. Sockets, not cores: the MP table, by which
# the debug kernel finds its processors, lists nothing else. No 5-level page tables: an interrupt in
# identify_cpu() finds the feature bit missing, and KASAN takes the direct map for wild memory.
#
# With a thread for each CPU, QEMU before 8.1 may translate code while another CPU patches it (fixed
# by "accel/tcg: Always lock pages before translation"). That translation keeps the int3 that the
# kernel puts there in between, and outlives the sync that ends the patching. Whoever comes by next
# meets an int3 that is nobody's: "Oops: int3: 0000", with innocent names in the trace.
compose_qemu()
{
	local name

	QEMU=(qemu-system-x86_64 -display none -no-reboot -nodefaults -machine pc -cpu max,la57=off)
	QEMU+=(-m "$MEM" -smp "$SMP,sockets=$SMP" -kernel "$IMAGE" -initrd "$WORK/initramfs")
	QEMU+=(-append "$(kernel_parameters | tr '\n' ' ')")
	[ -z "$ICOUNT" ] || QEMU+=(-icount shift=0,sleep=off)
	if [ -n "$ICOUNT$SINGLE" ]; then
		QEMU+=(-accel tcg,thread=single)
	else
		QEMU+=(-accel tcg,thread=multi)
	fi
	QEMU+=(-chardev file,id=log,path="$LOG" -serial chardev:log -device virtio-serial-pci)
	for name in out err verdict; do
		QEMU+=(-chardev "file,id=$name,path=$WORK/$name")
		QEMU+=(-device "virtserialport,chardev=$name,name=$name")
	done
	if [ -n "$INTERACTIVE" ]; then
		QEMU+=(-chardev stdio,id=tty,signal=off -device virtconsole,chardev=tty)
	else
		# In the foreground: whoever kills our process group means QEMU too.
		QEMU=(timeout --foreground -k 5 "$TIMEOUT" "${QEMU[@]}")
	fi
}

# Output is passed on while it is written.
boot()
{
	local status=0

	mkfifo "$WORK/out" "$WORK/err"
	cat "$WORK/out" &
	cat "$WORK/err" >&2 &
	if [ -n "$INTERACTIVE" ]; then
		"${QEMU[@]}" || status=$?
	else
		"${QEMU[@]}" </dev/null 2>"$WORK/qemu.err" &
		trap "kill $!; exit 130" INT TERM HUP
		wait $! || status=$?
	fi
	wait
	[ ! -s "$WORK/qemu.err" ] || sed 's/^/qemu: /' "$WORK/qemu.err" >&2
	return $status
}

last_words()
{
	say "$1; the end of the kernel log:"
	tail -25 "$LOG" | sed 's/^/    /' >&2
}

# Fails if the kernel complained and should not have, or the other way round.
judge_log()
{
	local complaints expected

	complaints=$("$WK_TOP/vm/check-log.sh" "$LOG") && complaints=
	for expected in "${EXPECT[@]}"; do
		grep -qE -e "$expected" <<<"$complaints" && continue
		say "the kernel did not say: $expected; but:"
		printf '%s\n' "$complaints" >&2
		exit 121
	done
	[ ${#EXPECT[@]} = 0 ] || return 0
	[ -n "$complaints" ] || return 0
	say "the kernel complained:"
	printf '%s\n' "$complaints" >&2
	exit 120
}

judge()
{
	local qemu_status=$1 verdict

	verdict=$(sed -n 's/^exit //p' "$WORK/verdict" 2>/dev/null || true)
	judge_log
	# An expected splat may well be the death of the guest.
	[ ${#EXPECT[@]} = 0 ] || exit 0
	case $qemu_status in
	124|137)	last_words "timeout after $TIMEOUT s"; exit 124 ;;
	esac
	[ -n "$verdict" ] || { last_words "the guest died without a verdict"; exit 122; }
	exit "$verdict"
}

# The log of a machine that died, hung or complained outlives the run; the oldest ones go.
KEEP_LOGS=20

keep_log()
{
	local kept=$WK_TOP/build/vm/$KERNEL-$(date +%m%d-%H%M%S)-$$.log old

	[ "$LOG" = "$WORK/log" ] || { say "the whole kernel log: $LOG"; return; }
	mkdir -p "$WK_TOP/build/vm"
	cp "$LOG" "$kept"
	say "the whole kernel log: $kept"
	find "$WK_TOP/build/vm" -name '*.log' -printf '%T@ %p\n' | sort -rn | sed "1,${KEEP_LOGS}d" |
		while read -r _ old; do rm -f "$old"; done
}

leave()
{
	local status=$?

	case $status in
	12[0-4])	[ ! -s "$LOG" ] || keep_log ;;
	esac
	rm -rf "$WORK"
}

parse_options "$@"
eval "$("$WK_TOP/vm/kernel.sh" "$KERNEL")"
if [ "$KERNEL" = debug ]; then MEM=${MEM:-1536}; else MEM=${MEM:-512}; fi
WORK=$(mktemp -d "${TMPDIR:-/tmp}/wk-vm.XXXXXX")
LOG=${LOG:-$WORK/log}
mkdir -p "$(dirname "$LOG")"
trap leave EXIT
ROOT=$WORK/root
fill_root
pack_root "$WORK/initramfs"
compose_qemu
qemu_status=0
boot || qemu_status=$?
judge "$qemu_status"
