#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: tests/e2e/swarm/build.sh KERNEL DIR [FILE PIECE REPLACEMENT]
#
# Build DIR/wasm_kernel_swarm.ko from copies of the module's sources; with PIECE of module/dp/FILE
# replaced, to see whether the swarm notices.
set -eu
. "$(dirname "$0")/../../lib.sh"

dir=$2
assignments=$("$TOP/vm/kernel.sh" "$1")
eval "$assignments"
mkdir -p "$dir/module/wasm" "$dir/module/dp" "$dir/tests/kunit"
cp -u "$TOP"/tests/e2e/swarm/{Kbuild,*.c,*.h} "$dir/"
cp -u "$TOP"/tests/kunit/threads.h "$dir/tests/kunit/"
cp -u "$TOP"/module/wasm/{shim.h,alloc_kernel.c} "$dir/module/wasm/"
cp -u "$TOP"/module/dp/*.{c,h,mk} "$dir/module/dp/"
[ $# = 2 ] || replace_once "$dir/module/dp/$3" "$4" "$5"
unset MAKEFLAGS MAKELEVEL MFLAGS
make --no-print-directory -s -C "$KDIR" M="$dir" -j2 modules
