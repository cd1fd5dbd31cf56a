/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the functions of "wasm_kernel" and "bpf" share.
 *
 * Each answers with a value or a negative errno, whose text the guest can ask for; none ever
 * stops the guest.  A guest without memory has no valid pointer.
 */
#ifndef _WK_HOST_CALL_H
#define _WK_HOST_CALL_H

#include "env.h"
#include "host.h"

#ifndef __KERNEL__
#define __maybe_unused	__attribute__((unused))
#endif

enum {
	/* Bytes that one call reads: it has to end soon. */
	WK_HOST_READ_MAX = 1 << 20,

	/* Bytes that one call compares. */
	WK_HOST_STRING_MAX = 1 << 14,
};

/* wk_fn_emit() and so on: enum wk_trap f(struct wk_exec *, void *, u64 *) */
#define WK_HOST(module, name, params, results, contexts, since, ident) \
	enum wk_trap wk_##ident(struct wk_exec *x, void *data, u64 *slots);
#define WK_HOST_NOSYS(module, name, params, results)
#include "../../include/wasm_kernel/host.def"
#undef WK_HOST_NOSYS
#undef WK_HOST

/* A host function: WK_CALL(name) { ... return value; }, which has @x, @hit and @slots. */
#define WK_CALL(name) \
	static s64 call_##name(struct wk_exec *x, struct wk_hit *hit, const u64 *slots); \
	enum wk_trap wk_fn_##name(struct wk_exec *x, void *data, u64 *slots) \
	{ \
		(void)data; \
		slots[0] = (u64)call_##name(x, wk_exec_data(x), slots); \
		return WK_TRAP_NONE; \
	} \
	static s64 call_##name(struct wk_exec *x __maybe_unused, \
			       struct wk_hit *hit __maybe_unused, \
			       const u64 *slots __maybe_unused)

/* @len bytes of the guest at @ptr, or NULL */
static inline void *call_range(const struct wk_exec *x, u64 ptr, u64 len)
{
	struct wk_instance *inst = wk_exec_instance(x);
	struct wk_memory *mem = inst ? wk_instance_memory(inst) : NULL;

	return mem ? wk_mem_range(mem, (u32)ptr, (u32)len) : NULL;
}

static inline s64 call_fail(struct wk_hit *hit, int err, const char *what)
{
	hit->error = err;
	hit->what = what;
	return err;
}

/* A pointer of the guest that does not lie in its memory. */
static inline s64 call_bad_range(struct wk_hit *hit)
{
	return call_fail(hit, -EFAULT, "bytes outside of the program's memory");
}

/* A read of memory that is not the guest's, which failed. */
static inline s64 call_fault(struct wk_hit *hit)
{
	hit->faults++;
	return call_fail(hit, -EFAULT, "no memory at that address");
}

/* ---- read.c ---- */

/**
 * wk_host_read_str() - a string of the kernel or of a task
 * @user: whose
 * @to: where it goes, always terminated; all zero on error
 * @size: room
 *
 * Return: bytes with the NUL, @size for one that was cut; -EFAULT; 0 without room.
 */
s64 wk_host_read_str(struct wk_hit *hit, bool user, u64 addr, char *to, u32 size);

/* ---- record.c ---- */

s64 wk_host_emit(struct wk_exec *x, struct wk_hit *hit, u32 type, u64 ptr, u64 len);

/** wk_host_log() - text for people: into the stream, or to standard error */
s64 wk_host_log(struct wk_hit *hit, const char *text, u32 len);

/* ---- format.c ---- */

enum {
	WK_HOST_FORMAT_MAX = 512,	/* bytes of formatted text */
	WK_HOST_FORMAT_ARGS = 12,
};

/**
 * wk_host_format() - printf for guests
 * @out: WK_HOST_FORMAT_MAX bytes, always terminated
 * @fmt: not terminated
 * @fmt_len: its bytes
 * @args: the values; what is missing is 0
 * @nargs: how many
 *
 * Return: length of the text, or -EINVAL for a format that is not understood.
 */
s64 wk_host_format(struct wk_exec *x, struct wk_hit *hit, char *out, const char *fmt,
		   u32 fmt_len, const u64 *args, u32 nargs);

#endif /* _WK_HOST_CALL_H */
