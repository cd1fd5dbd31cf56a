#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: tests/spec/run.sh host|kernel [DIR [GROUP...]]
#
# Run the official test suite, from DIR/GROUP.tar.gz or DIR/GROUP/: the engine in user space with
# both float builds and in slices, or the module inside the 6.12 kernel. Prints TAP, failures
# and counts as comments. Default: the groups that have to pass, of ../shared/spec-tests.
set -euo pipefail

TOP=$(cd "$(dirname "$0")/../.." && pwd)
OUT=$TOP/build/host
DEFAULT_GROUPS="core-1.0-and-2.0 simd tail-call extended-const"
WAYS=("--floats soft" "--floats fpu" "--floats soft --slice 5")

[ $# -ge 1 ] || { sed -n '3s/^# //p' "$0" >&2; exit 2; }
where=$1
dir=${2:-$TOP/../shared/spec-tests}
groups=("${@:3}")

if [ ! -d "$dir" ]; then
	echo "# $dir is not there: see tests/spec/README.md for how to get the suite"
	echo "1..0 # SKIP no test suite in $dir (SPEC_TESTS=DIR names another folder)"
	exit 0
fi
dir=$(cd "$dir" && pwd)
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT

# Also without each of the compiler's optimisations.
while read -r name; do
	WAYS+=("--floats fpu --without $name")
done < <(sed -n 's/^\tWK_OPT([A-Z]*, "\([a-z]*\)").*/\1/p' "$TOP/module/wasm/opts.h")

have()
{
	[ -d "$dir/$1" ] || [ -f "$dir/$1.tar.gz" ]
}

# Groups that were not named: the default ones, or else every one there is.
choose_groups()
{
	local group path

	[ ${#groups[@]} = 0 ] || return 0
	for group in $DEFAULT_GROUPS; do
		! have "$group" || groups+=("$group")
	done
	[ ${#groups[@]} = 0 ] || return 0
	for path in "$dir"/*/ "$dir"/*.tar.gz; do
		group=$(basename "${path%.tar.gz}")
		case $group in
		'*' | wast-sources) ;;
		*) groups+=("$group") ;;
		esac
	done
}

# Names of folders in $SCRATCH/suite; a group that is not there stays an empty folder, and fails.
unpack()
{
	local group

	mkdir "$SCRATCH/suite"
	for group in "${groups[@]}"; do
		if [ -d "$dir/$group" ]; then
			cp -r "$dir/$group" "$SCRATCH/suite/$group"
		elif [ -f "$dir/$group.tar.gz" ]; then
			tar -xzf "$dir/$group.tar.gz" -C "$SCRATCH/suite"
		else
			mkdir -p "$SCRATCH/suite/$group"
		fi
	done
}

# Other stages build the same at the same time.
build()
{
	local make=(flock "$TOP/build/spec.lock" make --no-print-directory -s -C "$TOP")

	mkdir -p "$TOP/build"

	"${make[@]}" -f module/wasm/host.mk
	if [ "$where" = kernel ]; then
		make --no-print-directory -s -C "$TOP/userspace"
		"${make[@]}" -f tests/spec/spec.mk build/host/wk-spec-kernel
	else
		"${make[@]}" -f tests/spec/spec.mk build/host/wk-spec
	fi
}

run_host()
{
	local way

	for way in "${WAYS[@]}"; do
		# shellcheck disable=SC2086
		(cd "$SCRATCH/suite" && "$OUT/wk-spec" $way "${groups[@]}") || true
	done
}

# WK_SPEC_KERNEL names another kernel of vm/run.sh.
run_kernel()
{
	cat >"$SCRATCH/script" <<-END
	cd /suite && exec wk-spec-kernel --backend kernel --timeout 1800 ${groups[*]}
	END
	"$TOP/vm/run.sh" --kernel "${WK_SPEC_KERNEL:-6.12}" --load --mem 1024 --timeout 3300 \
		--bin "$OUT/wk-spec-kernel" --file "$SCRATCH/suite:/suite" -- "$SCRATCH/script" ||
		echo "not ok - the machine ended with status $?"
}

# Several runs make one stream: without their plans and numbers, and one plan at the end.
one_stream()
{
	awk '/^1\.\./ { next }
	     /^(not )?ok / { n++; sub(/ok [0-9]* ?-/, "ok " n " -"); bad += /^not ok/ }
	     { print; fflush() }
	     END { print "1.." n; exit bad != 0 || !n }'
}

choose_groups
build
unpack
"run_$where" | one_stream
