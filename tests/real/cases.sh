#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Runs the recorded cases of one program with one engine and compares output and exit code.
#
#   cases.sh FOLDER LABEL wk-run|cli COMMAND [OPTIONS...]
#
# Prints TAP lines without a plan. POSIX shell: it also runs under the test machine's busybox.
folder=$1 label=$2 kind=$3
shift 3

engine() {
	module=$1
	shift
	case $kind in
	wk-run) timeout 300 $command "$module" -- "$@" ;;
	cli) timeout 300 $command run -f "$module" -- "$@" ;;
	esac
}

command=$*
got=${TMPDIR:-/tmp}/real.$$
mkdir -p "$got"
trap 'rm -rf "$got"' EXIT
for case in "$folder"/cases/*/; do
	case=${case%/}
	program=${folder##*/}
	name="real $label ${program%-*} ${case##*/}"
	set --
	while read -r arg; do set -- "$@" "$arg"; done < "$case/args"
	begin=$(date +%s)
	engine "$folder/$(cat "$case/wasm")" "$@" < "$case/stdin" > "$got/stdout" 2> "$got/stderr"
	code=$?
	seconds=$(($(date +%s) - begin))
	if [ "$code" != "$(cat "$case/code")" ]; then
		echo "not ok - $name"
		echo "# exit code $code, natively $(cat "$case/code")"
		head -5 "$got/stderr" | sed 's/^/# /'
	elif ! cmp -s "$got/stdout" "$case/stdout"; then
		echo "not ok - $name"
		echo "# $(cmp "$got/stdout" "$case/stdout" 2>&1 | head -1 | sed "s|$got/||; s|$case|native|")"
	else
		echo "ok - $name # $(wc -c < "$got/stdout") bytes, $seconds s"
	fi
done
