#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: run.sh host|vm
# What WASI programs see: in user space (wk-run, both float builds), or in the kernel.
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../../.." && pwd)
wasm=$top/build/e2e-wasi/wasi.wasm

mkdir -p "${wasm%/*}"
if ! clang-14 --target=wasm32-wasi -O1 -Wall -Wextra -o "$wasm" "$here/wasi.c" \
	-D_WASI_EMULATED_PROCESS_CLOCKS; then
	echo "not ok 1 - wasi.c builds"
	echo 1..1
	exit 1
fi
case ${1:-} in
host)
	for floats in soft fpu; do
		"$here/cases.sh" "$floats" wk-run "$wasm" "$top/build/host/wk-run --floats $floats"
	done | awk '/^1\.\./ { next } { if (sub(/ok [0-9]+/, "ok " n + 1)) n++; print } END { print "1.." n + 0 }'
	;;
vm)
	exec "$top/vm/run.sh" --kernel "${KERNEL:-6.12}" --load --timeout 2400 \
		--file "$wasm:/wasi.wasm" --file "$here/cases.sh:/wasi-cases" -- "$here/guest.sh"
	;;
*)
	sed -n '3,4s/^# *//p' "$0" >&2
	exit 2
	;;
esac
