;; SPDX-License-Identifier: GPL-2.0
(module
  (func $get_smp_processor_id (import "bpf" "get_smp_processor_id") (result i64))
  (func (export "cpu") (result i64) (call $get_smp_processor_id)))
