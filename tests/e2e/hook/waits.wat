;; SPDX-License-Identifier: GPL-2.0
;; A function for a uprobe: reads what its argument points to, and waits for the page.
(module
  (import "wasm_kernel" "read_user" (func $read (param i64 i32 i32) (result i32)))
  (memory (export "memory") 1)
  ;; Traps unless the 8 bytes are there.
  (func (export "reads") (param i64)
    (if (call $read (local.get 0) (i32.const 64) (i32.const 8)) (then unreachable)))
)
