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

# until_true COMMAND...: at most two minutes
until_true()
{
	for try in $(seq 600); do
		"$@" >/dev/null 2>&1 && return 0
		sleep 0.2
	done
	return 1
}

# waits_in PID NUMBER...: it sleeps in one of these system calls. To open the file may be what it was
# waiting for; what is in there is made when it is read, a while later, on a slow machine even later.
waits_in()
{
	nap=0.2
	[ "${try:-1}" -lt 10 ] || nap=2
	{ sleep $nap; read -r nr rest <&8; } 8<"/proc/$1/syscall" || return
	shift
	for call; do [ "$nr" != "$call" ] || return 0; done
	return 1
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
