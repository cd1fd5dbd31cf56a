#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: elf_seeds.sh CORPUS TYPES
#
# Start a corpus with small files that have functions, each with a name in front; and make TYPES, an
# object with BTF.
set -euo pipefail

corpus=$1 types=$2
mkdir -p "$corpus"
[ ! -f "$types" ] || exit 0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cat >"$scratch/a.c" <<'END'
enum colour { RED = 1, GREEN = -2 };
struct inner { int a : 3, b : 5; union { long c; char d; }; };
struct outer { struct inner in[2]; enum colour colour; struct outer *next; };
typedef void (*btf_trace_event)(void *data, struct outer *o, int n);
btf_trace_event trace;
int function(struct outer *o, const char *name) { return o->in[1].b + name[0]; }
END
clang -target bpf -g -O1 -c -o "$scratch/bpf.o" "$scratch/a.c"
clang -O1 -c -o "$scratch/a.o" "$scratch/a.c"
clang -shared -nostdlib -Wl,-z,max-page-size=4096 -o "$scratch/a.so" "$scratch/a.o"
for file in a.o a.so; do
	for name in function outer.in.c outer.colour:size inner.b:bit 'sizeof(outer)' \
		colour.GREEN enum:RED event 'no.such?'; do
		{ printf '%s\0' "$name"; cat "$scratch/$file"; } \
			>"$corpus/$file-$(tr -c 'a-zA-Z\n' _ <<<"$name")"
	done
done
mv "$scratch/bpf.o" "$types"
