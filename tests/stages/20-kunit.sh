#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 3600
# The KUnit suites, in the debug kernel. Loading the test module runs them; that says nothing about
# their results, which are read from debugfs. Unloading it lets kmemleak see what they lost.
. "$(dirname "$0")/../lib.sh"

SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
cd "$TOP" || exit 2

cat >"$SCRATCH/script" <<'END'
#!/bin/sh
insmod /wasm_kernel_kunit.ko || exit 3
cat /sys/kernel/debug/kunit/*/results
rmmod wasm_kernel_kunit || exit 4
END
cp build/debug/wasm_kernel_kunit.ko "$SCRATCH/" && strip -g "$SCRATCH/wasm_kernel_kunit.ko"
status=0
vm/run.sh --kernel debug --single --timeout 3300 --log build/test/kunit-kernel.log \
	--file "$SCRATCH/wasm_kernel_kunit.ko:/wasm_kernel_kunit.ko" \
	-- "$SCRATCH/script" >"$SCRATCH/results" || status=$?
scripts/ktap.py <"$SCRATCH/results" | sed '/^1\.\./d'
TAP_COUNT=$(scripts/ktap.py <"$SCRATCH/results" | grep -cE '^(not )?ok ')
expect "the machine has nothing to complain about" 0 test $status = 0
done_testing
