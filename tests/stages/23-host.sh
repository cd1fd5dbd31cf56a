#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 900
# Host functions, typed values and wk-run; and that their tests notice what breaks.
. "$(dirname "$0")/../lib.sh"

if ! output=$(make -s -C "$TOP/userspace/wk-run" 2>&1); then
	fail "wk-run builds" "$output"
	done_testing
	exit
fi
{
	"$TOP/tests/unit/host.sh"
	"$TOP/tests/unit/host.sh" --mutants
	"$TOP/tests/e2e/wasi/run.sh" host
} | { n=0
	while IFS= read -r line; do
		case $line in
		"ok "*)		n=$((n + 1)) && echo "ok $n - ${line#* - }" ;;
		"not ok "*)	n=$((n + 1)) && echo "not ok $n - ${line#* - }" ;;
		1..*)		plans=$((${plans:-0} + 1)) ;;
		*)		echo "$line" ;;
		esac
	done
	[ "${plans:-0}" = 3 ] || echo "not ok $((n += 1)) - one of three parts was cut short"
	echo "1..$n"; }
