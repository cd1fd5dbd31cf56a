#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Real programs, built by Debian's and npm's tools, must say under our engine what they say natively.
#
#   run.sh host|vm [NAME...]      in user space with both float builds; in the 6.12 kernel
#
# NAMEs are those of programs/. Prints TAP.
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
mode=${1:-host}
shift
[ $# -gt 0 ] || set -- $(cd "$here/programs" && ls | sed 's/\.sh$//')

folders=()

# Numbers the results as they come, and ends with the plan.
number() {
	local n=0 line
	while IFS= read -r line; do
		case $line in
		"ok - "* | "not ok - "*) n=$((n + 1)) && echo "${line/ok - /ok $n - }" ;;
		*) echo "$line" ;;
		esac
	done
	echo "1..$n"
}

prepare_all() {
	local name folder log
	log=$(mktemp)
	for name; do
		if folder=$("$here/prepare.sh" "$name" 2>"$log"); then
			echo "ok - real $name builds"
			folders+=("$folder")
		elif [ $? = 77 ]; then
			echo "ok - real $name builds # SKIP $(tail -1 "$log" | cut -c3-)"
		else
			echo "not ok - real $name builds"
			tail -5 "$log" | sed 's/^#* */# /'
		fi
	done
	rm -f "$log"
}

# Loading needs at most four times the memory of the module.
memory() {
	local said
	if said=$("$top/tests/bench/loading.py" "$1"/*.wasm 2>&1); then
		echo "ok - real $(basename "${1%-*}") loads with at most four times its memory"
	else
		echo "not ok - real $(basename "${1%-*}") loads with at most four times its memory"
	fi
	[ -z "$said" ] || sed 's/^/# /' <<<"$said"
}

host() {
	local folder floats
	for folder in "${folders[@]}"; do
		memory "$folder"
		for floats in soft fpu; do
			"$here/cases.sh" "$folder" "$floats" wk-run \
				"$top/build/host/wk-run" --floats "$floats"
		done
	done
}

vm() {
	local folder files=()
	for folder in "${folders[@]}"; do
		files+=(--file "$folder:/real/${folder##*/}")
	done
	"$top/vm/run.sh" --kernel "${KERNEL:-6.12}" --load --mem 1024 --timeout 3300 \
		--file "$here/cases.sh:/real-cases" "${files[@]}" -- "$here/guest.sh" ||
		echo "not ok - real: the guest ended with $?"
}

case $mode in
host | vm) ;;
*) sed -n '3,8s/^# *//p' "$0" >&2; exit 2 ;;
esac
{ prepare_all "$@"; [ ${#folders[@]} = 0 ] || $mode; } | number
