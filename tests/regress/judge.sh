#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# usage: judge.sh LABEL DIR TOOL...
#
# Run every NAME.wasm in DIR as the head of its NAME.wat says, with TOOL, and report in TAP. Runs on
# this machine and in the guest, where busybox is all there is.
label=$1 dir=$2
shift 2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# field CASE NAME: the lines ";; NAME: TEXT" in the case's head
field()
{
	sed -n "s/^;; $2: *//p" "$dir/$1.wat"
}

judge()
{
	case=$1
	shift
	status=0
	# shellcheck disable=SC2046 # the arguments are words
	timeout 120 "$@" "$dir/$case.wasm" $(field "$case" args) \
		>"$scratch/out" 2>"$scratch/err" </dev/null || status=$?
	[ "$status" = "$(field "$case" status)" ] ||
		{ echo "status $status, wanted $(field "$case" status)"; return; }
	field "$case" stdout >"$scratch/wanted"
	[ "$(cat "$scratch/wanted")" = any ] || cmp -s "$scratch/wanted" "$scratch/out" ||
		{ echo "it printed: $(head -c 300 "$scratch/out" | tr '\n' '|')"; return; }
}

n=0
for wat in "$dir"/*.wat; do
	case=${wat##*/}
	case=${case%.wat}
	n=$((n + 1))
	why=$(judge "$case" "$@")
	if [ -z "$why" ]; then
		echo "ok $n - $label: $case"
	else
		echo "not ok $n - $label: $case"
		echo "# $why; $(head -c 300 "$scratch/err" | tr '\n' '|')"
	fi
done
echo "1..$n"
