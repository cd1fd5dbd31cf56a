#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Builds the test of what stands around hooks, and the files that it looks into.
#
#   tests/user/trace.sh OUT
set -eu

out=$1
top=$(cd "$(dirname "$0")/../.." && pwd)
from=$top/tests/user/trace
cc=${CC:-gcc}

mkdir -p "$out"
$cc -O1 -fpie -c -o "$out/marked.o" "$from/marked.c"
$cc -O1 -fpie -pie -o "$out/pie" "$from/main.c" "$out/marked.o"
$cc -O1 -fno-pie -no-pie -o "$out/fixed" "$from/main.c" "$from/marked.c"
$cc -O1 -fpic -shared -o "$out/lib.so" "$from/marked.c"
# Code at addresses that are no offsets.
$cc -O1 -fno-pie -no-pie -Wl,-Ttext-segment=0x10000000 -Wl,--section-start=.text=0x20000000 \
	-o "$out/shifted" "$from/main.c" "$from/marked.c"
strip -o "$out/pie-stripped" "$out/pie"
strip -o "$out/lib-stripped.so" "$out/lib.so"
echo text >"$out/text"
$cc -gbtf -c -o "$out/types.o" "$from/types.c"

make -s --no-print-directory -C "$top/userspace" O=../build/asan SANITIZE=1 \
	../build/asan/wasm_kernel_cli
objs=
for name in account btf clock common dp_noise elf encode escape hookname hooks keys ksyms layout manifest metric msgpack \
	    near parts private record release row syscalls why; do
	objs="$objs $top/build/asan/cli/$name.o"
done
# shellcheck disable=SC2086
$cc -std=gnu11 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Werror -fsanitize=address,undefined \
	-fno-sanitize-recover=all -I"$top/include/uapi" -o "$out/trace_test" \
	"$top/tests/user/trace_test.c" "$top/tests/user/trace_files.c" \
	"$top/tests/user/trace_metrics.c" $objs "$top/build/asan/libwasm_kernel.a" \
	"$top/build/asan/libwasm.a" "$top/build/asan/libdp.a" -lmnl -lmd -ljansson -lelf -lbpf -lmsgpackc
