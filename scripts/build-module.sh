#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: scripts/build-module.sh [--insecure] 6.12|6.1|debug|running [MAKE ARGUMENT...]
#
# Build the module for one kernel in build/KERNEL. Kbuild puts objects beside sources, so that each
# kernel gets its own directory of links to the sources; and so does the flavour for tests,
# --insecure, which is wasm_kernel_insecure.ko in build/insecure-KERNEL.
set -euo pipefail
WK_TAG=build
. "$(dirname "$0")/../vm/common.sh"

flavour=
if [ "$1" = --insecure ]; then
	flavour=insecure-
	shift
fi
kernel=$1
shift
assignments=$("$WK_TOP/vm/kernel.sh" "$kernel")
eval "$assignments"
dir=$WK_TOP/build/$flavour$kernel
# What "make" was told is for the Makefile above, not for the kernel's; which flavour, for nobody.
unset MAKEFLAGS MAKELEVEL MFLAGS WK_INSECURE
# objtool follows branches by recursion, and the interpreter of a KASAN kernel has very many.
ulimit -s unlimited 2>/dev/null || ulimit -s "$(ulimit -Hs)"

link_sources()
{
	local folder name

	(cd "$WK_TOP" && find Kbuild include module tests/kunit -type f ! -name '*.o' ! -name '.*' \
		-printf '%h %f\n' 2>/dev/null) |
		while read -r folder name; do
			[ -L "$dir/$folder/$name" ] && continue
			mkdir -p "$dir/$folder"
			ln -s "$WK_TOP/$folder/$name" "$dir/$folder/$name"
		done
	# Sources that are gone.
	find "$dir" -xtype l -delete
}

# A kernel that was rebuilt or updated wants everything compiled anew.
forget_other_release()
{
	if [ -e "$dir/.kernel" ] && [ "$(cat "$dir/.kernel")" != "$RELEASE $KDIR" ]; then
		rm -rf "$dir"
	fi
	mkdir -p "$dir"
	echo "$RELEASE $KDIR" >"$dir/.kernel"
}

# One build at a time in a directory, with everybody else waiting.
mkdir -p "$WK_TOP/build"
exec 9>"$dir.lock"
flock 9
tests=WK_TESTS=1
[ "$kernel" != running ] || tests=
[ -z "$flavour" ] || tests=WK_INSECURE=1
forget_other_release
link_sources
# A compiler that we do not know may warn of what it likes; these two do not.
strict=
case $kernel in
6.12|6.1) strict="W=1 KCFLAGS=-Werror" ;;
esac
make --no-print-directory -C "$KDIR" M="$dir" -j"$(nproc)" $tests $strict ${V:+V=1} modules "$@" 9>&-
