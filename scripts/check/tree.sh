#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# licences, header guards, white space, and no path of anybody's machine
set -euo pipefail

# Of a file that somebody deletes meanwhile there is nothing to say.
exec 2>/dev/null
files=$(git ls-files -c -o --exclude-standard | while read -r f; do [ -f "$f" ] && echo "$f"; done)
code=$(grep -E '\.([chS]|def|sh|py|mjs|mk)$|(^|/)(Kbuild|Makefile|init|run)$' <<<"$files")
found=

note()
{
	found+="$1"$'\n'
}

for f in $code; do
	head -3 "$f" | grep -q 'SPDX-License-Identifier: GPL-2.0' || note "$f: no licence"
done
# Parts of the interpreter's source and of its tables are included once for each use.
for f in $(grep -E '^(module|include|userspace)/.*\.h$' <<<"$files" |
	   grep -vE '^module/wasm/(interp|interp_body|interp_profile|simd_interp|forms_all)\.h$'); do
	grep -qE '^#ifndef _[A-Z0-9_]+_H$' "$f" || note "$f: no header guard"
done
while read -r line; do note "$line: white space at the end"; done < <(
	grep -nIE '[[:blank:]]+$' $files | grep -vE '^vm/splats:|\.(patch|md):' | cut -d: -f1,2)
while read -r line; do note "$line"; done < <(
	grep -nIE '/(work|home/[a-z]+)/|/tmp/brief' $files | grep -v '^scripts/check/tree.sh:')
while read -r line; do note "$line"; done < <(
	grep -nIE '\b(TODO|FIXME|XXX)\b' $files | grep -v '^scripts/check/tree.sh:')
release=$(sed -n 's/.*WK_RELEASE[[:space:]]*"\(.*\)"/\1/p' include/wasm_kernel/release.h)
grep -qx "PACKAGE_VERSION=\"$release\"" dkms.conf || note "dkms.conf: not release $release"
[ -z "$found" ] || { printf '%s' "$found"; exit 1; }
