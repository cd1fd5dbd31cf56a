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
	gcc -std=gnu11 -D_GNU_SOURCE -g -O1 -Wall -Wextra -Wno-missing-field-initializers \
		-I"$2/include/uapi" -I"$2/include" -fsanitize="$3" -fno-sanitize-recover=all \
		-o "$1" "$2"/tests/unit/stream_{test,rig}.c \
		"$2"/module/stream/{ring,queue,stream,drain,close}.c \
		"$2/module/wasm/alloc_host.c" -lpthread -lrt
}

# take SANITIZERS: results under them become ours
take()
{
	local line output

	if ! output=$(build "$BUILD/test-$1" "$TOP" "$1" 2>&1); then
		fail "builds with $1" "$output"
		return
	fi
	output=$(timeout 120 "$BUILD/test-$1" 2>&1)
	expect "$1: ends well" 0 test $? = 0
	while IFS= read -r line; do
		case $line in
		"ok "*)		pass "$1: ${line#* - }" ;;
		"not ok "*)	fail "$1: ${line#* - }" ;;
		[0-9]*)		;;
		*)		echo "# $line" ;;
		esac
	done <<<"$output"
}

# mutant FILE PIECE REPLACEMENT: PIECE stands once in FILE
mutant()
{
	local name="$1: $2 -> $3" file=$SCRATCH/module/stream/$1 output

	cp "$file" "$SCRATCH/saved"
	if ! replace_once "$file" "$2" "$3"; then
		fail "$name" "does not apply"
	elif ! output=$(build "$SCRATCH/out" "$SCRATCH" address,undefined 2>&1); then
		fail "$name" "does not build: $output"
	elif output=$(timeout 60 "$SCRATCH/out" 2>&1); then
		fail "$name" "nobody noticed"
	else
		pass "$name"
	fi
	cp "$SCRATCH/saved" "$file"
}

copy()
{
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
'')		take thread; take address,undefined; done_testing ;;
--causes)	copy; causes; done_testing ;;
--mutants)	copy; causes; mutants; done_testing ;;
*)		sed -n '3,8s/^# *//p' "$0" >&2; exit 2 ;;
esac
