/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one header through which the engine sees the world.
 *
 * module/wasm/ builds in the kernel and in user space from the same sources.
 * Everything it needs from outside is named here: integer types, string
 * functions, allocation, bounded formatting.  Nothing else may be included.
 */
#ifndef _WK_WASM_SHIM_H
#define _WK_WASM_SHIM_H

#ifdef __KERNEL__

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>

#else /* user space */

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)
#define noinline	__attribute__((noinline))
#define __printf(f, a)	__attribute__((format(printf, f, a)))
#undef __always_inline
#define __always_inline	inline __attribute__((always_inline))
#define __maybe_unused	__attribute__((unused))
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define READ_ONCE(x)	(*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))
#define OPTIMIZER_HIDE_VAR(v) __asm__("" : "=r" (v) : "0" (v))
#define container_of(p, type, member) \
	((type *)((char *)(p) - offsetof(type, member)))
#define static_assert	_Static_assert
#define fallthrough	__attribute__((fallthrough))
#ifndef __annotate_jump_table
#define __annotate_jump_table
#endif
#define min_t(t, a, b)	({ t _a = (a), _b = (b); _a < _b ? _a : _b; })
#define max_t(t, a, b)	({ t _a = (a), _b = (b); _a > _b ? _a : _b; })
#define scnprintf	wk_scnprintf
#define vscnprintf	wk_vscnprintf

/* Like the kernel's: returns what was written, never what would have been. */
static inline int wk_vscnprintf(char *buf, size_t size, const char *fmt, va_list ap)
{
	int n = vsnprintf(buf, size, fmt, ap);

	if (n < 0 || !size)
		return 0;
	return (size_t)n < size ? n : (int)size - 1;
}

static inline __printf(3, 4) int wk_scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = wk_vscnprintf(buf, size, fmt, ap);
	va_end(ap);
	return n;
}

#endif /* __KERNEL__ */

#ifndef __annotate_jump_table
#define __annotate_jump_table
#endif

/*
 * Long loops over untrusted input call this so that others get the CPU; and, on a preemptible
 * kernel, so that grace periods of RCU tasks (ftrace, rmmod) do not wait for them to end.
 */
#ifdef __KERNEL__
#define wk_cond_resched()	cond_resched_tasks_rcu_qs()
/* Is the task being killed that waits for this? */
#define wk_must_stop()		fatal_signal_pending(current)
#else
#define wk_cond_resched()	do { } while (0)
#define wk_must_stop()		false
#endif

/**
 * wk_alloc() - zeroed memory for the engine, charged to the current task.
 * @n: number of elements
 * @size: bytes of one element
 *
 * Context: may sleep. Return: memory to be freed with wk_free(), or NULL when
 * memory is short or @n * @size overflows. Never logs.
 */
void *wk_alloc(size_t n, size_t size);

/**
 * wk_realloc() - grows memory from wk_alloc() to @n elements of @size bytes.
 * @p: old memory or NULL
 * @old_n: elements it has now
 * @n: elements wanted, at least @old_n; the new ones are zeroed
 * @size: bytes of one element
 *
 * Context: may sleep. Return: the new place, or NULL with @p left as it was.
 */
void *wk_realloc(void *p, size_t old_n, size_t n, size_t size);

/** wk_free() - frees memory from wk_alloc(); NULL is allowed. */
void wk_free(void *p);

/* Little-endian reads and writes at any alignment. */
static inline u32 wk_get_le32(const u8 *p)
{
	return (u32)p[0] | (u32)p[1] << 8 | (u32)p[2] << 16 | (u32)p[3] << 24;
}

static inline u64 wk_get_le64(const u8 *p)
{
	return (u64)wk_get_le32(p) | (u64)wk_get_le32(p + 4) << 32;
}

#endif /* _WK_WASM_SHIM_H */
