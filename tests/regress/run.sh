#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: tests/regress/run.sh host|vm|index
#
# The modules in this folder, each with a bug that was once in the engine or around it: in user
# space, with both float builds under ASan and UBSan, or in one boot of the kernel. "index" prints
# README.md.
. "$(dirname "$0")/../lib.sh"

HERE=$TOP/tests/regress
BUILD=$TOP/build/regress

compile()
{
	local wat

	rm -rf "$BUILD/cases"
	mkdir -p "$BUILD/cases"
	for wat in "$HERE"/*.wat; do
		cp "$wat" "$BUILD/cases/" &&
		wat2wasm --enable-all -o "$BUILD/cases/$(basename "$wat" .wat).wasm" "$wat" || return
	done
}

# The results of several runs of judge.sh, as one.
merge()
{
	awk '/^1\.\./ { plans++; next }
	     sub(/ok [0-9]+/, "ok " n + 1) { n++ }
	     { print; fflush() }
	     END {
		if (plans != '"$1"')
			print "not ok " ++n " - a run was cut short"
		print "1.." n
	     }'
}

host()
{
	local floats

	flock "$TOP/build/asan.lock" make -s -C "$TOP/userspace/wk-run" O=../../build/asan SANITIZE=1 >&2 || exit 1
	for floats in soft fpu; do
		"$HERE/judge.sh" "$floats" "$BUILD/cases" "$TOP/build/asan/wk-run" --floats $floats
	done | merge 2
}

guest()
{
	"$TOP/vm/run.sh" --kernel 6.12 --load --timeout 1500 --file "$BUILD/cases:/cases" \
		--file "$HERE/judge.sh:/judge" --env WK_TOOL="wasm_kernel_cli run -f" \
		-- "$HERE/guest.sh"
}

# bugs: FILE <tab> BUG for each module
bugs()
{
	local wat

	for wat in "$HERE"/*.wat; do
		printf '%s\t%s\n' "$(basename "$wat")" "$(sed -n 's/^;; bug: *//p' "$wat")"
	done
}

index()
{
	sed '/^## Index/,$d' "$HERE/README.md"
	echo "## Index"
	echo
	bugs | while IFS=$'\t' read -r file bug; do echo "- $bug: [$file]($file)"; done
	grep -v '^#' "$HERE/elsewhere" |
		while IFS='|' read -r bug file _; do echo "- $bug: [$file](../../$file)"; done
}

case ${1:-} in
host)	compile >&2 && host ;;
vm)	compile >&2 && guest ;;
index)	index ;;
*)	sed -n '3,7s/^# *//p' "$0" >&2; exit 2 ;;
esac
