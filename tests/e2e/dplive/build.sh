#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Guests for pairs of neighbours: those of ../dponly, with a cap that a few events reach, and one with
# metrics of all kinds; a guest that counts what it is told to; and who acts.
#
#   tests/e2e/dplive/build.sh OUT
set -eu

out=$1
here=$(cd "$(dirname "$0")" && pwd)

rm -rf "$out"
mkdir -p "$out"
"$here/../dponly/build.sh" "$out/dponly"
mkdir "$out/pure" "$out/zcdp" "$out/few" "$out/latency"
for program in "$out"/dponly/events/*.wasm; do
	name=$(basename "$program" .wasm)
	cp "$program" "$out/pure/"
	sed 's/"cap": 20/"cap": 4/' "$out/dponly/events/$name.json" >"$out/pure/$name.json"
done
mv "$out/dponly/actor" "$out/dponly/private"/salary.* "$out/"
rm -r "$out/dponly"
for actor in pairs records masks stamp whose; do
	gcc -O1 -D_GNU_SOURCE -Wall -Wextra -static -o "$out/$actor" "$here/$actor.c"
done

# counts NAME METRICS CALLS: each call of personality
counts()
{
	echo "{\"policy\": \"dp-only\", \"metrics\": [ $2 ]}" >"$1.json"
	wat2wasm -o "$1.wasm" - <<-END
	(module
	  (import "wasm_kernel" "dp_count" (func \$count (param i32) (result i32)))
	  (import "wasm_kernel" "dp_key" (func \$key (param i32 i32) (result i32)))
	  (import "wasm_kernel" "dp_observe" (func \$observe (param i32 i64) (result i32)))
	  (func (export "syscall:personality") (param \$what i64) (local \$n i32)
	    (local.set \$n (i32.wrap_i64 (local.get \$what)))
	    $3))
	END
}

common='"unit": "uid", "window": "10s", "buckets": 64'
counts "$out/pure/kinds" "
	{\"name\": \"sum\", \"kind\": \"sum\", \"cap\": 100, \"clip\": 50, \"active\": 2, \"epsilon\": \"1/4\", $common},
	{\"name\": \"cells\", \"kind\": \"histogram\", \"cells\": 16, \"cap\": 6, \"active\": 1, \"epsilon\": \"1/4\", $common},
	{\"name\": \"keys\", \"kind\": \"keyed\", \"keys\": [\"a\", \"b\", \"c\"], \"cap\": 6, \"active\": 3, \"epsilon\": \"1/4\", $common},
	{\"name\": \"open\", \"kind\": \"keyed-open\", \"cells\": 4, \"per_unit\": 2, \"delta\": \"2^-30\", \"cap\": 6,
	 \"active\": 1, \"epsilon\": \"1/4\", $common},
	{\"name\": \"watch\", \"kind\": \"watch\", \"threshold\": 20, \"alarms\": 2, \"cap\": 6, \"epsilon\": \"1/4\", $common},
	{\"name\": \"count\", \"kind\": \"counter\", \"cap\": 3, \"active\": 2, \"epsilon\": \"1/4\", $common}" '
	(drop (call $observe (i32.const 0) (local.get $what)))
	(drop (call $key (i32.const 1) (i32.and (local.get $n) (i32.const 15))))
	(drop (call $key (i32.const 2) (i32.and (local.get $n) (i32.const 7))))
	(drop (call $key (i32.const 3) (local.get $n)))
	(drop (call $count (i32.const 4)))
	(drop (call $count (i32.const 5)))'
counts "$out/zcdp/tree" "
	{\"name\": \"total\", \"kind\": \"total\", \"cap\": 6, \"active\": 2, \"rho\": \"1/10\", $common},
	{\"name\": \"cells\", \"kind\": \"histogram\", \"cells\": 4, \"cap\": 6, \"active\": 2, \"rho\": \"1/10\", $common},
	{\"name\": \"count\", \"kind\": \"counter\", \"cap\": 3, \"active\": 1, \"rho\": \"1/10\", $common}" '
	(drop (call $count (i32.const 0)))
	(drop (call $key (i32.const 1) (i32.and (local.get $n) (i32.const 3))))
	(drop (call $count (i32.const 2)))'

# Large releases, in which nothing is.
echo "{\"policy\": \"dp-only\", \"metrics\": [ {\"name\": \"n\", \"kind\": \"keyed-open\", \"cells\": 341, \"per_unit\": 1,
	\"delta\": \"2^-30\", \"cap\": 1, \"active\": 1, \"epsilon\": 1, $common} ]}" >"$out/wide.json"
cp "$out/pure/kinds.wasm" "$out/wide.wasm"

# So little noise that keys are released, and alarms tell windows apart.
counts "$out/few/few" "
	{\"name\": \"open\", \"kind\": \"keyed-open\", \"cells\": 4, \"per_unit\": 2, \"delta\": \"2^-21\", \"cap\": 6,
	 \"active\": 1, \"epsilon\": \"6\", \"unit\": \"uid\", \"window\": \"10s\", \"buckets\": 1024},
	{\"name\": \"watch\", \"kind\": \"watch\", \"threshold\": 100, \"alarms\": 2, \"cap\": 6, \"epsilon\": \"2\", $common}" '
	(drop (call $key (i32.const 0) (local.get $n)))
	(drop (call $count (i32.const 1)))'

# Records: a value within bounds, another one, and a number, which is nobody's secret.
cat >"$out/records.json" <<'END'
{"records": [{"id": 1, "name": "r",
	"fields": [{"name": "f", "type": "i64"}, {"name": "g", "type": "i32"}, {"name": "n", "type": "u32"}],
	"private": {"unit": "uid", "cap": 4, "active": 2, "window": "10s", "epoch": "1d", "buckets": 64,
		"fields": [{"field": "f", "min": 0, "max": 1000, "mech": "laplace", "scale": "4000/1"},
			   {"field": "g", "min": -100, "max": 100, "mech": "laplace", "scale": "800/1"}]}}]}
END
wat2wasm -o "$out/records.wasm" - <<'END'
(module
  (import "wasm_kernel" "emit" (func $emit (param i32 i32 i32) (result i32)))
  (memory 1)
  (func (export "syscall:personality") (param $what i64) (local $v i32)
    (local.set $v (i32.and (i32.wrap_i64 (local.get $what)) (i32.const 4095)))
    (i64.store (i32.const 0) (i64.sub (i64.extend_i32_u (local.get $v)) (i64.const 1000)))
    (i32.store (i32.const 8) (i32.sub (i32.and (local.get $v) (i32.const 511)) (i32.const 256)))
    (i32.store (i32.const 12) (i32.shr_u (i32.wrap_i64 (local.get $what)) (i32.const 12)))
    (drop (call $emit (i32.const 1) (i32.const 0) (i32.const 16)))))
END

# whose NAME HOOK UNIT [RESULT VERDICT]: each unit counts once in a window, so that the count is how
# many there were; who counts in the window before, too, counts still
whose()
{
	echo "{\"policy\": \"dp-only\", \"metrics\": [ {\"name\": \"n\", \"kind\": \"counter\", \"unit\": \"$3\",
		\"cap\": 1, \"active\": 100, \"window\": \"10s\", \"buckets\": 65536, \"epsilon\": \"1/8\"} ]}" >"$1.json"
	wat2wasm -o "$1.wasm" - <<-END
	(module
	  (import "wasm_kernel" "dp_count" (func \$count (param i32) (result i32)))
	  (func (export "$2") ${4:-} (drop (call \$count (i32.const 0))) ${5:-}))
	END
}

mkdir "$out/units"
whose "$out/units/task" syscall:personality uid
whose "$out/units/cgroup1" syscall:personality 'cgroup(1)'
whose "$out/units/cgroup2" syscall:personality 'cgroup(2)'
whose "$out/units/packet" netfilter:local_out uid '(result i32)' '(i32.const 1)'
whose "$out/units/prefix" netfilter:local_out prefix '(result i32)' '(i32.const 1)'
whose "$out/units/woken" tracepoint:sched/sched_wakeup uid
whose "$out/units/kworker" tracepoint:workqueue/workqueue_execute_start uid
# Active all day: what it costs grows with each window.
sed 's/"active": 100,//; s/"epsilon": "1\/8"/"epsilon": 1/; s/"unit": "uid"/"unit": "prefix"/' \
	"$out/units/task.json" >"$out/day.json"
cp "$out/units/task.wasm" "$out/day.wasm"

# Metric i counts when bit i is set.
metrics='' calls=''
for i in $(seq 0 15); do
	metrics+="${metrics:+, }{\"name\": \"m$i\", \"kind\": \"counter\", \"cap\": 10, \"epsilon\": \"1/2\",
		\"unit\": \"uid\", \"window\": \"10s\", \"buckets\": 65536}"
	calls+="(if (i32.and (local.get \$n) (i32.const $((1 << i)))) (then (drop (call \$count (i32.const $i)))))"
done
counts "$out/latency/mask" "$metrics" "$calls"
