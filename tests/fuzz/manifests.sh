#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: manifests.sh CORPUS
#
# Start a corpus from the manifests of the examples, each with a few bytes behind it.
set -euo pipefail

corpus=$1
top=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$corpus"
for guest in $(grep -l WK_MANIFEST "$top"/examples/*.c); do
	{
		sed -n '/^WK_MANIFEST(/,/^})/p' "$guest" | sed 's/^WK_MANIFEST(//; s/^})/}/'
		printf '\0\001\002\003kprobe:a+0x10 \202\241a\001\241b\223\001\002\003'
	} >"$corpus/$(basename "$guest" .c)"
done
