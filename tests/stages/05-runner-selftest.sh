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

# Two seconds, of a child.
cat >"$SCRATCH/busy.sh" <<'END'
#!/bin/bash
(ulimit -t 2; while :; do :; done) 2>/dev/null
echo "ok 1 - a"; echo 1..1
END
chmod +x "$SCRATCH/busy.sh"

closing "results are counted" "2 passed, 0 failed" 0 'echo "ok 1 - a"; echo "ok 2 - b"; echo 1..2'
closing "a failure is counted" "1 passed, 1 failed" 1 \
	'echo "ok 1 - a"; echo "not ok 2 - b"; echo 1..2; exit 1'
expect "what failed is said at the end" 0 grep -qx '  stage: not ok 2 - b' \
	<("$TOP/scripts/run-tests.py" -o "$SCRATCH/out" "$SCRATCH/stage.sh" | tail -3)
closing "a failure with reasons is one failure" "1 passed, 1 failed" 1 \
	'echo "not ok 1 - b"; for i in {1..9}; do echo "# why $i"; done; echo "ok 2 - c"; echo "# mere talk"; echo 1..2'
end=$("$TOP/scripts/run-tests.py" -o "$SCRATCH/out" "$SCRATCH/stage.sh" | sed '1,/ in [0-9]* s, CPU/d')
want="  stage: not ok 1 - b
$(seq -f '  stage: # why %g' 6)
failed in: stage
1 passed, 1 failed"
expect "... with the first of them, and no more, at the end" 0 test "$end" = "$want"
expect "what a stage took of the processors is said, that of its children too" 0 \
	grep -E 'in [0-9]+ s, CPU [1-9][0-9]* s' <("$TOP/scripts/run-tests.py" -o "$SCRATCH/out" "$SCRATCH/busy.sh")
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
closing "a stage that hangs fails" "1 passed, 1 failed" 1 '# timeout: 5
echo "ok 1 - a"; sleep 60'
closing "subtests are not counted" "1 passed, 0 failed" 0 \
	'echo "    not ok 1 - inner"; echo "ok 1 - outer"; echo 1..1'

# stage NAME TEXT: a stage for the tests below
stage()
{
	printf '#!/bin/bash\n%s\necho "ok 1 - a"; echo 1..1\n' "$2" >"$SCRATCH/$1"
	chmod +x "$SCRATCH/$1"
}

# Each waits for the other, which only stages that run side by side can.
stage meet1 "touch $SCRATCH/1; for i in {1..600}; do [ -e $SCRATCH/2 ] && break; sleep .1; done; [ -e $SCRATCH/2 ] || exit 1"
stage meet2 "touch $SCRATCH/2; for i in {1..600}; do [ -e $SCRATCH/1 ] && break; sleep .1; done; [ -e $SCRATCH/1 ] || exit 1"
stage first "sleep .3; touch $SCRATCH/did-first"
stage alone "# alone
[ -e $SCRATCH/did-first ] && ! [ -e $SCRATCH/did-last ] || exit 1; sleep .3; touch $SCRATCH/did-alone"
stage last "touch $SCRATCH/did-last; [ -e $SCRATCH/did-alone ] || exit 1"
runner=$TOP/scripts/run-tests.py
expect "stages run side by side" 0 "$runner" -o "$SCRATCH/out" -j2 "$SCRATCH"/meet1 "$SCRATCH"/meet2
rm -f "$SCRATCH"/[12]
sed -i 's/600/5/' "$SCRATCH"/meet?
expect "... but not with -j1" 1 "$runner" -o "$SCRATCH/out" -j1 "$SCRATCH"/meet1 "$SCRATCH"/meet2
expect "one that wants to be alone is" 0 "$runner" -o "$SCRATCH/out" -j3 \
	"$SCRATCH"/first "$SCRATCH"/alone "$SCRATCH"/last
stage short "touch $SCRATCH/did-short"
stage long "# long
[ ! -e $SCRATCH/did-short ] || exit 1"
expect "a long one starts first" 0 "$runner" -o "$SCRATCH/out" -j1 "$SCRATCH"/short "$SCRATCH"/long
rm -f "$SCRATCH/did-short"
stage alone "# alone"
expect "... but does not pass one that is alone" 1 "$runner" -o "$SCRATCH/out" -j1 \
	"$SCRATCH"/short "$SCRATCH"/alone "$SCRATCH"/long
chmod -x "$SCRATCH/last"
expect "one that cannot be run fails" 1 "$runner" -o "$SCRATCH/out" "$SCRATCH/last"

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

# Somebody else's machine, where nothing is installed and he may not change that.
mkdir "$SCRATCH/bin"
printf '#!/bin/sh\necho 1000\n' >"$SCRATCH/bin/id"
printf '#!/bin/sh\nexit 1\n' | tee "$SCRATCH/bin/sudo" >"$SCRATCH/bin/dpkg-query"
chmod +x "$SCRATCH"/bin/*
status=0
said=$(PATH=$SCRATCH/bin:$PATH timeout 30 "$TOP/scripts/deps.sh" vm 2>&1) || status=$?
expect "who may not install packages hears so at once" 0 \
	test "$status $(tail -1 <<<"$said")" = "1 deps: that takes root, or sudo"
done_testing
