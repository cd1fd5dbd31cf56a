#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: vm/kernel.sh 6.12|6.1|debug|running
#
# Make sure that a kernel is there, and print what is needed to boot it and to build for it, as
# shell assignments: IMAGE, KDIR, RELEASE, MODROOT (where its lib/modules is). Stock kernels are unpacked from Debian's packages into
# the cache, never installed: nobody wants a test to change what the machine boots next.
set -euo pipefail
WK_TAG=kernel
. "$(dirname "$0")/common.sh"

# The package that a Debian metapackage stands for today.
resolve()
{
	apt-cache depends "$1" | sed -n "s/^ *Depends: \($2.*\)/\1/p" | head -1
}

# Our downloads carry no privileges, so apt need not switch users to make them.
download()
{
	(cd "$1" && shift && apt-get -qq -o APT::Sandbox::User=root -o Acquire::Retries=5 download "$@") >&2
}

# Headers refer to each other by the path where dpkg would have put them.
relocate_headers()
{
	local root=$1

	sed -i "s,/usr/src/,$root/usr/src/,g" "$root"/usr/src/linux-headers-*-amd64/Makefile
}

unpack_stock()
{
	local dir=$1 suffix=$2 image headers kbuild root deb

	# Mirrors forget the kernel of old lists. Without a network old lists have to do.
	as_root apt-get -qq -o Acquire::Retries=5 update >&2 || say "apt's lists cannot be updated"
	image=$(resolve "linux-image-${suffix}cloud-amd64" linux-image-)
	headers=$(resolve "linux-headers-${suffix}cloud-amd64" linux-headers-)
	[ -n "$image" ] && [ -n "$headers" ] || die "apt knows no ${suffix}cloud kernel"
	kbuild=$(resolve "$headers" linux-kbuild-)
	say "fetching $image with its headers"
	rm -rf "$dir" "$dir.tmp"
	root=$dir.tmp/root
	mkdir -p "$root"
	download "$dir.tmp" "$image" "$headers" "${headers%-cloud-amd64}-common" "$kbuild"
	for deb in "$dir.tmp"/*.deb; do
		dpkg -x "$deb" "$root"
		rm "$deb"
	done
	mv "$dir.tmp" "$dir"
	relocate_headers "$dir/root"
	depmod -b "$dir/root" "${image#linux-image-}"
	touch "$dir/complete"
}

stock()
{
	local dir=$WK_CACHE/stock-$1 release

	if [ ! -e "$dir/complete" ]; then
		lock "stock-$1"
		[ -e "$dir/complete" ] || unpack_stock "$dir" "$2"
	fi
	release=$(echo "$dir"/root/boot/vmlinuz-*)
	release=${release##*/vmlinuz-}
	answer "$dir/root/boot/vmlinuz-$release" "$dir/root/usr/src/linux-headers-$release" "$release" \
		"$dir/root"
}

debug()
{
	local dir

	dir=$("$WK_TOP/vm/debug-kernel.sh")
	answer "$dir/bzImage" "$dir/build" "$(cat "$dir/build/include/config/kernel.release")"
}

# The kernel of this machine: only to build for, and to install.
running()
{
	local release kdir

	release=$(uname -r)
	kdir=/lib/modules/$release/build
	[ -e "$kdir" ] || die "no headers for this kernel: apt-get install linux-headers-$release"
	answer "" "$kdir" "$release"
}

answer()
{
	printf 'IMAGE=%q KDIR=%q RELEASE=%q MODROOT=%q\n' "$1" "$2" "$3" "${4:-}"
}

case ${1:-} in
6.12)	stock 6.12 6.12- ;;
6.1)	stock 6.1 "" ;;
debug)	debug ;;
running) running ;;
*)	die "unknown kernel '${1:-}': 6.12, 6.1, debug or running" ;;
esac
