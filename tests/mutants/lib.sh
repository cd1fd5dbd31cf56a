# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Sourced by what tries patches that break something on purpose, in a copy of the tree.

. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

# try_patches WHAT TREE PATCH...: passes for each PATCH in whose TREE noticed() is true, and for WHAT
# without one where it is not. build() compiles what a patch touches.
try_patches()
{
	local what=$1 tree=$2 patch name

	shift 2
	if ! build || noticed; then
		fail "$what without a patch passes" "$(tail -5 "$tree/log")"
		return 1
	fi
	pass "$what without a patch passes"
	for patch; do
		name=$(basename "$patch")
		if ! patch -s -p1 -d "$tree" <"$patch" >"$tree/log" 2>&1 || ! build; then
			fail "$name applies and builds" "$(tail -5 "$tree/log")"
		elif noticed; then
			pass "$name is noticed"
		else
			fail "$name is noticed" "it survived"
		fi
		patch -s -R -p1 -d "$tree" <"$patch" >/dev/null
	done
}
