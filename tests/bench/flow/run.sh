#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: tests/bench/flow/run.sh [KERNEL]
#
# Instructions for each record that a stream carries, in a machine that counts them: to emit it from
# a hook, and to take it from the ring to one subscriber (without netlink).
set -euo pipefail
TOP=$(cd "$(dirname "$0")/../../.." && pwd)
kernel=${1:-6.12}
dir=$TOP/build/flow-$kernel

eval "$("$TOP/vm/kernel.sh" "$kernel")"
mkdir -p "$dir/module"
cp -u "$TOP"/tests/bench/flow/{Kbuild,flow.c} "$dir/"
ln -sfn "$TOP/include" "$dir/include"
ln -sfn "$TOP/module/stream" "$dir/module/stream"
ln -sfn "$TOP/module/wasm" "$dir/module/wasm"
unset MAKEFLAGS MAKELEVEL MFLAGS
make --no-print-directory -C "$KDIR" M="$dir" modules >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
cat >"$dir/script" <<'END'
#!/bin/sh
insmod /wk_flow.ko && rmmod wk_flow && dmesg | sed -n 's/.*flow: bytes/bytes/p'
END
"$TOP/vm/run.sh" --kernel "$kernel" --icount --file "$dir/wk_flow.ko:/wk_flow.ko" -- "$dir/script" |
	awk 'BEGIN { printf "%8s %18s %18s\n", "bytes", "emit, instr.", "drain, instr." }
	     { if ($10 != 0) bad = 1; printf "%8d %18d %18d\n", $2, $4, $6 }
	     END { exit bad || NR != 6 }'
