#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Build the debug kernel from Debian's linux-source-6.12, once for each version and configuration.
# Prints its directory, which holds bzImage and build/ (the tree to build modules against).
set -euo pipefail
WK_TAG=debug-kernel
. "$(dirname "$0")/common.sh"

CONFIG=$WK_TOP/vm/debug.config
TARBALL=/usr/src/linux-source-6.12.tar.xz
# Measured; only there to tell people how far the build is.
EXPECTED_STEPS=1900

# What decides whether a cached kernel may be used: source, options, compiler.
cache_key()
{
	{
		dpkg-query -W -f '${Version}\n' linux-source-6.12
		cat "$CONFIG"
		${CC:-gcc} -dumpfullversion
	} | sha256sum | cut -c1-12
}

# Device trees, test suites and GPU register lists are half of the tarball and no kernel of ours.
unpack_source()
{
	local dir=$1

	[ -e "$dir/Makefile" ] && return
	say "unpacking $TARBALL"
	rm -rf "$dir.tmp" "$dir"
	mkdir -p "$dir.tmp"
	tar -C "$dir.tmp" --strip-components=1 -xf "$TARBALL" \
		--exclude='*/arch/*/boot/dts/*' --exclude='*/tools/testing/*' \
		--exclude='*/drivers/gpu/drm/amd/include/*' --exclude='*/Documentation/devicetree/*'
	mv "$dir.tmp" "$dir"
}

# Every line of the wanted configuration must be in the one that Kconfig made of it.
check_config()
{
	local have=$1 line lost=0

	while read -r line; do
		case $line in
		"# CONFIG_"*" is not set")
			line=${line#\# }
			grep -q "^${line%% *}=" "$have" || continue ;;
		CONFIG_*)
			grep -qxF "$line" "$have" && continue ;;
		*)
			continue ;;
		esac
		say "option did not stick: $line"
		lost=1
	done < "$CONFIG"
	return $lost
}

configure()
{
	local src=$1 out=$2

	mkdir -p "$out"
	make -s -C "$src" O="$out" tinyconfig
	(cd "$src" && scripts/kconfig/merge_config.sh -m -O "$out" "$out/.config" "$CONFIG") \
		>"$out/merge.log" 2>&1
	make -s -C "$src" O="$out" olddefconfig
	check_config "$out/.config" || die "the debug kernel would not test what it should"
}

# A line in half a minute is enough to see that it lives.
report_progress()
{
	local log=$1 start=$SECONDS n

	while sleep 30; do
		n=$(wc -l <"$log")
		say "$n of about $EXPECTED_STEPS steps after $(((SECONDS - start) / 60)) min"
	done
}

compile()
{
	local src=$1 out=$2 reporter rc=0

	: >"$out/build.log"
	report_progress "$out/build.log" &
	reporter=$!
	# Steps are counted by their lines: a make that called us may want silence.
	env -u MAKEFLAGS nice -n 10 make -C "$src" O="$out" -j"$(nproc)" bzImage modules \
		>>"$out/build.log" 2>&1 </dev/null || rc=$?
	kill "$reporter" 2>/dev/null || true
	wait "$reporter" 2>/dev/null || true
	[ $rc = 0 ] || { tail -40 "$out/build.log" >&2; die "build failed: $out/build.log"; }
}

# Modules need headers, scripts and Module.symvers, not the objects.
drop_objects()
{
	find "$1" \( -name '*.o' -o -name '*.a' -o -name '.*.cmd' -o -name vmlinux.unstripped \) \
		-not -path '*/scripts/*' -not -path '*/tools/*' -delete
}

main()
{
	local version key dir src

	[ -e "$TARBALL" ] || die "$TARBALL is missing: apt-get install linux-source-6.12"
	version=$(dpkg-query -W -f '${Version}' linux-source-6.12)
	key=$(cache_key)
	dir=$WK_CACHE/debug-$key
	if [ -e "$dir/bzImage" ]; then
		echo "$dir"
		return
	fi
	lock debug-kernel
	if [ ! -e "$dir/bzImage" ]; then
		src=$WK_CACHE/source-${version//[^a-zA-Z0-9.]/_}
		unpack_source "$src"
		configure "$src" "$dir/build"
		say "building Linux $version, once; see $dir/build/build.log"
		compile "$src" "$dir/build"
		cp "$dir/build/arch/x86/boot/bzImage" "$dir/bzImage.tmp"
		drop_objects "$dir/build"
		mv "$dir/bzImage.tmp" "$dir/bzImage"
		say "built in $SECONDS s"
	fi
	echo "$dir"
}

main "$@"
