#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: tests/bench/hits/run.sh [KERNEL] [docs/performance.md]
#
# What a program on a hook costs, beside bpftrace and the same program as eBPF: instructions of each
# hit, in a machine that counts them, and of each record up to its reader; records per second.
# Prints tables, or puts them into that file.
set -euo pipefail
TOP=$(cd "$(dirname "$0")/../../.." && pwd)
kernel=${1:-6.12}
page=${2:-}
dir=$TOP/build/hits-$kernel
from=$TOP/tests/bench/hits

"$TOP/scripts/deps.sh" module user guest vm trace
make -C "$TOP" user module KERNEL="$kernel" >/dev/null
eval "$("$TOP/vm/kernel.sh" "$kernel")"
mkdir -p "$dir/hits"
cp -u "$from"/{Kbuild,hook.c} "$dir/"
unset MAKEFLAGS MAKELEVEL MFLAGS
make --no-print-directory -C "$KDIR" M="$dir" modules >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
cp "$dir/wk_hook.ko" "$dir/hits/"
wat2wasm -o "$dir/hits/programs.wasm" "$from/programs.wat"
clang --target=bpf -g -O2 -Wall -I"/usr/include/$(gcc -print-multiarch)" -c \
	-o "$dir/hits/programs.bpf.o" "$from/programs.bpf.c"
gcc -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -I"$TOP/include/uapi" -pthread \
	"$from"/{hits,wk,bpf}.c "$TOP/build/host/libwasm_kernel.a" -lmnl -lmd -lbpf -o "$dir/wk-hits"

# machine OUTPUT MODE OPTION...
machine()
{
	local out=$1 mode=$2

	shift 2
	"$TOP/vm/run.sh" --kernel "$kernel" --load --mem 2048 --timeout 1200 "$@" \
		--bin "$dir/wk-hits" --bin bpftrace --file "$dir/hits:/hits" \
		-- "$from/guest.sh" "$mode" >"$dir/$out"
}

machine counts count --icount
machine rates rate --single
"$from/report.py" "$dir/counts" "$dir/rates" "$page"
