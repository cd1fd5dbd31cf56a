#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 2700
# Host functions, typed values and wk-run; and that their tests notice what breaks.
. "$(dirname "$0")/../lib.sh"

if ! output=$(make -s -C "$TOP/userspace/wk-run" 2>&1); then
	fail "wk-run builds" "$output"
	done_testing
	exit
fi
take host "$TOP/tests/unit/host.sh"
take mutants "$TOP/tests/unit/host.sh" --mutants
take wasi "$TOP/tests/e2e/wasi/run.sh" host
done_testing
