# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# Sourced by scripts that run in the test machine, as /tap.sh: results for the stage that started it.

n=0

# result NAME STATUS [NOTE]: one line for the test runner
result()
{
	n=$((n + 1))
	[ "$2" = 0 ] && echo "ok $n - $1" && return
	echo "not ok $n - $1"
	[ -z "$3" ] || echo "$3" | head -30 | cut -c 1-300 | sed 's/^/# /'
}

# says NAME STATUS PATTERN COMMAND...: exit code, and a line of stdout or stderr
says()
{
	name=$1 status=$2 pattern=$3
	shift 3
	got=$("$@" 2>&1)
	s=$?
	[ "$s" = "$status" ] && echo "$got" | grep -q -e "$pattern"
	result "$name" $? "status $s, expected $status and $pattern
$got"
}
