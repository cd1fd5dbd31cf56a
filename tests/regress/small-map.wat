;; bug: the map of a small module grew by a byte less than its next entry took
;; fix: wasm: let the map grow by an entry at least
;; args: --invoke f
;; status: 0
(module
	(memory 1)
	;; The entry behind an instruction of three words has 9 bytes; these leave just 8.
	(func (br_table 0 (i32.const 0)))
	(func (br_table 0 (i32.const 0)))
	(func (br_table 0 (i32.const 0)))
	(func (br_table 0 (i32.const 0)))
	(func (export "f")
		(drop (i32.eqz (i32.eqz (i32.const 0))))
		(i32.store (i32.const 0) (i32.const 0))
		(i32.store (i32.const 0) (i32.const 0))
		(i32.store (i32.const 0) (i32.const 0))))
