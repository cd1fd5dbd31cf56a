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
	build_test "$1" "$2/tests/unit/map_test.c
		$(echo "$2"/module/map/{map,ops,hash,guard_host}.c) $2/module/wasm/alloc_host.c" \
		"-std=gnu11 -D_GNU_SOURCE ${OPT:--g -O1} -Wall -Wextra -Wno-missing-field-initializers
		-fsanitize=$3 -fno-sanitize-recover=all" -lpthread
}

# check SANITIZERS: results under them become ours
check()
{
	local output

	output=$(build "$BUILD/test-$1" "$TOP" "$1" 2>&1) || { fail "builds with $1" "$output"; return; }
	take "$1" timeout 600 "$BUILD/test-$1"
}

# mutant FILE PIECE REPLACEMENT [SANITIZERS]: PIECE stands once in FILE
mutant()
{
	try_mutant "$1: $2 -> $3" "$SCRATCH/module/map/$1" "$2" "$3" \
		"build $SCRATCH/out-${4:-address} $SCRATCH ${4:-address,undefined}" \
		"$SCRATCH/out-${4:-address}"
}

mutants()
{
	OPT=-O0
	mkdir -p "$SCRATCH/tests"
	cp -r "$TOP/module" "$SCRATCH/"
	cp -r "$TOP/tests/unit" "$TOP/tests/user" "$SCRATCH/tests/"

	mutant ops.c 'if (!m->hash && v->index >= m->def.entries)' 'if (false)'
	mutant ops.c 'v->lock = wk_map_bucket_lock(m, v->hash);' 'v->lock = &(wk_map_lock_t){ 0 };' \
		thread
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
'')		check thread; check address,undefined; done_testing ;;
--mutants)	mutants ;;
*)		sed -n '3,7s/^# *//p' "$0" >&2; exit 2 ;;
esac
