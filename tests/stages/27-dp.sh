#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 3600
# Differential privacy in user space, and that its tests notice what breaks. "make test-dp" draws more.
. "$(dirname "$0")/../lib.sh"

N=${WK_DP_SAMPLES:-30000}
{
	"$TOP/tests/unit/dp.sh" "$N"
	if [ "$N" -lt 1000000 ]; then
		# A handful.
		"$TOP/tests/unit/dp.sh" --mutants 'minus && !y|last \+ 1|read_sync|, amount, cap|rest != 0|old >= e->active|least - 1|i == QUERY|f->lo, min_t'
	else
		"$TOP/tests/unit/dp.sh" --mutants
		"$TOP/tests/unit/dp_goodness.py" --selftest
	fi
} | { n=0
	while IFS= read -r line; do
		case $line in
		"ok "*)		n=$((n + 1)) && echo "ok $n - ${line#* - }" ;;
		"not ok "*)	n=$((n + 1)) && echo "not ok $n - ${line#* - }" ;;
		1..*)		plans=$((${plans:-0} + 1)) ;;
		*)		echo "$line" ;;
		esac
	done
	[ "${plans:-0}" -ge 2 ] || echo "not ok $((n += 1)) - a part was cut short"
	echo "1..$n"; }
