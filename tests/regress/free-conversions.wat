;; bug: modules with i64.extend_i32_u or a reinterpretation were refused as unsupported
;; fix: wasm: take free conversions and memory.size right
;; args: --invoke f
;; status: 0
;; stdout: 4294967295
;; stdout: 1078530011
;; stdout: 4614256656552045848
(module
	(func (export "f") (result i64 i32 i64)
		(i64.extend_i32_u (call $i32 (i32.const -1)))
		(i32.reinterpret_f32 (call $f32 (f32.const 0x1.921fb6p+1)))
		(i64.reinterpret_f64 (call $f64 (f64.const 0x1.921fb54442d18p+1))))
	;; So that nothing is constant when it is compiled.
	(func $i32 (param i32) (result i32) (local.get 0))
	(func $f32 (param f32) (result f32) (local.get 0))
	(func $f64 (param f64) (result f64) (local.get 0)))
