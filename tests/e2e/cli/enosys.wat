;; SPDX-License-Identifier: GPL-2.0
;; A call that only answers ENOSYS (52): the import of it is an error if strict.
(module
  (import "wasi_snapshot_preview1" "path_unlink_file"
    (func $f (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "main") (result i32) (call $f (i32.const 3) (i32.const 0) (i32.const 1))))
