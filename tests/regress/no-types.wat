;; bug: a module without types had the compiler add to a null pointer (clang's UBSan saw it)
;; fix: wasm: count types by number
;; args:
;; status: 245
;; stdout: any
(module
	(memory 1)
	(data (i32.const 0) "a"))
