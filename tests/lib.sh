# SPDX-License-Identifier: GPL-2.0
# Sourced by test stages: results in the form that scripts/run-tests counts.

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TAP_COUNT=0

# pass NAME; fail NAME [WHY]; skip NAME WHY
pass()
{
	TAP_COUNT=$((TAP_COUNT + 1))
	echo "ok $TAP_COUNT - $1"
}

fail()
{
	TAP_COUNT=$((TAP_COUNT + 1))
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

# The plan comes last: it is what tells a stage that ended from one that was cut short.
done_testing()
{
	echo "1..$TAP_COUNT"
}
