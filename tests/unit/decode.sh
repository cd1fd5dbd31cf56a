#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The decoder and the validator.  TAP on stdout, 1 if anything failed.
#
#   tests/unit/decode.sh             everything but the next
#   tests/unit/decode.sh --mutants   patches that break the engine must turn it red
#
# BUILD (default build/host/decode) is where things are built, CC the compiler. SPEC_TESTS (default
# ../shared/spec-tests), where it is there, gives more modules to damage and to compare.

set -u
cd "$(dirname "$0")/../.." || exit 2
build=${BUILD:-build/host/decode}
cc=${CC:-gcc}
spec=${SPEC_TESTS:-../shared/spec-tests}
warn='-std=gnu11 -Wall -Wextra -Werror -Wmissing-prototypes'
engine='buffer error types opcode reader utf8 sort names module decode decode_read decode_const
	decode_section decode_segment validate validate_stack validate_imm validate_op
	validate_func validate_const'
tests='tests/unit/decode_*.c tests/unit/notation.c tests/gen/wbuf.c'
mkdir -p "$build" || exit 2

number=0
failed=0

# report NAME FILE STATUS: ok if STATUS is 0; else what is in FILE
report()
{
	number=$((number + 1))
	if [ "$3" -ne 0 ]; then
		failed=$((failed + 1))
		sed 's/^/# /' "$2" | head -n 20
		echo "not ok $number - $1"
	else
		echo "ok $number - $1"
	fi
}

# compile OUTPUT FLAGS...: in the current directory
compile()
{
	local out=$1 sources='' part

	shift
	for part in $engine; do
		sources="$sources module/wasm/$part.c"
	done
	# shellcheck disable=SC2086
	$cc $warn "$@" -Imodule/wasm $sources $tests -o "$out"
}

# The test program's own lines, under our numbers.
run_cases()
{
	compile "$build/decode_test" -O2 -g >"$build/why" 2>&1
	report "decode_test builds" "$build/why" $?
	"$build/decode_test" >"$build/tap" 2>&1 || failed=$((failed + 1))
	awk -v n="$number" '/^(not )?ok /{ sub(/ok [0-9]+/, "ok " ++n) } !/^1\.\./' "$build/tap"
	number=$((number + $(grep -c '^\(not \)\?ok ' "$build/tap")))
	tail -n 1 "$build/tap" | grep -q '^1\.\.[1-9]'
	report "decode_test reaches its end" "$build/tap" $?
}

run_sanitized()
{
	{ compile "$build/decode_asan" -O1 -g -fsanitize=address,undefined \
		-fno-sanitize-recover=all &&
		ASAN_OPTIONS=quarantine_size_mb=64 "$build/decode_asan"; } >"$build/why" 2>&1
	report "the same under ASan and UBSan" "$build/why" $?
}

# unpack GROUP: a group of the official suite
unpack()
{
	[ -d "$build/spec/$1" ] && return
	mkdir -p "$build/spec"
	if [ -d "$spec/$1" ]; then
		cp -r "$spec/$1" "$build/spec/"
	else
		tar -xzf "$spec/$1.tar.gz" -C "$build/spec"
	fi
}

run_suite()
{
	local group status why='no official suite in SPEC_TESTS'

	for group in core-1.0-and-2.0 tail-call extended-const simd; do
		if ! unpack $group 2>"$build/why"; then
			number=$((number + 1))
			echo "ok $number - damaged modules of the official suite # SKIP $why"
			return
		fi
	done
	find "$build/spec" -name '*.wasm' -size -16k -print0 | sort -z |
		ASAN_OPTIONS=quarantine_size_mb=8 xargs -0 "$build/decode_asan" --chew >"$build/why" 2>&1
	status=$?
	report "damaged modules of the official suite: $(
		awk -F ', ' '/^ok/ { n += $2 } END { print n }' "$build/why")" "$build/why" $status
}

# Small modules that both accept, of many kinds.
seeds()
{
	echo "$build/rich.wasm"
	find "$build/spec/core-1.0-and-2.0" -name '*.0.wasm' -size -8k 2>/dev/null | sort |
		"$build/decode_test" --verdict | awk -F '\t' '$2 == "ok" { print $1 }'
}

run_judges()
{
	local status

	if ! command -v wasm-validate >/dev/null; then
		number=$((number + 1))
		echo "ok $number - wasm-validate agrees # SKIP wabt is not installed"
		return
	fi
	"$build/decode_test" --rich >"$build/rich.wasm"
	# shellcheck disable=SC2046
	tests/unit/decode_judges.py -n 3000 "$build/decode_test" $(seeds) \
		>"$build/why" 2>&1
	status=$?
	report "wasm-validate agrees: $(tail -n 1 "$build/why")" "$build/why" $status
}

# Each patch must apply, build, and be noticed.
run_mutants()
{
	local patch status tree="$build/mutant"

	for patch in tests/mutants/decode-*.patch; do
		rm -rf "$tree"
		mkdir -p "$tree/module" "$tree/tests"
		cp -r module/wasm "$tree/module/"
		cp -r tests/unit tests/gen "$tree/tests/"
		status=1
		if ! patch -s -p1 -d "$tree" <"$patch" >"$build/why" 2>&1; then
			echo "does not apply" >>"$build/why"
		elif ! (cd "$tree" && compile mutant -O1 -w) >"$build/why" 2>&1; then
			echo "does not build" >>"$build/why"
		elif (exec "$tree/mutant") >"$build/tap" 2>"$build/why"; then
			echo "survived: no test noticed" >"$build/why"
		else
			status=0
			grep '^not ok' "$build/tap" | sed 's/^/# /' | head -n 3
		fi
		report "$(basename "$patch") is noticed" "$build/why" $status
	done
}

case ${1:-} in
--mutants)
	run_mutants
	;;
'')
	run_cases
	run_sanitized
	run_suite
	run_judges
	;;
*)
	echo "usage: $0 [--mutants]" >&2
	exit 2
	;;
esac
echo "1..$number"
[ "$failed" -eq 0 ]
