#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Streams in user space, threads for CPUs and signals for interrupts. TAP on stdout.
#
#   tests/unit/stream.sh             the tests, under TSan, and under ASan and UBSan
#   tests/unit/stream.sh --causes    leaves each cause of loss out, in a copy: it must be noticed
#   tests/unit/stream.sh --mutants   that, and more breaks
set -u
. "$(dirname "$0")/../lib.sh"

BUILD=$TOP/build/host/stream-tests
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
mkdir -p "$BUILD"

# build OUT TREE SANITIZERS
build()
{
	build_test "$1" "$(echo "$2"/tests/unit/stream_{test,rig}.c)
		$(echo "$2"/module/stream/{ring,queue,stream,drain,close}.c) $2/module/wasm/alloc_host.c" \
		"-std=gnu11 -D_GNU_SOURCE ${OPT:--g -O1} -Wall -Wextra -Wno-missing-field-initializers
		-I$2/include/uapi -I$2/include -fsanitize=$3 -fno-sanitize-recover=all" "-lpthread -lrt"
}

# check SANITIZERS: results under them become ours
check()
{
	local output

	output=$(build "$BUILD/test-$1" "$TOP" "$1" 2>&1) || { fail "builds with $1" "$output"; return; }
	take "$1" timeout 600 "$BUILD/test-$1"
}

# mutant FILE PIECE REPLACEMENT: PIECE stands once in FILE
mutant()
{
	try_mutant "$1: $2 -> $3" "$SCRATCH/module/stream/$1" "$2" "$3" \
		"build $SCRATCH/out $SCRATCH address,undefined" "$SCRATCH/out"
}

copy()
{
	OPT=-O0
	mkdir -p "$SCRATCH/tests"
	cp -r "$TOP/include" "$TOP/module" "$SCRATCH/"
	cp -r "$TOP/tests/unit" "$TOP/tests/user" "$SCRATCH/tests/"
}

causes()
{
	local cause

	for cause in $(sed -n 's/^WK_DROP([0-9]*, \([A-Z_]*\),.*/\1/p' \
			"$TOP/include/wasm_kernel/drops.def"); do
		case $cause in
		QUEUE_FULL)
			mutant drain.c 'sub->acct.dropped[WK_DROP_QUEUE_FULL]++;' ';' ;;
		UNDELIVERED)
			mutant close.c 'dropped[WK_DROP_UNDELIVERED] += sub->queue.records' \
				'dropped[WK_DROP_UNDELIVERED] += 0' ;;
		*)
			mutant ring.c 'if (cause != WK_DROP_NONE)' \
				"if (cause != WK_DROP_NONE && cause != WK_DROP_$cause)" ;;
		esac
	done
}

mutants()
{
	mutant ring.c 'bool ours = refuse == WK_DROP_NONE && !local_cmpxchg(&r->busy, 0, 1);' \
		'bool ours = refuse == WK_DROP_NONE;'
	mutant ring.c 'if (cut->emitted == finished)' 'if (true)'
	mutant ring.c 'if (size > r->size - used)' 'if (size > r->size - used + 8)'
	mutant queue.c '*records += part->offset + part->bytes == part->len;' '*records += 1;'
	mutant queue.c 'if (at + size - q->tail > WK_STREAM_BATCH)' 'if (false)'
	mutant drain.c 'if (!marked && !anybody_has_room(st, h.len))' 'if (false)'
	mutant drain.c 'sub->acct.delivered += records;' 'sub->acct.delivered += 1;'
	mutant close.c 'sub->base.emitted = consumed + sum_drops(&sub->base);' \
		'sub->base.emitted = sum_drops(&sub->base);'
}

case ${1:-} in
'')		check thread; check address,undefined; done_testing ;;
--causes)	copy; causes; done_testing ;;
--mutants)	copy; causes; mutants; done_testing ;;
*)		sed -n '3,8s/^# *//p' "$0" >&2; exit 2 ;;
esac
