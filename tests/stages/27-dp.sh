#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 3600
# Differential privacy in user space, and that its tests notice what breaks. "make test-dp" draws more.
. "$(dirname "$0")/../lib.sh"

N=${WK_DP_SAMPLES:-30000}
take dp "$TOP/tests/unit/dp.sh" "$N"
if [ "$N" -lt 1000000 ]; then
	# A handful.
	take mutants "$TOP/tests/unit/dp.sh" --mutants 'minus && !y|last \+ 1|read_sync|, amount, cap|rest != 0|old >= e->active|least - 1|i == QUERY|f->lo, min_t'
else
	take mutants "$TOP/tests/unit/dp.sh" --mutants
	take goodness "$TOP/tests/unit/dp_goodness.py" --selftest
fi
done_testing
