;; SPDX-License-Identifier: GPL-2.0
;; One guest with everything that the tests of the door want to start.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read"
    (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff"
    (func $poll_oneoff (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 2 65536)
  (global (export "answer") i32 (i32.const 42))

  (func (export "add") (param i32 i32) (result i32)
    local.get 0 local.get 1 i32.add)
  (func (export "loop") (loop $l br $l))
  (func (export "floats") (param f64) (result f64)
    (local i32)
    (loop $l
      (local.set 0 (f64.add (f64.mul (local.get 0) (f64.const 0.5)) (f64.const 1)))
      (br_if $l (i32.lt_u (local.tee 1 (i32.add (local.get 1) (i32.const 1)))
                          (i32.const 300000))))
    local.get 0)
  (func (export "exit") (param i32) local.get 0 call $proc_exit)
  (func $deep (param i32)
    local.get 0 i32.eqz if unreachable end
    local.get 0 i32.const 1 i32.sub call $deep)
  (func (export "deep") (param i32) local.get 0 call $deep)
  ;; A name of 200 bytes.
  (func $nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn (export "long")
    unreachable)

  ;; Grows by that many pages at a time until it cannot: returns the size.
  (func (export "grow") (param i32) (result i32)
    (loop $l (br_if $l (i32.ne (memory.grow (local.get 0)) (i32.const -1))))
    memory.size)
  ;; Fills memory for ever, in one long instruction after the other.
  (func (export "fill")
    (loop $l
      (memory.fill (i32.const 0) (i32.const 7) (i32.mul (memory.size) (i32.const 65536)))
      (br $l)))

  ;; Writes 32 KiB of memory again and again: param times, or for ever when it is 0.
  (func (export "flood") (param i32)
    (i32.store (i32.const 65536) (i32.const 0))
    (i32.store (i32.const 65540) (i32.const 32768))
    (loop $l
      (drop (call $fd_write (i32.const 1) (i32.const 65536) (i32.const 1) (i32.const 65600)))
      (br_if $l (i32.ne (local.tee 0 (i32.sub (local.get 0) (i32.const 1))) (i32.const 0)))))

  ;; Copies standard input to standard output; returns the bytes.
  (func (export "cat") (result i32)
    (local i32)
    (block $eof
      (loop $l
        (i32.store (i32.const 65536) (i32.const 0))
        (i32.store (i32.const 65540) (i32.const 5000))
        (drop (call $fd_read (i32.const 0) (i32.const 65536) (i32.const 1) (i32.const 65600)))
        (br_if $eof (i32.eqz (i32.load (i32.const 65600))))
        (local.set 0 (i32.add (local.get 0) (i32.load (i32.const 65600))))
        (i32.store (i32.const 65540) (i32.load (i32.const 65600)))
        (drop (call $fd_write (i32.const 1) (i32.const 65536) (i32.const 1) (i32.const 65600)))
        (br $l)))
    local.get 0)

  ;; Sleeps that many milliseconds.
  (func (export "sleep") (param i64) (result i32)
    (memory.fill (i32.const 66000) (i32.const 0) (i32.const 48))
    (i32.store (i32.const 66016) (i32.const 1))
    (i64.store (i32.const 66024) (i64.mul (local.get 0) (i64.const 1000000)))
    (call $poll_oneoff (i32.const 66000) (i32.const 67000) (i32.const 1) (i32.const 65600)))
)
