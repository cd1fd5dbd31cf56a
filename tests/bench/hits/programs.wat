;; SPDX-License-Identifier: GPL-2.0
;; What a hit may cost: programs that do nothing, count, or emit a record of 64 bytes.
(module
  (import "wasm_kernel" "map_add" (func $map_add (param i32 i32 i32 i64) (result i32)))
  (import "wasm_kernel" "emit" (func $emit (param i32 i32 i32) (result i32)))
  (import "bpf" "get_smp_processor_id" (func $cpu (result i64)))
  (memory (export "memory") 1)
  (global $n (mut i64) (i64.const 0))
  (func (export "empty"))
  (func (export "own") (global.set $n (i64.add (global.get $n) (i64.const 1))))
  (func (export "count")
    (drop (call $map_add (i32.const 0) (i32.const 64) (i32.const 4) (i64.const 1))))
  (func (export "emit") (drop (call $emit (i32.const 1) (i32.const 1024) (i32.const 64))))
  (func (export "call1") (drop (call $cpu)))
  (func (export "call11")
    (drop (call $cpu)) (drop (call $cpu)) (drop (call $cpu)) (drop (call $cpu))
    (drop (call $cpu)) (drop (call $cpu)) (drop (call $cpu)) (drop (call $cpu))
    (drop (call $cpu)) (drop (call $cpu)) (drop (call $cpu)))
)
