#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: tests/mutants/engine.sh [PATCH...]
#
# Break compiler and interpreter on purpose, by each engine-*.patch in a copy of the tree: the
# engine's unit tests must notice. Without sanitizers, since the results are what must be wrong.
. "$(dirname "$0")/lib.sh"

TREE=$TOP/build/mutants/engine
UNIT="-std=gnu11 -g -O1 -no-pie"

cd "$TOP" || exit 2
[ $# -gt 0 ] || set -- tests/mutants/engine-*.patch

# Files keep their time, so that only what a patch touches is compiled anew, there and back. What
# "make user" has compiled need not be compiled again.
copy()
{
	local part

	rm -rf "$TREE"
	for part in module tests/unit tests/gen build/host/obj; do
		[ -e "$part" ] || continue
		mkdir -p "$TREE/$(dirname "$part")"
		cp -rp "$part" "$TREE/$part"
	done
}

build()
{
	make -s -C "$TREE" -f module/wasm/host.mk >"$TREE/log" 2>&1
}

programs()
{
	local source

	for source in "$TREE"/tests/unit/engine_*_test.c "$TREE"/tests/unit/engine_rig.c \
		"$TREE"/tests/gen/{wmod,wbuf}.c; do
		# shellcheck disable=SC2086
		gcc $UNIT -c -o "${source%.c}.o" "$source" || return
	done
}

# Some program fails, crashes or does not end. What fails is printed.
noticed()
{
	local test

	for test in "$TREE"/tests/unit/engine_*_test.o; do
		gcc -no-pie -o "$TREE/test" "$test" "$TREE/tests/unit/engine_rig.o" \
			"$TREE"/tests/gen/{wmod,wbuf}.o "$TREE/build/host/libwasm.a" -lm || return
		timeout 120 "$TREE/test" >"$TREE/tap" 2>&1 && continue
		echo "# $(basename "$test" .o): $(grep -m 1 '^not ok' "$TREE/tap")"
		return 0
	done
	return 1
}

copy
programs || { fail "the engine's tests build"; done_testing; exit 1; }
try_patches "the engine" "$TREE" "$@"
done_testing
