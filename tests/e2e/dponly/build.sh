#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Programs that are dp-only: honest ones, hostile ones, and such that must be refused.
#
#   tests/e2e/dponly/build.sh OUT
set -eu

out=$1
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../../.." && pwd)

rm -rf "$out"
mkdir -p "$out/events" "$out/refused" "$out/examples" "$out/kinds"
gcc -O1 -static -o "$out/actor" "$here/actor.c"

counter='"kind": "counter", "unit": "uid", "cap": 20, "active": 1, "window": "10s", "epsilon": "1/2"'

# manifest FILE METRIC: one metric
manifest()
{
	echo "{\"policy\": \"dp-only\", \"metrics\": [ {\"name\": \"n\", $2} ]}" >"$1.json"
}

# program NAME EXPECTED DECLARATIONS ON-1 COUNTS-ON-2: personality(1) is the secret's event, personality(2) everybody's.
# EXPECTED: all, each event of everybody counts; none, whatever the first one did.
program()
{
	echo "$2" >"$out/events/$1.expected"
	manifest "$out/events/$1" "$counter"
	wat2wasm -o "$out/events/$1.wasm" - <<-END
	(module
	  (import "wasm_kernel" "dp_count" (func \$count (param i32) (result i32)))
	  (memory 1)
	  $3
	  (func (export "syscall:personality") (param \$what i64)
	    (if (i64.eq (local.get \$what) (i64.const 1)) (then $4))
	    (if (i64.eq (local.get \$what) (i64.const 2)) (then $5))))
	END
}

count='(drop (call $count (i32.const 0)))'
program plain all '' '' "$count"
program memory none '' '(i32.store (i32.const 64) (i32.const 1))' "(if (i32.load (i32.const 64)) (then $count))"
program fill none '' '(memory.fill (i32.const 65528) (i32.const 1) (i32.const 8))' \
	"(if (i32.load (i32.const 65532)) (then $count))"
program global none '(global $flag (mut i64) (i64.const 0))' '(global.set $flag (i64.const 1))' \
	"(if (i64.ne (global.get \$flag) (i64.const 0)) (then $count))"
program table none '(table $t 1 funcref) (elem declare func $count)' \
	'(table.set $t (i32.const 0) (ref.func $count))' \
	"(if (i32.eqz (ref.is_null (table.get \$t (i32.const 0)))) (then $count))"
program segment all '(data $d "x")' '(data.drop $d)' \
	"(memory.init \$d (i32.const 0) (i32.const 0) (i32.const 1)) $count"
program element all '(table $t 1 funcref) (elem $e func $count)' '(elem.drop $e)' \
	"(table.init \$t \$e (i32.const 0) (i32.const 0) (i32.const 1)) $count"
program grow none '' '(drop (memory.grow (i32.const 1)))' \
	"(if (i32.ne (memory.size) (i32.const 1)) (then $count))"
program trap all '' '(unreachable)' "$count"
program stack all '(global $sp (mut i32) (i32.const 65536))' '(global.set $sp (i32.const 0)) (unreachable)' \
	"(if (global.get \$sp) (then $count))"
program endless all '' '(loop $l (br $l))' "$count"
program staged none '' '' "$count (unreachable)"

# The secret is the number itself.
manifest "$out/secret" '"kind": "sum", "unit": "uid", "cap": 1073741824, "clip": 1073741824, "active": 1,
	"window": "10s", "epsilon": 1'
wat2wasm -o "$out/secret.wasm" - <<'END'
(module
  (import "wasm_kernel" "dp_observe" (func $observe (param i32 i64) (result i32)))
  (func (export "syscall:personality") (param $what i64)
    (drop (call $observe (i32.const 0) (local.get $what)))))
END

# More than there is.
manifest "$out/dear" '"kind": "counter", "unit": "uid", "cap": 20, "active": 1, "window": "10s", "epsilon": 8'
cp "$out/events/plain.wasm" "$out/dear.wasm"

# One of each kind that says something else than numbers, or something about more than a window.
manifest "$out/kinds/watch" '"kind": "watch", "unit": "uid", "cap": 20, "threshold": 1000, "alarms": 1,
	"window": "20s", "epsilon": 1'
cp "$out/events/plain.wasm" "$out/kinds/watch.wasm"
manifest "$out/kinds/open" '"kind": "keyed-open", "unit": "uid", "cap": 20, "active": 1, "cells": 8,
	"per_unit": 1, "delta": "2^-30", "labels": "syscall", "buckets": 1024, "window": "20s", "epsilon": 2'
wat2wasm -o "$out/kinds/open.wasm" - <<'END'
(module
  (import "wasm_kernel" "dp_key" (func $key (param i32 i32) (result i32)))
  (func (export "syscall:personality") (param $what i64)
    (if (i64.lt_u (local.get $what) (i64.const 100))
      (then (drop (call $key (i32.const 0) (i32.wrap_i64 (local.get $what))))))))
END
manifest "$out/total" '"kind": "total", "unit": "uid", "cap": 20, "active": 1, "window": "10s", "rho": "1/2"'
cp "$out/events/plain.wasm" "$out/total.wasm"
# Its delta is all that there is; two of them have not enough.
manifest "$out/delta" '"kind": "keyed-open", "unit": "prefix", "cap": 1, "active": 1, "cells": 1,
	"per_unit": 1, "delta": "2^-20", "buckets": 64, "window": "10s", "epsilon": 1'
