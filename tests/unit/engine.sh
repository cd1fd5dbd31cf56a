#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: tests/unit/engine.sh [NAME...]
#        tests/unit/engine.sh --mutants
#
# The engine's unit tests, tests/unit/engine_NAME_test.c, with everything they touch under ASan and
# UBSan; or patches of tests/mutants that break the engine, which a test has to notice. TAP on
# stdout. BUILD (default build/host/engine) is where things are built.
set -euo pipefail

cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build/host/engine}
CC=${CC:-gcc}
SHARED="tests/unit/engine_rig.c tests/gen/wmod.c tests/gen/wbuf.c"

mutants=
[ "${1:-}" != --mutants ] || { mutants=yes; shift; }
names=("$@")
if [ ${#names[@]} = 0 ]; then
	for source in tests/unit/engine_*_test.c; do
		name=${source#tests/unit/engine_}
		names+=("${name%_test.c}")
	done
fi

build()
{
	local how="-fsanitize=address,undefined -fno-sanitize-recover=undefined $BUILD/libwasm.a"

	# Where the sanitizers are most superinstructions are not; "make user" has the others.
	if [ "$1" = pairs ]; then
		make --no-print-directory -s -f module/wasm/host.mk || return
		how="-no-pie build/host/libwasm.a"
	fi
	# shellcheck disable=SC2086
	"$CC" -std=gnu11 -g -O1 -Wall -Wextra -Wmissing-prototypes -o "$BUILD/engine_$1_test" \
		"tests/unit/engine_$1_test.c" $SHARED $how -lm
}

run()
{
	local name

	for name in "${names[@]}"; do
		build "$name" >&2 && "$BUILD/engine_${name}_test" |
			sed "s/^\(not ok\|ok\) *[0-9]* *-* */\1 - $name: /" ||
			echo "not ok - $name: came to its end"
	done
}

# Several programs make one stream: without their plans and numbers, and one plan at the end.
one_stream()
{
	awk '/^1\.\./ { next }
	     /^(not )?ok / { n++; sub(/ok -/, "ok " n " -"); bad += /^not ok/ }
	     { print; fflush() }
	     END { print "1.." n; exit bad != 0 || !n }'
}

# What the mutants share is built once; NAME-anything.patch has to turn engine_NAME_test red.
run_mutants()
{
	local patch name tree=$BUILD/mutant why

	make --no-print-directory -s -f module/wasm/host.mk O="$BUILD/plain" >&2
	for patch in tests/mutants/vector-*.patch; do
		name=$(basename "$patch" .patch)
		rm -rf "$tree" && mkdir -p "$tree/tests" "$tree/$BUILD"
		cp -a module "$tree/" && cp -a tests/unit tests/gen "$tree/tests/"
		cp -a "$BUILD/plain" "$tree/$BUILD/"
		if ! why=$(patch -p1 -d "$tree" <"$patch" && cd "$tree" &&
			   make --no-print-directory -s -f module/wasm/host.mk O="$BUILD/plain" &&
			   gcc -w -no-pie -o mutant "tests/unit/engine_${name%%-*}_test.c" $SHARED \
				"$BUILD/plain/libwasm.a" -lm 2>&1); then
			echo "# $why" && echo "not ok - $name applies and builds"
		elif why=$("$tree/mutant" 2>&1); then
			echo "not ok - $name is noticed"
		else
			grep -m 2 '^not ok' <<<"$why" | sed 's/^/# /' || true
			echo "ok - $name is noticed"
		fi
	done
}

if [ -n "$mutants" ]; then
	run_mutants | one_stream
	exit
fi
make --no-print-directory -s -f module/wasm/host.mk SAN=1 O="$BUILD" >&2
run | one_stream
