;; SPDX-License-Identifier: GPL-2.0
;; Functions for hooks.
(module
  (import "wasm_kernel" "emit" (func $emit (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "none"))
  (func (export "square") (param i64)
    (if (i64.ne (local.get 0) (i64.const 144)) (then unreachable)))
  (func (export "emit") (drop (call $emit (i32.const 1) (i32.const 0) (i32.const 40))))
  (func (export "spin") (loop $l (br $l)))
  (func (export "burn") (local i32)
    (loop $l
      (local.set 0 (i32.add (local.get 0) (i32.const 1)))
      (br_if $l (i32.lt_u (local.get 0) (i32.const 20000)))))
  (func (export "float") (param f64))
  (func (export "answer") (result i32) (i32.const 1))
  (func (export "seven") (param i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64))
)
