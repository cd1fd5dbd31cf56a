/* SPDX-License-Identifier: GPL-2.0 */
/*
 * wasm_kernel for programs in C. Made by scripts/abi.py from host.def; docs/abi.md explains it.
 *
 *	clang --target=wasm32 -O2 -nostdlib -Wl,--no-entry -o x.wasm x.c
 */
#ifndef _WK_GUEST_WASM_KERNEL_H
#define _WK_GUEST_WASM_KERNEL_H

#include <stdint.h>

/* WK_HOOK("kprobe:do_exit") void on_exit(uint64_t code) { ... } */
#define WK_HOOK(name)		__attribute__((export_name(name)))

/* WK_BTF(task_pid, "task_struct.pid"): task_pid() is where the field lies in this kernel */
#define WK_BTF(ident, name)	WK_IMPORT("btf", name) int32_t ident(void);
#define WK_BTF64(ident, name)	WK_IMPORT("btf", name) int64_t ident(void);

/* WK_PARAM(wanted, "pid"): wanted() is what "--set pid=42" said */
#define WK_PARAM(ident, name)	WK_IMPORT("param", name) int64_t ident(void);

/* WK_MANIFEST({ "name": "x", "records": [ ... ] }), once, as it is */
#define WK_MANIFEST(...)	WK_MANIFEST_(#__VA_ARGS__)
#define WK_MANIFEST_(text) \
	__asm__(".section .custom_section.wasm_kernel.manifest,\"\",@\n.ascii " #text "\n.text\n");

#define WK_IMPORT(module, name)	__attribute__((import_module(module), import_name(name)))

/* memory of the task, fetched if it is not there; 0 */
WK_IMPORT("bpf", "copy_from_user")
int64_t bpf_copy_from_user(void *to, uint32_t size, uint64_t from);

/* 1 if the task is in the cgroup whose id (u64) the array has there, or below it */
WK_IMPORT("bpf", "current_task_under_cgroup")
int64_t bpf_current_task_under_cgroup(uint32_t map, uint32_t index);

/* number of the hook in its program */
WK_IMPORT("bpf", "get_attach_cookie")
int64_t bpf_get_attach_cookie(void *ctx);

/* id of the task's cgroup at that level; 0 when there is none */
WK_IMPORT("bpf", "get_current_ancestor_cgroup_id")
int64_t bpf_get_current_ancestor_cgroup_id(uint32_t level);

/* id of the task's cgroup */
WK_IMPORT("bpf", "get_current_cgroup_id")
int64_t bpf_get_current_cgroup_id(void);

/* name of the task, and zeroes up to 16 bytes of room; 0 */
WK_IMPORT("bpf", "get_current_comm")
int64_t bpf_get_current_comm(void *to, uint32_t size);

/* process << 32 | thread */
WK_IMPORT("bpf", "get_current_pid_tgid")
int64_t bpf_get_current_pid_tgid(void);

/* address of the task_struct, for reading from it */
WK_IMPORT("bpf", "get_current_task")
int64_t bpf_get_current_task(void);

/* the same */
WK_IMPORT("bpf", "get_current_task_btf")
int64_t bpf_get_current_task_btf(void);

/* group << 32 | user */
WK_IMPORT("bpf", "get_current_uid_gid")
int64_t bpf_get_current_uid_gid(void);

/* argument of the hook; 0 or -EINVAL */
WK_IMPORT("bpf", "get_func_arg")
int64_t bpf_get_func_arg(void *ctx, uint32_t n, uint64_t *value);

/* how many arguments there are */
WK_IMPORT("bpf", "get_func_arg_cnt")
int64_t bpf_get_func_arg_cnt(void *ctx);

/* address of what was hit */
WK_IMPORT("bpf", "get_func_ip")
int64_t bpf_get_func_ip(void *ctx);

/* result, of a hook that has one; 0 or -EOPNOTSUPP */
WK_IMPORT("bpf", "get_func_ret")
int64_t bpf_get_func_ret(void *ctx, uint64_t *value);

/* thread and process (u32 each) in the pid namespace of that inode; 0 or -EINVAL */
WK_IMPORT("bpf", "get_ns_current_pid_tgid")
int64_t bpf_get_ns_current_pid_tgid(uint64_t dev, uint64_t ino, void *to, uint32_t size);

/* NUMA node */
WK_IMPORT("bpf", "get_numa_node_id")
int64_t bpf_get_numa_node_id(void);

/* a random number of 32 bits; not for keys */
WK_IMPORT("bpf", "get_prandom_u32")
int64_t bpf_get_prandom_u32(void);

/* CPU */
WK_IMPORT("bpf", "get_smp_processor_id")
int64_t bpf_get_smp_processor_id(void);

/* return addresses (u64) of the kernel, 48 at most; bytes written */
WK_IMPORT("bpf", "get_stack")
int64_t bpf_get_stack(void *ctx, void *to, uint32_t size, uint64_t flags);

/* puts the stack into a hash with keys of 4 bytes; its key there */
WK_IMPORT("bpf", "get_stackid")
int64_t bpf_get_stackid(void *ctx, uint32_t map, uint64_t flags);

/* timer ticks */
WK_IMPORT("bpf", "jiffies64")
int64_t bpf_jiffies64(void);

/* CLOCK_BOOTTIME */
WK_IMPORT("bpf", "ktime_get_boot_ns")
int64_t bpf_ktime_get_boot_ns(void);

/* CLOCK_MONOTONIC, not any coarser */
WK_IMPORT("bpf", "ktime_get_coarse_ns")
int64_t bpf_ktime_get_coarse_ns(void);

/* CLOCK_MONOTONIC */
WK_IMPORT("bpf", "ktime_get_ns")
int64_t bpf_ktime_get_ns(void);

/* CLOCK_TAI */
WK_IMPORT("bpf", "ktime_get_tai_ns")
int64_t bpf_ktime_get_tai_ns(void);

/* 0 or -ENOENT */
WK_IMPORT("bpf", "map_delete_elem")
int64_t bpf_map_delete_elem(uint32_t map, const void *key);

/* copies the value, unlike BPF's; 0 or -ENOENT */
WK_IMPORT("bpf", "map_lookup_elem")
int64_t bpf_map_lookup_elem(uint32_t map, const void *key, void *value);

/* the value of another CPU; 0 or -ENOENT */
WK_IMPORT("bpf", "map_lookup_percpu_elem")
int64_t bpf_map_lookup_percpu_elem(uint32_t map, const void *key, uint32_t cpu, void
	*value);

/* flags: 0 any, 1 only a new key, 2 only an old one; 0, -EEXIST, -ENOENT, -ENOSPC */
WK_IMPORT("bpf", "map_update_elem")
int64_t bpf_map_update_elem(uint32_t map, const void *key, const void *value, uint64_t
	flags);

/* address of a per-CPU variable on that CPU; 0 without such a CPU */
WK_IMPORT("bpf", "per_cpu_ptr")
int64_t bpf_per_cpu_ptr(uint64_t address, uint32_t cpu);

/* emits a record of that type; 0 */
WK_IMPORT("bpf", "perf_event_output")
int64_t bpf_perf_event_output(void *ctx, uint32_t type, uint64_t flags, const void *bytes,
	uint32_t size);

/* memory of kernel or task, whichever the address is of; 0 or -EFAULT, then all zero */
WK_IMPORT("bpf", "probe_read")
int64_t bpf_probe_read(void *to, uint32_t size, uint64_t from);

/* memory of the kernel; 0 or -EFAULT, then all zero */
WK_IMPORT("bpf", "probe_read_kernel")
int64_t bpf_probe_read_kernel(void *to, uint32_t size, uint64_t from);

/* a string of the kernel; its length with NUL, or -EFAULT */
WK_IMPORT("bpf", "probe_read_kernel_str")
int64_t bpf_probe_read_kernel_str(void *to, uint32_t size, uint64_t from);

/* a string of kernel or task, whichever the address is of */
WK_IMPORT("bpf", "probe_read_str")
int64_t bpf_probe_read_str(void *to, uint32_t size, uint64_t from);

/* memory of the task; 0 or -EFAULT, then all zero */
WK_IMPORT("bpf", "probe_read_user")
int64_t bpf_probe_read_user(void *to, uint32_t size, uint64_t from);

/* a string of the task; its length with NUL, or -EFAULT */
WK_IMPORT("bpf", "probe_read_user_str")
int64_t bpf_probe_read_user_str(void *to, uint32_t size, uint64_t from);

/* emits a record of that type; 0 */
WK_IMPORT("bpf", "ringbuf_output")
int64_t bpf_ringbuf_output(uint32_t type, const void *bytes, uint32_t size, uint64_t flags);

/* bytes that the ring of this CPU still takes */
WK_IMPORT("bpf", "ringbuf_query")
int64_t bpf_ringbuf_query(uint32_t map, uint64_t flags);

/* bytes of the packet, from its network header on; 0 or -EFAULT */
WK_IMPORT("bpf", "skb_load_bytes")
int64_t bpf_skb_load_bytes(void *ctx, uint32_t offset, void *to, uint32_t size);

/* text; its length with NUL, also when it was cut */
WK_IMPORT("bpf", "snprintf")
int64_t bpf_snprintf(char *to, uint32_t size, const char *format, const uint64_t *args,
	uint32_t args_size);

/* as strncmp(); b ends with NUL */
WK_IMPORT("bpf", "strncmp")
int64_t bpf_strncmp(const char *a, uint32_t size, const char *b);

/* base 0, 8, 10, 16; bytes used, -EINVAL, -ERANGE */
WK_IMPORT("bpf", "strtol")
int64_t bpf_strtol(const char *from, uint32_t size, uint64_t base, int64_t *value);

/* the same without sign */
WK_IMPORT("bpf", "strtoul")
int64_t bpf_strtoul(const char *from, uint32_t size, uint64_t base, uint64_t *value);

/* address of a per-CPU variable on this CPU */
WK_IMPORT("bpf", "this_cpu_ptr")
int64_t bpf_this_cpu_ptr(uint64_t address);

/* logs a line; its length */
WK_IMPORT("bpf", "trace_printk")
int64_t bpf_trace_printk(const char *format, uint32_t size, uint64_t a, uint64_t b, uint64_t
	c);

/* the same with up to 12 arguments */
WK_IMPORT("bpf", "trace_vprintk")
int64_t bpf_trace_vprintk(const char *format, uint32_t size, const uint64_t *args, uint32_t
	args_size);

/* argument of the hook; 0 and an error when there is none */
WK_IMPORT("wasm_kernel", "arg")
uint64_t wk_arg(uint32_t n);

/* CLOCK_BOOTTIME */
WK_IMPORT("wasm_kernel", "boot_ns")
uint64_t wk_boot_ns(void);

/* id of the task's cgroup */
WK_IMPORT("wasm_kernel", "cgroup_id")
uint64_t wk_cgroup_id(void);

/* name of the task, and zeroes up to 16 bytes of room; its length */
WK_IMPORT("wasm_kernel", "comm")
int32_t wk_comm(void *to, uint32_t size);

/* CPU */
WK_IMPORT("wasm_kernel", "cpu")
uint32_t wk_cpu(void);

/* keeps the time, for dp_end with the same unit and slot; 0 */
WK_IMPORT("wasm_kernel", "dp_begin")
int32_t wk_dp_begin(uint32_t metric, uint32_t slot);

/* counts the event, once it has ended well; 0, or -EINVAL */
WK_IMPORT("wasm_kernel", "dp_count")
int32_t wk_dp_count(uint32_t metric);

/*
 * observes the nanoseconds since dp_begin in that slot of the event's unit, if there are
 * any; 0
 */
WK_IMPORT("wasm_kernel", "dp_end")
int32_t wk_dp_end(uint32_t metric, uint32_t slot);

/* counts the event in a cell of a histogram, or for a key; 0 */
WK_IMPORT("wasm_kernel", "dp_key")
int32_t wk_dp_key(uint32_t metric, uint32_t cell);

/* adds to a sum; counts in cell 1 + log2(value) of a histogram; 0 */
WK_IMPORT("wasm_kernel", "dp_observe")
int32_t wk_dp_observe(uint32_t metric, uint64_t value);

/* puts a record into the stream; 0, or why it was dropped, which is counted */
WK_IMPORT("wasm_kernel", "emit")
int32_t wk_emit(uint32_t type, const void *bytes, uint32_t size);

/* the last error of a function in this call, a negative errno, or 0 */
WK_IMPORT("wasm_kernel", "error")
int32_t wk_error(void);

/* the same in words, without NUL; full length */
WK_IMPORT("wasm_kernel", "error_text")
int32_t wk_error_text(char *to, uint32_t size);

/* group of the task */
WK_IMPORT("wasm_kernel", "gid")
uint32_t wk_gid(void);

/* address of what was hit */
WK_IMPORT("wasm_kernel", "ip")
uint64_t wk_ip(void);

/* a line for people: a record of its own type; without hooks, standard error */
WK_IMPORT("wasm_kernel", "log")
int32_t wk_log(const char *text, uint32_t size);

/*
 * adds to the number of 8 bytes at the start of a value (of 4, if it has no 8), made if need
 * be, in one piece
 */
WK_IMPORT("wasm_kernel", "map_add")
int32_t wk_map_add(uint32_t map, const void *key, uint32_t key_size, uint64_t delta);

/* 0 or -ENOENT */
WK_IMPORT("wasm_kernel", "map_delete")
int32_t wk_map_delete(uint32_t map, const void *key, uint32_t key_size);

/* copies a value; 0 or -ENOENT */
WK_IMPORT("wasm_kernel", "map_lookup")
int32_t wk_map_lookup(uint32_t map, const void *key, uint32_t key_size, void *value,
	uint32_t value_size);

/* counts a value n times in a histogram */
WK_IMPORT("wasm_kernel", "map_observe")
int32_t wk_map_observe(uint32_t map, uint64_t value, uint64_t n);

/* flags: 0 any, 1 only a new key, 2 only an old one; 0, -EEXIST, -ENOENT, -ENOSPC */
WK_IMPORT("wasm_kernel", "map_update")
int32_t wk_map_update(uint32_t map, const void *key, uint32_t key_size, const void *value,
	uint32_t value_size, uint64_t flags);

/* CLOCK_MONOTONIC */
WK_IMPORT("wasm_kernel", "mono_ns")
uint64_t wk_mono_ns(void);

/* how many arguments the hook has */
WK_IMPORT("wasm_kernel", "nargs")
uint32_t wk_nargs(void);

/* NUMA node */
WK_IMPORT("wasm_kernel", "node")
uint32_t wk_node(void);

/* index of the packet's device; 0 when it has none */
WK_IMPORT("wasm_kernel", "packet_ifindex")
int32_t wk_packet_ifindex(void);

/* bytes of the packet from its network header on */
WK_IMPORT("wasm_kernel", "packet_len")
int32_t wk_packet_len(void);

/* mark of the packet */
WK_IMPORT("wasm_kernel", "packet_mark")
int32_t wk_packet_mark(void);

/* its protocol, as 0x0800 */
WK_IMPORT("wasm_kernel", "packet_protocol")
int32_t wk_packet_protocol(void);

/* bytes of the packet; 0 or -EFAULT */
WK_IMPORT("wasm_kernel", "packet_read")
int32_t wk_packet_read(uint32_t offset, void *to, uint32_t size);

/* process of the task */
WK_IMPORT("wasm_kernel", "pid")
uint32_t wk_pid(void);

/* process of its parent */
WK_IMPORT("wasm_kernel", "ppid")
uint32_t wk_ppid(void);

/* number of the hook in its program */
WK_IMPORT("wasm_kernel", "probe")
uint32_t wk_probe(void);

/* a random number; not for keys */
WK_IMPORT("wasm_kernel", "random")
uint64_t wk_random(void);

/* memory of the kernel; 0 or -EFAULT, then all zero */
WK_IMPORT("wasm_kernel", "read_kernel")
int32_t wk_read_kernel(uint64_t from, void *to, uint32_t size);

/* a string of the kernel; its length with NUL, or -EFAULT */
WK_IMPORT("wasm_kernel", "read_kernel_str")
int32_t wk_read_kernel_str(uint64_t from, void *to, uint32_t size);

/* memory of the task; 0 or -EFAULT, then all zero */
WK_IMPORT("wasm_kernel", "read_user")
int32_t wk_read_user(uint64_t from, void *to, uint32_t size);

/* a string of the task; its length with NUL, or -EFAULT */
WK_IMPORT("wasm_kernel", "read_user_str")
int32_t wk_read_user_str(uint64_t from, void *to, uint32_t size);

/* CLOCK_REALTIME */
WK_IMPORT("wasm_kernel", "real_ns")
uint64_t wk_real_ns(void);

/* result, of a hook that has one; else 0 and an error */
WK_IMPORT("wasm_kernel", "ret")
uint64_t wk_ret(void);

/* return addresses of the kernel, 48 at most; how many */
WK_IMPORT("wasm_kernel", "stack")
int32_t wk_stack(uint64_t *to, uint32_t n);

/* address of the task_struct, for reading from it */
WK_IMPORT("wasm_kernel", "task")
uint64_t wk_task(void);

/* thread of the task */
WK_IMPORT("wasm_kernel", "tid")
uint32_t wk_tid(void);

/* user of the task */
WK_IMPORT("wasm_kernel", "uid")
uint32_t wk_uid(void);

#endif /* _WK_GUEST_WASM_KERNEL_H */
