;; SPDX-License-Identifier: GPL-2.0
;; proc_exit in the start function: the program is over before anything is called.
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func $s (call $exit (i32.const 0)))
  (start $s)
  (func (export "main") (unreachable)))
