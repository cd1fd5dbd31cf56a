#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# every limit is named by a test
set -euo pipefail

# By their nature: the second memory is no valid module; numbers of spaces that wrap take days, and
# a static_assert holds them in their bits; no request has a release string.
exempt='WK_MAX_MEMORIES|WK_MAX_SPACE_ID|WK_MAX_RELEASE'
found=

for limit in $(grep -ohE '^	WK_(MAX|MIN)_[A-Z_]+' module/wasm/limits.h module/limits.h |
	       grep -vxE "	($exempt)"); do
	grep -rqw --include='*.[ch]' "$limit" tests || found+="$limit"$'\n'
done
[ -z "$found" ] || { printf '%s' "$found"; exit 1; }
