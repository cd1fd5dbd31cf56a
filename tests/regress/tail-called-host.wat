;; bug: a tail-called host function with more results than arguments wrote behind the guest stack
;; fix: wasm: give a tail-called host function room for its results
;; args: --stack 300 --invoke f
;; status: 246
;; stdout: any
(module
	(import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
	(func $leaf (result i32) (return_call $yield))
	;; Frames of different length: one of them ends where only the leaf's own frame fits.
	(func $one (result i32) (local i64) (call $leaf))
	(func $two (result i32) (local i64 i64) (call $leaf))
	(func $three (result i32) (local i64 i64 i64) (call $leaf))
	(func $four (result i32) (local i64 i64 i64 i64) (call $leaf))
	(func $down (param $n i32)
		(if (local.get $n)
			(then (call $down (i32.sub (local.get $n) (i32.const 1))))
			(else	(drop (call $leaf))
				(drop (call $one))
				(drop (call $two))
				(drop (call $three))
				(drop (call $four)))))
	;; Deeper each time, until the stack is at its end.
	(func (export "f")
		(local $n i32)
		(loop $deeper
			(call $down (local.get $n))
			(local.set $n (i32.add (local.get $n) (i32.const 1)))
			(br $deeper))))
