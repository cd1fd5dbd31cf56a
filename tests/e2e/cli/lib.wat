;; SPDX-License-Identifier: GPL-2.0
;; Functions with types, a trap three functions deep, constructors.
(module $lib
  (global $made (mut i32) (i32.const 0))
  (func (export "_initialize") (global.set $made (i32.const 41)))
  (func (export "made") (result i32)
    (global.set $made (i32.add (global.get $made) (i32.const 1))) (global.get $made))
  (func (export "add") (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1)))
  (func (export "mix") (param i64 f32 f64) (result f64 f32 i64)
    (local.get 2) (local.get 1) (local.get 0))
  (func (export "half") (param f64) (result f64)
    (f64.div (local.get 0) (f64.const 2)))
  (func (export "ref") (param externref) (result externref) (local.get 0))
  (func $inner (param i32) (result i32)
    (i32.div_s (i32.const 1) (local.get 0)))
  (func $outer (export "trap") (result i32) (call $inner (i32.const 0)))
  (func (export "forever") (loop (br 0)))
  (func (export "a name \"with\" bytes\00\c3\a9") (result i32) (i32.const 7)))
