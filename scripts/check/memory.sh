#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# guest memory is touched by one family of helpers only
set -euo pipefail

# memory.c holds the helpers, interp.h checks each access of a guest itself.
found=$(grep -nE 'pages\.(base|bytes)|pages->(base|bytes)' -r module --include='*.[ch]' |
	grep -vE '^module/wasm/(memory\.c|interp\.h|pages[a-z_]*\.[ch]):' || true)
# Nothing else of the kernel may be handed a guest's pointer without wk_mem_range() before it.
found+=$(grep -nE '(void|char|u8) \*[a-z_]* = .*\(guest|wk_memory_base' -r module --include='*.[ch]' ||
	true)
[ -z "$found" ] || { printf '%s\n' "$found"; exit 1; }
