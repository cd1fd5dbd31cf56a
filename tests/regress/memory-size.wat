;; bug: memory.size took the memory index behind it for the next instruction
;; fix: wasm: take free conversions and memory.size right
;; args: --invoke f
;; status: 0
;; stdout: 3
;; stdout: 3
;; stdout: 5
(module
	(memory 3 9)
	(func (export "f") (result i32 i32 i32)
		(memory.size)
		(memory.grow (i32.const 2))
		(memory.size)))
