#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 3600
# Bugs that were there once, in user space and in the kernel; and that the index of them is right.
. "$(dirname "$0")/../lib.sh"

REGRESS=$TOP/tests/regress
BUILD=$TOP/build/regress
mkdir -p "$BUILD"

take "user space" "$REGRESS/run.sh" host
make -s -C "$TOP" module user >"$BUILD/err" 2>&1 || { cat "$BUILD/err"; exit 1; }
take "kernel" "$REGRESS/run.sh" vm
expect "README.md has the index of what is there" 0 \
	diff <("$REGRESS/run.sh" index) "$REGRESS/README.md"
while IFS='|' read -r bug file text; do
	expect "$file tests: $bug" 0 grep -qF -- "$text" "$TOP/$file"
done < <(grep -v '^#' "$REGRESS/elsewhere")
done_testing
