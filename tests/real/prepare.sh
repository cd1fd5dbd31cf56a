#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Builds one real program and records what it answers natively; prints the folder with both.
#
#   prepare.sh NAME
#
# Kept in the cache under a name that changes with the recipe and the release of Debian. Exit status 77: not
# possible on this machine (nothing is printed but the reason, on stderr).
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"
name=$1
recipe=$here/programs/$name.sh
[ -f "$recipe" ] || die "no such program: $name"

key=$(cat "$recipe" "$here/lib.sh" $(find "$here/support" -type f | sort) /etc/debian_version |
	sha256sum | cut -c1-16)
final=$cache/$name-$key
if [ ! -d "$final" ]; then
	mkdir -p "$cache"
	exec 9>"$cache/lock"
	flock 9
	# Whoever had the lock may have made it.
	[ ! -d "$final" ] || { echo "$final"; exit; }
	work=$(mktemp -d)
	trap 'rm -rf "$work" "$work.out"' EXIT
	out=$work.out
	mkdir -p "$out/cases"
	native=()
	( cd "$work" && . "$recipe" ) >&2 || exit
	# Those of other recipes, unless another tree may be using them.
	find "$cache" -maxdepth 1 -name "$name-*" -mmin +1440 -exec rm -rf {} +
	mv "$out" "$final"
fi
echo "$final"
