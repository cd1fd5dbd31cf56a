#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Floating point: the operations, and how they are built.  TAP on stdout, 1 if anything failed.
#
#   tests/unit/softfloat.sh [ROUNDS]        random inputs per operation, 200000 if not given
#   tests/unit/softfloat.sh --mutants       patches that break softfloat.c must turn this red
#
# BUILD (default build/host/softfloat) is where things are built, CC the compiler.

set -u
cd "$(dirname "$0")/../.." || exit 2
build=${BUILD:-build/host/softfloat}
cc=${CC:-gcc}
warn='-std=gnu11 -Wall -Wextra -Werror'
src='tests/unit/softfloat_test.c module/wasm/softfloat.c'
mkdir -p "$build" || exit 2

number=0
failed=0

# report NAME FILE: ok if FILE, what is wrong, is empty
report()
{
	number=$((number + 1))
	if [ -s "$2" ]; then
		failed=$((failed + 1))
		sed 's/^/# /' "$2" | head -n 20
		echo "not ok $number - $1"
	else
		echo "ok $number - $1"
	fi
}

# Names of all operations, without prefix, as softfloat.h declares them.
operations()
{
	sed -n 's/^\(u32\|u64\|int\) wk_sf_\([a-z0-9_]*\)(.*/\2/p' module/wasm/softfloat.h | sort
}

# Every register that is not a general one, as objdump prints it.
other_registers='%[xyz]mm|%mm[0-7]|%st\b|%k[0-7]|	f(ld|st|ild|ist|add|mul)'

# What the tools say about an object that did not build: that is no clean object.
missing='No such file'

disassemble()
{
	objdump -d --no-show-raw-insn "$obj" 2>&1
}

run_operations()
{
	# shellcheck disable=SC2086
	$cc -O2 $warn -msse2 -ffp-contract=off -Imodule/wasm $src -lm -o "$build/softfloat_test" \
		>"$build/why" 2>&1 || { report "softfloat_test builds" "$build/why"; return; }
	"$build/softfloat_test" --rounds "$1" >"$build/tap" 2>&1 || failed=$((failed + 1))
	sed '/^1\.\./d' "$build/tap"
	number=$(grep -c '^\(not \)\?ok ' "$build/tap")
	sed -n 's/^\(not \)\?ok [0-9]* - \([a-z0-9_]*\):.*/\2/p' "$build/tap" | sort >"$build/tested"
	operations | diff - "$build/tested" >"$build/why" 2>&1
	report "every operation that softfloat.h declares was tested" "$build/why"
}

run_sanitized()
{
	# shellcheck disable=SC2086
	{ $cc -O1 -g $warn -msse2 -ffp-contract=off -fsanitize=undefined,address \
		-fsanitize=float-cast-overflow -fno-sanitize-recover=all -Imodule/wasm $src -lm \
		-o "$build/softfloat_asan" && "$build/softfloat_asan" --rounds "$1"; } \
		>"$build/asan" 2>&1 && : >"$build/asan"
	report "the same under ASan and UBSan, $1 rounds" "$build/asan"
}

check_soft_object()
{
	obj="$build/soft.o"
	rm -f "$obj"
	# shellcheck disable=SC2086
	$cc -O2 $warn -mgeneral-regs-only -ffreestanding -Imodule/wasm -c module/wasm/softfloat.c \
		-o "$obj" >"$build/why" 2>&1
	report "softfloat.c builds for general registers only" "$build/why"
	disassemble | grep -E "$other_registers|$missing" >"$build/why"
	report "softfloat.o touches no other register" "$build/why"
	nm -u "$obj" 2>&1 | grep -vw memcpy >"$build/why"
	report "softfloat.o needs no other symbol" "$build/why"
	nm "$obj" 2>&1 | grep -iE " [bdc] |$missing" >"$build/why"
	report "softfloat.o has no mutable state" "$build/why"
}

# Taking the addresses makes the compiler emit what is otherwise always inlined.
check_hard_object()
{
	obj="$build/hard.o"
	rm -f "$obj"
	{
		echo '#include "hardfloat.h"'
		echo 'void *const wk_hf_all[] = {'
		operations | sed 's/.*/	(void *)wk_hf_&,/'
		echo '};'
	} >"$build/hard.c"
	# shellcheck disable=SC2086
	$cc -O2 $warn -mno-80387 -msse -msse2 -ffp-contract=off -ffreestanding -Imodule/wasm \
		-c "$build/hard.c" -o "$obj" >"$build/why" 2>&1
	report "hardfloat.h has every operation of softfloat.h" "$build/why"
	nm -u "$obj" >"$build/why" 2>&1
	report "hardfloat.h needs no symbol" "$build/why"
	disassemble | grep -E "%[yz]mm|%mm[0-7]|%st\b|	(v|round|blend)|$missing" >"$build/why"
	report "hardfloat.h uses nothing newer than SSE2" "$build/why"
}

# Each patch must apply, build, and make the operations fail.
run_mutants()
{
	for patch in tests/mutants/softfloat-*.patch; do
		tree="$build/mutant"
		rm -rf "$tree"
		mkdir -p "$tree/module" "$tree/tests"
		cp -r module/wasm "$tree/module/"
		cp -r tests/unit "$tree/tests/"
		: >"$build/why"
		if ! patch -s -p1 -d "$tree" <"$patch" >"$build/why" 2>&1; then
			echo "does not apply" >>"$build/why"
		elif ! (cd "$tree" && $cc -O2 -std=gnu11 -msse2 -ffp-contract=off -Imodule/wasm \
			$src -lm -o mutant) >"$build/why" 2>&1; then
			echo "does not build" >>"$build/why"
		elif "$tree/mutant" >"$build/tap"; then
			echo "survived: no test noticed" >"$build/why"
		else
			grep '^not ok' "$build/tap" | sed 's/^/# /'
		fi
		report "$(basename "$patch") is noticed" "$build/why"
	done
}

case ${1:-200000} in
--mutants)
	run_mutants
	;;
*[!0-9]*)
	echo "usage: $0 [ROUNDS | --mutants]" >&2
	exit 2
	;;
*)
	run_operations "${1:-200000}"
	check_soft_object
	check_hard_object
	run_sanitized $((${1:-200000} / 4))
	;;
esac
echo "1..$number"
[ "$failed" -eq 0 ]
