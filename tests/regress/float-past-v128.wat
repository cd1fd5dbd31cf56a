;; bug: a branch on a float just computed took the wrong way when a v128 was below it, with the FPU
;; fix: wasm: keep float accumulators and v128 that come home apart
;; args: --invoke f
;; status: 0
;; stdout: 0
;; stdout: 0
;; stdout: 7
;; stdout: 1
(module
	(func $if64 (param $v v128) (param $a f64) (param $b f64) (result i32)
		(local.get $v)
		(f64.lt (f64.add (local.get $a) (local.get $b)) (f64.const 5))
		(if (param v128) (result i32)
			(then (drop) (i32.const 1))
			(else (drop) (i32.const 0))))
	(func $if32 (param $a f32) (param $b f32) (result i32)
		(v128.const i64x2 7 7)
		(f32.lt (f32.mul (local.get $a) (local.get $b)) (local.get $a))
		(if (param v128) (result i32)
			(then (drop) (i32.const 1))
			(else (drop) (i32.const 0))))
	(func $br_if (param $v v128) (param $a f64) (param $b f64) (param $c f64) (result v128)
		(local.get $v)
		(br_if 0 (f64.lt (f64.add (local.get $a) (local.get $b)) (local.get $c)))
		(drop)
		(v128.const i64x2 7 7))
	(func (export "f") (result i32 i32 i64 i64)
		(local $v v128)
		(local.set $v (v128.const i64x2 1 1))
		(call $if64 (local.get $v) (f64.const 3) (f64.const 4))
		(call $if32 (f32.const 3) (f32.const 4))
		(i64x2.extract_lane 0
			(call $br_if (local.get $v) (f64.const 3) (f64.const 4) (f64.const 5)))
		(i64x2.extract_lane 0
			(call $br_if (local.get $v) (f64.const 3) (f64.const -9) (f64.const -5)))))
