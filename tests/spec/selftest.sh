#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The suite's runner tested: for each kind of command, one that must pass and ones that must fail.
set -euo pipefail

. "$(dirname "$0")/../lib.sh"
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
mkdir -p "$TOP/build"
make="flock $TOP/build/spec.lock make --no-print-directory -s -C $TOP"
$make -f module/wasm/host.mk
$make -f tests/spec/spec.mk build/host/wk-spec

wat()
{
	wat2wasm --no-check -o "$SCRATCH/$1.wasm" - || exit 1
}

wat good <<-'END'
	(module
	  (global (export "seven") i32 (i32.const 7))
	  (func (export "add") (param i32 i32) (result i32)
	    (i32.add (local.get 0) (local.get 1)))
	  (func (export "canonical") (result f32) (f32.const -nan:0x400000))
	  (func (export "arithmetic") (result f32) (f32.const nan:0x400001))
	  (func (export "signalling") (result f32) (f32.const nan:0x200000))
	  (func (export "same") (param externref) (result externref) (local.get 0))
	  (func $null (export "null") (result funcref) (ref.null func))
	  (func (export "self") (result funcref) (ref.func $null))
	  (func (export "two") (result i64 f64) (i64.const -1) (f64.const 1))
	  (func (export "zero") (result i32) (i32.div_s (i32.const 1) (i32.const 0)))
	  (func $deep (export "deep") (call $deep))
	  (func (export "forever") (loop (br 0))))
END
wat invalid <<<'(module (func (result i32) (i64.const 0)))'
wat unknown <<<'(module (import "nowhere" "f" (func)))'
wat stops <<<'(module (func $f unreachable) (start $f))'
wat uses <<<'(module (import "good" "seven" (global i32)) (func (export "get") (result i32)
	(global.get 0)))'
wat prints <<<'(module (import "spectest" "print_i32" (func (param i32))))'
wat lanes <<<'(module (func (export "f") (param v128) (result v128)
	(i32x4.add (local.get 0) (v128.const i32x4 1 2 3 4))))'
printf 'no module' >"$SCRATCH/malformed.wasm"

module='{"type": "module", "line": 1, "filename": "good.wasm"}'

