#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The fuzz targets still build, and find nothing in a moment. "make fuzz FUZZ_TIME=600" lets them run.
# timeout: 2700
. "$(dirname "$0")/../lib.sh"

TARGETS="load run codec client host trace inspect elf"
SUITE=${SPEC_TESTS:-$TOP/../shared/spec-tests}
SECONDS_EACH=${WK_FUZZ_TIME:-2}
# In a moment nothing new is to be found: what is new is looked for on purpose.
[ -n "${WK_FUZZ_TIME:-}" ] || export WK_FUZZ_SEED=1
LOG=$TOP/build/fuzz/stage.log
mkdir -p "$TOP/build/fuzz"

if ! make -s -C "$TOP/tests/fuzz" >"$LOG" 2>&1; then
	fail "the targets build" "$(grep -v '^  ' "$LOG" | tail -n 20)"
	done_testing
	exit
fi
pass "the targets build"
for target in $TARGETS; do
	if "$TOP/tests/fuzz/run.sh" "$TOP/build/fuzz" "$SUITE" "$target" "$SECONDS_EACH" >"$LOG" 2>&1; then
		pass "$target: $(grep -o 'Done.*' "$LOG")"
	else
		fail "$target finds nothing" "$(tail -n 30 "$LOG")"
	fi
done
done_testing
