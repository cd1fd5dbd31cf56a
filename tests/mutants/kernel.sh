#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: tests/mutants/kernel.sh [PATCH...]
#
# Break what only works inside a kernel on purpose, by each kernel-*.patch in a copy of the tree: the
# KUnit suites must notice. A minute each, in the debug kernel.
. "$(dirname "$0")/lib.sh"

TREE=$TOP/build/mutants/kernel

cd "$TOP" || exit 2
[ $# -gt 0 ] || set -- tests/mutants/kernel-*.patch

copy()
{
	rm -rf "$TREE"
	mkdir -p "$TREE/tests"
	cp -rp Kbuild include module scripts vm "$TREE/" && cp -rp tests/kunit "$TREE/tests/"
}

build()
{
	"$TREE/scripts/build-module.sh" debug >"$TREE/log" 2>&1
}

# A case fails, or the kernel complains. A machine that does not come to its end says nothing.
noticed()
{
	local status=0

	"$TREE/tests/kunit/run.sh" wk_attach >"$TREE/tap" 2>"$TREE/log" || status=$?
	if grep -m 1 '^not ok' "$TREE/tap" >"$TREE/first"; then
		sed 's/^/# /' "$TREE/first"
	else
		[ $status = 120 ] && echo "# the kernel complains"
	fi
}

copy && try_patches "what runs inside a kernel" "$TREE" "$@"
done_testing