# verdict NAME EXPECTED COMMANDS: runs the commands behind good.wasm; EXPECTED is ok or not
verdict()
{
	local found=ok output

	rm -rf "$SCRATCH/group"
	mkdir "$SCRATCH/group"
	cp "$SCRATCH"/*.wasm "$SCRATCH/group"
	printf '{"source_filename": "a", "commands": [%s, %s]}' "$module" "$3" \
		>"$SCRATCH/group/a.json"
	output=$("$TOP/build/host/wk-spec" --timeout 10 "$SCRATCH/group") || found=not
	if [ "$found" = "$2" ]; then
		pass "$1"
	else
		fail "$1" "$output"
	fi
}

# invoke NAME ARGS: an action
invoke()
{
	printf '"action": {"type": "invoke", "field": "%s", "args": [%s]}' "$1" "$2"
}

# value TYPE VALUE
value()
{
	printf '{"type": "%s", "value": "%s"}' "$1" "$2"
}

# returns NAME VERDICT FIELD ARGS EXPECTED
returns()
{
	verdict "$1" "$2" \
		"{\"type\": \"assert_return\", \"line\": 2, $(invoke "$3" "$4"), \"expected\": [$5]}"
}

# traps NAME VERDICT TYPE FIELD TEXT
traps()
{
	verdict "$1" "$2" "{\"type\": \"$3\", \"line\": 2, $(invoke "$4" ""), \"text\": \"$5\"}"
}

# refused NAME VERDICT TYPE FILE TEXT
refused()
{
	verdict "$1" "$2" \
		"{\"type\": \"$3\", \"line\": 2, \"filename\": \"$4.wasm\", \"text\": \"$5\",
		  \"module_type\": \"binary\"}"
}

five="$(value i32 2), $(value i32 3)"
returns "the right sum passes" ok add "$five" "$(value i32 5)"
returns "a wrong sum fails" not add "$five" "$(value i32 6)"
returns "the right bits of another type fail" not add "$five" "$(value i64 5)"
returns "a missing result fails" not add "$five" ""
returns "a result too many fails" not add "$five" "$(value i32 5), $(value i32 5)"
returns "arguments of a wrong type fail" not add "$(value i32 2), $(value i64 3)" "$(value i32 5)"
returns "a missing export fails" not sub "$five" "$(value i32 5)"
returns "a trap where a result is expected fails" not zero "" "$(value i32 5)"
returns "two results pass" ok two "" "$(value i64 18446744073709551615), $(value f64 4607182418800017408)"
returns "the second result is compared" not two "" "$(value i64 18446744073709551615), $(value f64 0)"
returns "a canonical NaN passes" ok canonical "" "$(value f32 nan:canonical)"
returns "a canonical NaN is an arithmetic one" ok canonical "" "$(value f32 nan:arithmetic)"
returns "an arithmetic NaN passes" ok arithmetic "" "$(value f32 nan:arithmetic)"
returns "an arithmetic NaN is not canonical" not arithmetic "" "$(value f32 nan:canonical)"
returns "a signalling NaN is not arithmetic" not signalling "" "$(value f32 nan:arithmetic)"
returns "a NaN is not a number" not canonical "" "$(value f32 0)"
returns "a host reference passes through" ok same "$(value externref 0)" "$(value externref 0)"
returns "host references are told apart" not same "$(value externref 0)" "$(value externref 1)"
returns "host reference 0 is not null" not same "$(value externref 0)" "$(value externref null)"
returns "null passes through" ok same "$(value externref null)" "$(value externref null)"
returns "null is not a host reference" not same "$(value externref null)" "$(value externref 0)"
returns "a null function passes" ok null "" "$(value funcref null)"
returns "a function is not null" not self "" "$(value funcref null)"
returns "any function passes" ok self "" '{"type": "funcref"}'
returns "null is no function" not null "" '{"type": "funcref"}'
returns "one of several passes" ok add "$five" \
	"{\"type\": \"either\", \"values\": [$(value i32 4), $(value i32 5)]}"
returns "none of several fails" not add "$five" \
	"{\"type\": \"either\", \"values\": [$(value i32 4), $(value i32 6)]}"
traps "the right trap passes" ok assert_trap zero "integer divide by zero"
traps "another trap fails" not assert_trap zero "integer overflow"
traps "no trap fails" not assert_trap null "unreachable"
traps "an exhausted stack passes" ok assert_exhaustion deep "call stack exhausted"
traps "another trap is no exhaustion" not assert_exhaustion zero "call stack exhausted"
traps "an endless loop is stopped and fails" not assert_trap forever "unreachable"
refused "an invalid module passes" ok assert_invalid invalid "type mismatch"
refused "an invalid module is not malformed" not assert_malformed invalid "unexpected end"
refused "a malformed module passes" ok assert_malformed malformed "magic header not detected"
refused "a malformed module is not invalid" not assert_invalid malformed "type mismatch"
refused "a good module is not invalid" not assert_invalid good "type mismatch"
refused "a missing file fails" not assert_invalid missing "type mismatch"
refused "an unknown import passes" ok assert_unlinkable unknown "unknown import"
refused "a linkable module is not unlinkable" not assert_unlinkable good "unknown import"
refused "a start function that traps passes" ok assert_uninstantiable stops "unreachable"
refused "its trap is compared" not assert_uninstantiable stops "integer overflow"
refused "a good module is not uninstantiable" not assert_uninstantiable good "unreachable"
get='{"type": "assert_return", "line": 2, "action": {"type": "get", "field": "seven"}, "expected": '
verdict "a global passes" ok "$get [$(value i32 7)]}"
verdict "another value of a global fails" not "$get [$(value i32 8)]}"
uses='{"type": "module", "line": 3, "filename": "uses.wasm"}'
verdict "a registered instance can be imported" ok \
	"{\"type\": \"register\", \"line\": 2, \"as\": \"good\"}, $uses"
verdict "one that is not registered cannot" not "$uses"
verdict "an unknown command fails" not '{"type": "assert_magic", "line": 2}'
verdict "commands on an instance that is not there fail" not \
	'{"type": "action", "line": 2, "action":
	  {"type": "invoke", "field": "null", "args": [], "module": "$M"}}'
# vector LANES: a v128 of four i32
vector()
{
	printf '{"type": "v128", "lane_type": "i32", "value": [%s]}' "$1"
}
add='{"type": "module", "line": 2, "filename": "lanes.wasm"},
	{"type": "assert_return", "line": 3, "action": {"type": "invoke", "field": "f", "args": '
verdict "a v128 passes" ok "$add [$(vector '"1", "1", "1", "4294967295"')]},
	\"expected\": [$(vector '"2", "3", "4", "3"')]}"
verdict "a v128 with another high half fails" not "$add [$(vector '"1", "1", "1", "0"')]},
	\"expected\": [$(vector '"2", "3", "4", "5"')]}"
module='{"type": "module", "line": 1, "filename": "malformed.wasm"}'
verdict "a module that does not load fails" not '{"type": "register", "line": 2, "as": "a"}'

mkdir "$SCRATCH/empty" "$SCRATCH/broken"
echo '{"commands": [' >"$SCRATCH/broken/a.json"
expect "a folder without scripts fails" 1 "$TOP/build/host/wk-spec" "$SCRATCH/empty"
expect "a script that is no JSON fails" 1 "$TOP/build/host/wk-spec" "$SCRATCH/broken"
expect "a bad option is a usage error" 2 "$TOP/build/host/wk-spec" --floats hard "$SCRATCH/group"
done_testing
