;; bug: a guest that only writes, to a reader who keeps up, never looked at its time limit
;; fix: prog: end runs that write without waiting
;; args: --timeout 1
;; status: 248
;; stdout: any
(module
	(import "wasi_snapshot_preview1" "fd_write"
		(func $write (param i32 i32 i32 i32) (result i32)))
	(memory (export "memory") 1)
	(data (i32.const 16) "y\n")
	(func (export "_start")
		(i32.store (i32.const 0) (i32.const 16))
		(i32.store (i32.const 4) (i32.const 2))
		(loop $again
			(drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
			(br $again))))
