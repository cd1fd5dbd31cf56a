#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: run.sh BUILD SUITE TARGET SECONDS
#
# Run one fuzzer that is built in BUILD, from the corpus of earlier runs or from seeds: files in
# tests/fuzz/seeds/TARGET, which are inputs that broke something once, and what is made here.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=$1 suite=$2 target=$3 seconds=$4
corpus=$build/corpus-$target
mkdir -p "$corpus"

case $target in
load | run | inspect)	"$here/seeds.sh" "$suite" "$corpus" ;;
codec | client)		"$here/wire_seeds.py" "$target" "$corpus" ;;
trace)			"$here/manifests.sh" "$corpus" ;;
elf)			"$here/elf_seeds.sh" "$corpus" "$build/types.o" ;;
host)			printf '\1\0\0\0' >"$corpus/one" ;;
esac
[ "$target" != inspect ] || for word in 0x10 -1 1.5e3 nan:0x1 i32x4:1,2,3,4 64M 250ms 7/2 null; do
	printf %s "$word" >"$corpus/word-${word//\//_}"
done
[ ! -d "$here/seeds/$target" ] || cp "$here/seeds/$target"/* "$corpus/"

export WK_FUZZ_BTF=$build/types.o
# WK_FUZZ_SEED: the same inputs again, as far as the time allows
exec "$build/fuzz-$target" ${WK_FUZZ_SEED:+-seed=$WK_FUZZ_SEED} -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=65536 \
	-print_final_stats=1 -artifact_prefix="$build/$target-" "$corpus"
