;; SPDX-License-Identifier: GPL-2.0
;; An import that nobody provides.
(module (import "env" "nothing" (func (param i32) (result i64))) (func (export "_start")))
