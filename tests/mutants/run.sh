#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: tests/mutants/run.sh
# Every mutant there is: what breaks a part on purpose must turn that part's tests red.
. "$(dirname "$0")/../lib.sh"

cd "$TOP" || exit 2
parts=0
total=0
while IFS= read -r line; do
	case $line in
	"ok "*)		pass "${line#* - }" ;;
	"not ok "*)	fail "${line#* - }"; total=1 ;;
	1..*)		parts=$((parts + 1)) ;;
	*)		echo "$line" ;;
	esac
done < <(tests/mutants/engine.sh; tests/unit/decode.sh --mutants; tests/unit/softfloat.sh --mutants
	 tests/unit/host.sh --mutants; tests/user/mutants.sh)
[ $parts = 5 ] || { fail "five parts report to their end" "$parts did"; total=1; }
done_testing
exit $total
