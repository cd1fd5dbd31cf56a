#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The test runner counts what stages say, and counts against a stage what it does not say.
. "$(dirname "$0")/../lib.sh"

SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT

# closing NAME LAST_LINE STATUS STAGE_TEXT: what the runner makes of a stage with that text
closing()
{
	local output status=0

	printf '#!/bin/bash\n%s\n' "$4" >"$SCRATCH/stage.sh"
	chmod +x "$SCRATCH/stage.sh"
	output=$("$TOP/scripts/run-tests.py" -o "$SCRATCH/out" "$SCRATCH/stage.sh") || status=$?
	if [ "$(tail -1 <<<"$output")" = "$2" ] && [ $status = "$3" ]; then
		pass "$1"
	else
		fail "$1" "status $status, expected $3: $2
$output"
	fi
}

closing "results are counted" "2 passed, 0 failed" 0 'echo "ok 1 - a"; echo "ok 2 - b"; echo 1..2'
closing "a failure is counted" "1 passed, 1 failed" 1 \
	'echo "ok 1 - a"; echo "not ok 2 - b"; echo 1..2; exit 1'
closing "a failure is a failure whatever the status" "0 passed, 1 failed" 1 \
	'echo "not ok 1 - b"; echo 1..1; exit 0'
closing "a skipped test is neither" "1 passed, 0 failed, 1 skipped" 0 \
	'echo "ok 1 - a # SKIP no time"; echo "ok 2 - b"; echo 1..2'
closing "a skipped stage with others absent proves nothing" "0 passed, 0 failed, 1 skipped" 1 \
	'echo "1..0 # SKIP nothing here"'
closing "a stage without a test fails" "0 passed, 1 failed" 1 'echo 1..0'
closing "a stage without a plan fails" "1 passed, 1 failed" 1 'echo "ok 1 - a"'
closing "a stage that dies fails" "1 passed, 1 failed" 1 'echo "ok 1 - a"; kill -9 $$'
closing "a status without a failed test fails" "1 passed, 1 failed" 1 \
	'echo "ok 1 - a"; echo 1..1; exit 3'
closing "a plan that does not match fails" "1 passed, 1 failed" 1 'echo "ok 1 - a"; echo 1..2'
closing "a stage that hangs fails" "1 passed, 1 failed" 1 '# timeout: 1
echo "ok 1 - a"; sleep 60'
closing "subtests are not counted" "1 passed, 0 failed" 0 \
	'echo "    not ok 1 - inner"; echo "ok 1 - outer"; echo 1..1'

# KUnit's nested results come out as leaves, and what was promised and not reported as a failure.
kunit=$("$TOP/scripts/ktap.py" <<'END' | grep -v '^#'
KTAP version 1
1..1
    KTAP version 1
    # Subtest: first
    1..3
    ok 1 plain
        KTAP version 1
        # Subtest: with parameters
        ok 1 one
        # expected 1
        not ok 2 two
    not ok 2 with parameters
    ok 3 last # SKIP not here
not ok 1 first
KTAP version 1
1..1
    KTAP version 1
    # Subtest: second
    1..2
    ok 1 only
not ok 2 second
END
)
want="ok 1 - first: plain
ok 2 - first: with parameters: one
not ok 3 - first: with parameters: two
ok 4 - first: last # SKIP not here
ok 5 - second: only
not ok 6 - second: planned 2, reported 1
1..6"
expect "KUnit's results are flattened" 0 test "$kunit" = "$want"
done_testing
