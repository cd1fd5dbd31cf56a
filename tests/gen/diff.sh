#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: tests/gen/diff.sh [FIRST [COUNT]]
#
# Differential test over random modules: both float builds, slices and Node's V8 have to tell the same
# story. Prints TAP; a difference is shown with its seed.
set -euo pipefail

. "$(dirname "$0")/../lib.sh"
first=${1:-0}
count=${2:-1000}
PIECE=250
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
OUT=${WK_DIFF_BUILD:-$TOP/build/host}

build()
{
	make --no-print-directory -s -C "$TOP" -f module/wasm/host.mk O="$OUT"
	make --no-print-directory -s -C "$TOP" -f tests/gen/gen.mk O="$OUT"
}

# node_differs FIRST COUNT: prints where this engine and V8 part; status 0 when they do
node_differs()
{
	rm -rf "$SCRATCH"/*
	"$OUT/wk-gen" --hide-nans "$1" "$2" "$SCRATCH"
	"$OUT/wk-diff" --print "$1" "$2" >"$SCRATCH/wk" || return 0
	node "$TOP/tests/gen/diff.mjs" "$1" "$2" "$SCRATCH" \
		>"$SCRATCH/v8" 2>&1 || { tail -5 "$SCRATCH/v8"; return 0; }
	! diff --show-function-line=^seed -U0 --label wk --label v8 "$SCRATCH/wk" "$SCRATCH/v8"
}

build
have_node=$(command -v node || true)
end=$((first + count))
for ((seed = first; seed < end; seed += PIECE)); do
	n=$((end - seed < PIECE ? end - seed : PIECE))
	range="seeds $seed to $((seed + n - 1))"
	if why=$("$OUT/wk-diff" "$seed" "$n" 2>&1); then
		pass "$range: soft floats, FPU and slices agree"
	else
		fail "$range: soft floats, FPU and slices agree" "$why"
	fi
	if [ -z "$have_node" ]; then
		skip "$range: V8 agrees" "no node on this machine"
	elif why=$(node_differs "$seed" "$n"); then
		fail "$range: V8 agrees" "$(head -40 <<<"$why")"
	else
		pass "$range: V8 agrees"
	fi
done
done_testing
