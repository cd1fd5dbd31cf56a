#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: scripts/deps.sh GROUP...
#
# Install what is missing of Debian's packages for that purpose. Says nothing, and takes no time,
# when everything is there.
set -euo pipefail

# PACKAGE/COMMAND: only if there is no such command from elsewhere.
declare -A GROUPS_OF=(
	# Kernel packages are unpacked, not installed, so that their libraries are named here.
	[module]="gcc gcc-12 make libc6-dev kmod pahole perl xz-utils libelf1"
	[user]="gcc make libc6-dev pkg-config libmnl-dev libnl-3-dev libmd-dev libjansson-dev
		libelf-dev libbpf-dev libmsgpack-dev g++ libtomlplusplus-dev"
	[guest]="wabt clang lld wasi-libc libclang-rt-14-dev-wasm32"
	[vm]="qemu-system-x86 busybox-static cpio kmod xz-utils binutils"
	[debug]="linux-source-6.12 gcc make bc bison flex libelf-dev libssl-dev xz-utils"
	[test]="python3 python3-msgpack rustc libstd-rust-dev-wasm32 nodejs/node npm/npm valgrind dpkg-dev patch xz-utils"
	[trace]="bpftrace libbpf-tools util-linux"
	[check]="sparse cppcheck git perl python3 linux-source-6.12 xz-utils"
	[fuzz]="clang libclang-rt-14-dev"
)

wanted()
{
	local group package

	for group in "$@"; do
		[ -n "${GROUPS_OF[$group]:-}" ] || { echo "deps: no group '$group'" >&2; exit 2; }
		for package in ${GROUPS_OF[$group]}; do
			case $package in
			*/*)	command -v "${package#*/}" >/dev/null || echo "${package%/*}" ;;
			*)	echo "$package" ;;
			esac
		done
	done | sort -u
}

missing()
{
	local installed

	# It fails when it has never heard of one of them.
	installed=$({ dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true; } |
		    sed -n 's/^installed //p' | sort -u)
	comm -23 <(printf '%s\n' "$@") - <<<"$installed"
}

as_root()
{
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

mapfile -t packages < <(wanted "$@")
mapfile -t packages < <(missing "${packages[@]}")
[ ${#packages[@]} -gt 0 ] || exit 0
echo "deps: installing ${packages[*]}" >&2

# A machine that has just started may be updating itself: that is waited for.
apt()
{
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 \
		-o Acquire::Retries=5 "$@"
}

# The lock of the lists is one that apt does not wait for. Old lists are better than none.
update()
{
	local try

	for try in 1 2 3 4 5 6; do
		apt update && return
		sleep $((try * 5))
	done
	echo "deps: the lists of packages cannot be updated" >&2
}

# Once, and here where it can ask: not in each try.
as_root true || { echo "deps: that takes root, or sudo" >&2; exit 1; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { update && apt install -y --no-install-recommends "${packages[@]}"; } >"$log" 2>&1 </dev/null; then
	tail -30 "$log" >&2
	echo "deps: apt-get failed" >&2
	exit 1
fi
