#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: seeds.sh SUITE CORPUS
#
# Start a corpus from the official suite's small modules, if there are any: archives or folders.
set -euo pipefail

suite=$1 corpus=$2
mkdir -p "$corpus"
[ -z "$(ls -A "$corpus")" ] || exit 0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for archive in "$suite"/{core-1.0-and-2.0,tail-call,extended-const}.tar.gz; do
	[ ! -f "$archive" ] || tar -xzf "$archive" -C "$scratch"
done
# Thousands: all by few processes. Names that are there already get a number.
[ ! -d "$suite" ] || find "$suite" "$scratch" -name '*.wasm' -size -8k -print0 |
	xargs -0r cp --backup=numbered -t "$corpus"
# libFuzzer wants at least one.
printf '\0asm\1\0\0\0' >"$corpus/empty"
