#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Maps in user space, threads for CPUs. TAP on stdout.
#
#   tests/unit/map.sh             the tests, under TSan, and under ASan and UBSan
#   tests/unit/map.sh --mutants   breaks the code on purpose, in a copy: each break must be noticed
set -u
. "$(dirname "$0")/../lib.sh"

BUILD=$TOP/build/host/map-tests
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
mkdir -p "$BUILD"

# build OUT TREE SANITIZERS
build()
{
	gcc -std=gnu11 -D_GNU_SOURCE -g -O1 -Wall -Wextra -Wno-missing-field-initializers \
		-fsanitize="$3" -fno-sanitize-recover=all -o "$1" "$2/tests/unit/map_test.c" \
		"$2"/module/map/{map,ops,hash,guard_host}.c "$2/module/wasm/alloc_host.c" -lpthread
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
	local name="$1: $2 -> $3" file=$SCRATCH/module/map/$1 output

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

mutants()
{
	mkdir -p "$SCRATCH/tests"
	cp -r "$TOP/module" "$SCRATCH/"
	cp -r "$TOP/tests/unit" "$TOP/tests/user" "$SCRATCH/tests/"

	mutant ops.c 'if (!m->hash && v->index >= m->def.entries)' 'if (false)'
	mutant ops.c 'v->lock = wk_map_bucket_lock(m, v->hash);' 'v->lock = &(wk_map_lock_t){ 0 };'
	mutant ops.c '	wk_map_touch(m, e);' ''
	mutant ops.c 'i = (value - d->min) / d->step + 1;' 'i = (value - d->min) / d->step;'
	mutant ops.c 'if (e && !wk_map_holds(m, e, hash))' 'if (false)'
	mutant ops.c 'place && flags != WK_MAP_NOEXIST' 'place'
	mutant hash.c '	*at = e->next;' ''
	mutant hash.c '	memset(e, 0, m->stride);' ''
	mutant hash.c '	m->used--;' ''
	mutant map.c 'd->entries && (!d->step || d->entries < 3)' 'false'
	done_testing
}

case ${1:-} in
'')		take thread; take address,undefined; done_testing ;;
--mutants)	mutants ;;
*)		sed -n '3,7s/^# *//p' "$0" >&2; exit 2 ;;
esac
