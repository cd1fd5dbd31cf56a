;; bug: growing a table entry by entry copied it each time
;; fix: wasm: look at the fuel wherever much can happen
;; args: --timeout 20 --invoke f
;; status: 0
;; stdout: 300000
(module
	(table 0 1000000 externref)
	(func (export "f") (result i32)
		(local $n i32)
		(loop $next
			(drop (table.grow 0 (ref.null extern) (i32.const 1)))
			(br_if $next (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1)))
					       (i32.const 300000))))
		(table.size 0)))
