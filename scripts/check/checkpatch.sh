#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# the kernel's checkpatch has no objection
set -euo pipefail
. vm/common.sh

# It cannot see that a macro is a table, or part of one.
IGNORE=MACRO_ARG_UNUSED,COMPLEX_MACRO,MACRO_WITH_FLOW_CONTROL,TRAILING_SEMICOLON
IGNORE=$IGNORE,MULTISTATEMENT_MACRO_USE_DO_WHILE,BRACKET_SPACE
# Texts for people name things, some of which are also functions.
IGNORE=$IGNORE,EMBEDDED_FUNCTION_NAME
# A module outside the kernel's tree has to ask for the version.
IGNORE=$IGNORE,LINUX_VERSION_CODE,CONSTANT_COMPARISON
# User space has no ARRAY_SIZE of the kernel's, no __printf, and positive errno; nobody greps for
# a paragraph of help.
USER_IGNORE=$IGNORE,ARRAY_SIZE,SPLIT_STRING,PREFER_DEFINED_ATTRIBUTE_MACRO,USE_NEGATIVE_ERRNO,VOLATILE

# FILE TYPE: where checkpatch is wrong, once each.
exceptions()
{
	cat <<-END
	module/wasm/shim.h PREFER_DEFINED_ATTRIBUTE_MACRO
	module/wasm/shim.h VOLATILE
	module/wasm/interp.h SPACING
	module/wasm/simd_interp.h SPACING
	module/wasm/simd_lanes.h SPACING
	module/wasm/simd_sse2.h SPACING
	module/dp/wide.h SPACING
	module/host/call.h PREFER_DEFINED_ATTRIBUTE_MACRO
	module/map/shim.h NEW_TYPEDEFS
	module/map/shim_host.h NEW_TYPEDEFS
	module/stream/shim_host.h NEW_TYPEDEFS
	module/stream/shim_host.h MEMORY_BARRIER
	module/wasm/simd_sse2.h NEW_TYPEDEFS
	module/wasm/simd_sse2.h PREFER_DEFINED_ATTRIBUTE_MACRO
	userspace/cli/msgpack.c SPACING
	examples/client.c EMBEDDED_FILENAME
	module/wasm/softfloat.c UNSPECIFIED_INT
	module/wasm/softfloat.c SPACING
	module/wasm/hardfloat.h SPACING
	tests/selftest/wk_selftest.c VOLATILE
	END
}

fetch()
{
	local dir=$WK_CACHE/checkpatch

	if [ ! -e "$dir/checkpatch.pl" ]; then
		say "unpacking checkpatch from the kernel's source"
		rm -rf "$dir" && mkdir -p "$dir"
		tar -C "$dir" --strip-components=2 --wildcards -xf /usr/src/linux-source-6.12.tar.xz \
			'*/scripts/checkpatch.pl' '*/scripts/spelling.txt' \
			'*/scripts/const_structs.checkpatch'
	fi
	echo "$dir/checkpatch.pl"
}

# objections IGNORE FILE...: those that are no exception
objections()
{
	local ignore=$1

	shift
	perl "$script" --no-tree --terse --no-summary --show-types --max-line-length=100 \
		--ignore "$ignore" -f "$@" 2>&1 |
		awk 'NR == FNR { skip[$1 " " $2] = 1; next }
		     { split($1, at, ":"); split($2, type, ":") }
		     !((at[1] " " type[2]) in skip)' <(exceptions) -
}

WK_TAG=checkpatch
script=$(fetch)
mapfile -t kernel < <(find module include tests/kunit tests/selftest tests/e2e/swarm -name '*.[ch]' | sort)
mapfile -t user < <(find userspace -name '*.[ch]' | sort)
mapfile -t examples < <(find examples -name '*.[ch]' | sort)
# What is left counts, not the status: exceptions are errors to checkpatch. A manifest is JSON.
found=$(objections "$IGNORE" "${kernel[@]}" || true
	objections "$USER_IGNORE" "${user[@]}" || true
	objections "$USER_IGNORE,SPACING" "${examples[@]}" || true)
[ -z "$found" ] || { printf '%s\n' "$found"; exit 1; }