cp "$out/kinds/open.wasm" "$out/delta.wasm"
manifest "$out/share" '"kind": "counter", "unit": "prefix", "cap": 1, "active": 1, "window": "10s", "epsilon": 1'
cp "$out/events/plain.wasm" "$out/share.wasm"

hook='(func (export "syscall:personality"))'

# Settings of the Fluent Bit filter, taken over; and what the program says beside it, which nobody may hear.
mkdir "$out/private"
printf '%s\n' '[f]' 'type = "Laplace"' 'sensitivity = 100' 'epsilon = 1' 'unit = "int"' >"$out/private/salary.toml"
"$top/build/host/wasm_kernel_cli" dp import-toml --json --cap 5 --active 1 --window 10s --unit 'cgroup(1)' \
	--clamp f=0:100 "$out/private/salary.toml" >"$out/private/salary.json"
wat2wasm -o "$out/private/salary.wasm" - <<'END'
(module
  (import "wasm_kernel" "emit" (func $emit (param i32 i32 i32) (result i32)))
  (import "wasm_kernel" "log" (func $log (param i32 i32) (result i32)))
  (memory 1)
  (data (i32.const 64) "spoken")
  (func (export "syscall:personality") (param $what i64)
    (i64.store (i32.const 0) (local.get $what))
    (drop (call $log (i32.const 64) (i32.const 6)))
    (drop (call $emit (i32.const 2) (i32.const 0) (i32.const 8)))
    (drop (call $emit (i32.const 1) (i32.const 0) (i32.const 4)))
    (if (i64.eq (local.get $what) (i64.const 1000000000))
      (then (drop (call $emit (i32.const 1) (i32.const 0) (i32.const 8)))))))
END

# Two whose last hook, or only one, cannot be put on. They cost little.
sed 's/epsilon = 1/epsilon = 0.25/' "$out/private/salary.toml" >"$out/private/cheap.toml"
for name in half none; do
	"$top/build/host/wasm_kernel_cli" dp import-toml --json --cap 1 --active 1 --window 10s \
		--unit 'cgroup(1)' --clamp f=0:100 "$out/private/cheap.toml" >"$out/private/$name.json"
done
fails='(func (export "kprobe:no_such_function"))'
wat2wasm -o "$out/private/half.wasm" - <<<"(module $hook $fails)"
wat2wasm -o "$out/private/none.wasm" - <<<"(module $fails)"

# refused NAME PATTERN MANIFEST [BODY]: the text is standard input
refused()
{
	echo "$2" >"$out/refused/$1.says"
	echo "$3" >"$out/refused/$1.json"
	wat2wasm -o "$out/refused/$1.wasm" -
}

only='{"policy": "dp-only"}'
import()
{
	refused "$1" "\"$2\" \"$3\".*not for programs that are dp-only" "$only" <<<"(module (import \"$2\" \"$3\" (func $4)) $hook)"
}
import emit wasm_kernel emit '(param i32 i32 i32) (result i32)'
import log wasm_kernel log '(param i32 i32) (result i32)'
import clock wasm_kernel mono_ns '(result i64)'
import bpf-clock bpf ktime_get_ns '(result i64)'
import map wasm_kernel map_add '(param i32 i32 i32 i64) (result i32)'
import random wasm_kernel random '(result i64)'
import kernel-memory wasm_kernel read_kernel '(param i64 i32 i32) (result i32)'
import printk bpf trace_printk '(param i32 i32 i64 i64 i64) (result i64)'
import wasi wasi_snapshot_preview1 fd_write '(param i32 i32 i32 i32) (result i32)'
import nobody env f ''
refused memory-import 'not for programs that are dp-only' "$only" <<<"(module (import \"env\" \"m\" (memory 1)) $hook)"
refused start 'the start function: host function failed' "$only" <<<"(module
	(import \"wasm_kernel\" \"uid\" (func \$uid (result i32))) (global \$g (mut i32) (i32.const 0)) $hook
	(func \$s (global.set \$g (call \$uid))) (start \$s))"
refused initialize '_initialize: host function failed' "$only" <<<"(module
	(import \"wasm_kernel\" \"dp_count\" (func \$c (param i32) (result i32))) $hook
	(func (export \"_initialize\") (drop (call \$c (i32.const 0)))))"
refused timer 'no unit to protect' "$only" <<<'(module (func (export "timer:100ms")))'
refused large '4 pages' "$only" <<<"(module (memory 5) (func (export \"syscall:personality\")
	(i32.store (i32.const 0) (i32.const 1))))"
refused raw 'has to be dp-only' '{}' <<<"(module
	(import \"wasm_kernel\" \"dp_count\" (func (param i32) (result i32))) $hook)"
refused fuel '100000 instructions' '{"policy": "dp-only", "limits": {"fuel": 100001}}' <<<"(module $hook)"

# What it costs is given back, but for windows that have begun.
manifest "$out/filler" '"kind": "counter", "unit": "uid", "cap": 1, "window": "10s", "epsilon": 1'
cp "$out/events/plain.wasm" "$out/filler.wasm"

# The examples, with windows that a test can wait for, so dear that there is budget for others.
make -s -C "$top" examples
for file in "$top"/examples/*_dp.c; do
	name=$(basename "$file" .c)
	sed 's/"15m"/"10s"/; s/"epsilon": [12]/"epsilon": "7\/8"/' "$file" >"$out/examples/$name.c"
	clang --target=wasm32-wasi -mexec-model=reactor -O2 -I"$top/include/wasm_kernel/guest" \
		-o "$out/examples/$name.wasm" "$out/examples/$name.c"
done
