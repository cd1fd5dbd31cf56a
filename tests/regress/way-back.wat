;; bug: on the way back from a deep recursion nobody looked at the fuel
;; fix: wasm: look at the fuel wherever much can happen
;; args: --fuel 20000 --invoke f
;; status: 247
;; stdout: any
(module
	(memory 1)
	;; 1000 frames deep for little fuel, and a line of work in each when it returns.
	(func $down (param $n i32)
		(if (local.get $n) (then (call $down (i32.sub (local.get $n) (i32.const 1)))))
		(memory.fill (i32.const 0) (i32.const 1) (i32.const 65536))
		(memory.fill (i32.const 0) (i32.const 2) (i32.const 65536)))
	(func (export "f")
		(call $down (i32.const 1000))))
