#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: scripts/install-module.sh install|uninstall
#
# With dkms on the machine, the sources go to dkms, which builds them for this kernel and for every
# one that is installed later. Without, the module that is built for the running kernel is copied.
# DESTDIR installs the sources for dkms, or the module, there, and registers nothing.
set -euo pipefail
WK_TAG=install
. "$(dirname "$0")/../vm/common.sh"

version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' "$WK_TOP/dkms.conf")
release=$(uname -r)
sources=${DESTDIR:-}/usr/src/wasm_kernel-$version
module=${DESTDIR:-}/lib/modules/$release/updates/wasm_kernel.ko

have_dkms()
{
	command -v dkms >/dev/null
}

remove()
{
	if have_dkms && [ -z "${DESTDIR:-}" ]; then
		dkms remove "wasm_kernel/$version" --all >/dev/null 2>&1 || true
	fi
	rm -rf "$sources" "$module"
	[ -n "${DESTDIR:-}" ] || depmod "$release" 2>/dev/null || true
}

copy_sources()
{
	mkdir -p "$sources"
	(cd "$WK_TOP" && cp -r Kbuild dkms.conf COPYING module include "$sources")
}

install_module()
{
	remove
	if have_dkms; then
		copy_sources
		[ -n "${DESTDIR:-}" ] || dkms install "wasm_kernel/$version"
		return
	fi
	[ -e "$WK_TOP/build/running/wasm_kernel.ko" ] || make -C "$WK_TOP" module KERNEL=running
	install -D -m 644 "$WK_TOP/build/running/wasm_kernel.ko" "$module"
	[ -n "${DESTDIR:-}" ] || depmod "$release"
}

case ${1:-} in
install)	install_module ;;
uninstall)	remove ;;
*)		die "usage: $0 install|uninstall" ;;
esac
