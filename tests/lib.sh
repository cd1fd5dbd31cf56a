# SPDX-License-Identifier: GPL-2.0
# Sourced by test stages: results in the form that scripts/run-tests counts.

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TAP_COUNT=0
TAP_FAILED=0

# pass NAME; fail NAME [WHY]; skip NAME WHY
pass()
{
	TAP_COUNT=$((TAP_COUNT + 1))
	echo "ok $TAP_COUNT - $1"
}

fail()
{
	TAP_COUNT=$((TAP_COUNT + 1))
	TAP_FAILED=1
	echo "not ok $TAP_COUNT - $1"
	[ -z "${2:-}" ] || printf '%s\n' "$2" | sed 's/^/# /'
}

skip()
{
	TAP_COUNT=$((TAP_COUNT + 1))
	echo "ok $TAP_COUNT - $1 # SKIP $2"
}

# expect NAME STATUS COMMAND...: passes if the command ends with that status
expect()
{
	local name=$1 want=$2 got=0 output

	shift 2
	output=$("$@" 2>&1) || got=$?
	if [ "$got" = "$want" ]; then
		pass "$name"
	else
		fail "$name" "status $got, expected $want
$output"
	fi
}

# take_over [PREFIX]: results that come on stdin become ours. False if there was no plan, which comes
# last; RESULTS_BAD says whether any failed.
take_over()
{
	local line planned=1

	RESULTS_BAD=
	while IFS= read -r line; do
		if [[ $line =~ ^(not )?ok\ ([0-9]+\ )?(- )?(.*)$ ]]; then
			line=${1:-}${BASH_REMATCH[4]}
			if [ -n "${BASH_REMATCH[1]}" ]; then
				fail "$line"
				RESULTS_BAD=1
			elif [[ $line == *" # SKIP "* ]]; then
				skip "${line% # SKIP*}" "${line#*# SKIP }"
			else
				pass "$line"
			fi
		elif [[ $line == 1..* ]]; then
			planned=0
		elif [ -n "$line" ]; then
			echo "# ${line#\# }"
		fi
	done
	return $planned
}

# take NAME COMMAND...: the results of a program become ours, while it runs, as "NAME: ..."; and that
# it came to its end
take()
{
	local name=$1 scratch planned=0 status

	shift
	scratch=$(mktemp -d)
	take_over "$name: " < <("$@" 2>"$scratch/err"; echo $? >"$scratch/status") || planned=$?
	status=$(cat "$scratch/status")
	# From 120 on it is no verdict of the tests: the kernel's complaints, time over, a signal.
	if [ $planned != 0 ] || [ "$status" -ge 120 ] ||
	   { [ "$status" != 0 ] && [ -z "$RESULTS_BAD" ]; }; then
		fail "$name: came to its end" "status $status: $(tail -60 "$scratch/err")"
	fi
	rm -r "$scratch"
}

# take_guest OUTPUT STATUS LOG [PREFIX]: the results of a script that ran in the test machine; that it
# came to its end, and that the kernel had nothing to say
take_guest()
{
	take_over "${4:-}" <"$1" || fail "${4:-}the guest's script came to its end" "status $2: $(tail -5 "$3")"
	# 120: the kernel complained.
	[ "$2" -lt 120 ] || fail "${4:-}the kernel log is clean" "$(cat "$3")"
}

# build_test PROGRAM "SOURCE..." "OPTION..." ["LIBRARY..."]: compiles what changed since the last time
build_test()
{
	make -f "$TOP/tests/objects.mk" BIN="$1" SRCS="${2//$'\n'/ }" CFLAGS="${3//$'\n'/ }" LIBS="${4:-}"
}

# replace_once FILE PIECE REPLACEMENT: for mutants; fails if PIECE does not stand once in FILE
replace_once()
{
	python3 - "$@" <<-'END'
		import sys
		path, old, new = sys.argv[1:]
		text = open(path).read()
		if text.count(old) != 1:
		    sys.exit(f"# {text.count(old)} times in {path}: {old}")
		open(path, "w").write(text.replace(old, new))
	END
}

# try_mutant NAME FILE PIECE REPLACEMENT BUILD PROGRAM: passes if PROGRAM, which the command BUILD
# makes, notices that PIECE, which stands once in FILE, was replaced; and puts FILE back
try_mutant()
{
	local name=${1//$'\n'/ } file=$2 output

	cp "$file" "$file.saved"
	if ! output=$(replace_once "$file" "$3" "$4" 2>&1); then
		fail "$name" "does not apply: $output"
	elif ! output=$($5 2>&1); then
		fail "$name" "does not build: $output"
	elif output=$(TAP_STOP=1 timeout 60 "$6" 2>&1); then
		fail "$name" "nobody noticed"
	else
		pass "$name"
	fi
	# Newer than what was built of the mutant.
	cp "$file.saved" "$file" && rm "$file.saved"
}

# The plan comes last: it is what tells a stage that ended from one that was cut short.
done_testing()
{
	echo "1..$TAP_COUNT"
}
