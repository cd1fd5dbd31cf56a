# SPDX-License-Identifier: GPL-2.0
# Sourced by the scripts in vm/: where things are, and how they speak to people.

WK_TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
WK_CACHE=${WK_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/wasm_kernel}

# WK_TAG is the name of the script, so that people know who is talking.
say()
{
	echo "${WK_TAG:-vm}: $*" >&2
}

die()
{
	say "$*"
	exit 2
}

as_root()
{
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# lock NAME: one process at a time, until this one ends. The cache is shared by all clones of the
# tree, and two builds in one directory ruin it.
lock()
{
	mkdir -p "$WK_CACHE"
	exec {WK_LOCK_FD}>"$WK_CACHE/$1.lock"
	if ! flock -n "$WK_LOCK_FD"; then
		say "waiting for another process that prepares $1"
		flock "$WK_LOCK_FD"
	fi
}
