#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: tests/kunit/run.sh [SUITES]
#
# Run the KUnit suites whose names match, or all, of this tree in the debug kernel; results as TAP.
# Loading the test module runs them; that says nothing about their results, which are read from
# debugfs. Unloading it lets kmemleak see what they lost.
set -euo pipefail
cd "$(dirname "$0")/../.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cat >"$scratch/script" <<'END'
#!/bin/sh
insmod /wasm_kernel_kunit.ko || exit 3
cat /sys/kernel/debug/kunit/*/results
rmmod wasm_kernel_kunit || exit 4
END
strip -g -o "$scratch/wasm_kernel_kunit.ko" build/debug/wasm_kernel_kunit.ko
status=0
mkdir -p build/test
vm/run.sh --kernel debug --single --timeout 3300 --log build/test/kunit-kernel.log \
	--append "kunit.filter_glob=${1:-*}" \
	--file "$scratch/wasm_kernel_kunit.ko:/wasm_kernel_kunit.ko" \
	-- "$scratch/script" >"$scratch/results" || status=$?
scripts/ktap.py <"$scratch/results" || true
exit $status
