;; SPDX-License-Identifier: GPL-2.0
;; Functions for hooks: they count nothing themselves, the kernel counts their hits.
(module
  (import "wasm_kernel" "emit" (func $emit (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (global $sp (mut i32) (i32.const 4096))
  (global $ready (mut i32) (i32.const 0))
  (func (export "_initialize") (global.set $ready (i32.const 1)))
  (func $check (if (i32.eqz (global.get $ready)) (then unreachable)))
  (func (export "none") (call $check))
  (func (export "one") (param i64) (call $check))
  ;; Traps unless the first argument is 42: what a hook passes on is what the client sees.
  (func (export "want42") (param i64)
    (if (i64.ne (local.get 0) (i64.const 42)) (then unreachable)))
  (func (export "want7") (param i64 i64 i64 i64 i64 i64 i64 i64)
    (if (i64.ne (local.get 7) (i64.const 7)) (then unreachable)))
  (func (export "pass") (param i32) (result i32) (i32.const 1))
  (func (export "drop") (param i32) (result i32) (i32.const 0))
  ;; A trap with the stack pointer moved: 5000 of them would leave the memory.
  (func (export "sink")
    (global.set $sp (i32.sub (global.get $sp) (i32.const 16)))
    (i32.store (global.get $sp) (i32.const 1))
    unreachable)
  ;; After "sink" it must be where it was.
  (func (export "level")
    (if (i32.ne (global.get $sp) (i32.const 4096)) (then (memory.fill (i32.const -1) (i32.const 0) (i32.const 1)))))
  (func (export "spin") (loop $l (br $l)))
  (func (export "grow") (if (i32.ne (memory.grow (i32.const 1)) (i32.const -1)) (then unreachable)))
  (func (export "burn") (local i32)
    (loop $l
      (local.set 0 (i32.add (local.get 0) (i32.const 1)))
      (br_if $l (i32.lt_u (local.get 0) (i32.const 1000000)))))
  (func (export "record") (param i64)
    (i64.store (i32.const 64) (local.get 0))
    (drop (call $emit (i32.const 5) (i32.const 64) (i32.const 8))))
  ;; Larger ones; packets all pass.
  (func (export "storm") (param i64)
    (drop (call $emit (i32.const 5) (i32.const 1024) (i32.const 1024))))
  (func (export "filter") (param i32) (result i32)
    (drop (call $emit (i32.const 5) (i32.const 1024) (i32.const 1024)))
    (i32.const 1))
  (func (export "badtype") (param f64))
)
