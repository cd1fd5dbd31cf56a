/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The engine's public face.
 *
 *   load         wk_module_load()       binary -> module (immutable, shareable)
 *   instantiate  wk_instance_new()      module + imports -> instance in a store
 *   run          wk_exec_start(), wk_exec_run()
 *
 * A store holds everything that can refer to each other at run time; it is
 * used by one thread at a time and freed as a whole.  Values cross this
 * interface as 64-bit slots: i32 and f32 in the low half, zero-extended;
 * v128 in two slots, low half first; references as 0 for null, and for an
 * externref N as the embedder's N itself, never 0.
 */
#ifndef _WK_WASM_WASM_H
#define _WK_WASM_WASM_H

#include "error.h"
#include "limits.h"
#include "module.h"
#include "types.h"

struct wk_exec;
struct wk_func;
struct wk_instance;
struct wk_store;

/* ---- modules ---- */

/**
 * wk_module_load() - decodes, validates and compiles a binary
 * @bytes: from wk_alloc(); owned by the engine from now on, also on error
 * @size: its length
 * @e: zeroed; says what is wrong
 *
 * Context: may sleep. Return: the module, to be released with
 * wk_module_free() after the last store that uses it; or NULL with @e set.
 */
struct wk_module *wk_module_load(u8 *bytes, u32 size, struct wk_error *e);

/** wk_module_parse() - as wk_module_load(), but decodes and validates only */
struct wk_module *wk_module_parse(u8 *bytes, u32 size, struct wk_error *e);

void wk_module_free(struct wk_module *m);

/* ---- traps ---- */

/* Why a guest was stopped: WK_TRAP(ident, sentence). */
#define WK_TRAPS(WK_TRAP) \
	WK_TRAP(UNREACHABLE,	"unreachable") \
	WK_TRAP(MEMORY,		"out of bounds memory access") \
	WK_TRAP(TABLE,		"out of bounds table access") \
	WK_TRAP(UNDEFINED_ELEM,	"undefined element") \
	WK_TRAP(UNINIT_ELEM,	"uninitialized element") \
	WK_TRAP(CALL_TYPE,	"indirect call type mismatch") \
	WK_TRAP(DIV_ZERO,	"integer divide by zero") \
	WK_TRAP(OVERFLOW,	"integer overflow") \
	WK_TRAP(CONVERSION,	"invalid conversion to integer") \
	WK_TRAP(STACK,		"call stack exhausted") \
	WK_TRAP(FUEL,		"out of fuel") \
	WK_TRAP(NOMEM,		"out of memory") \
	WK_TRAP(HOST,		"host function failed") \
	WK_TRAP(KILLED,		"killed") \
	WK_TRAP(TIMEOUT,	"time limit exceeded") \
	WK_TRAP(EXIT,		"program exit")

enum wk_trap {
	WK_TRAP_NONE,
#define WK_TRAP(ident, text) WK_TRAP_##ident,
	WK_TRAPS(WK_TRAP)
#undef WK_TRAP
	WK_TRAP_COUNT,
};

/** wk_trap_text() - the sentence of a trap, as in the spec's test suite */
const char *wk_trap_text(enum wk_trap trap);

/**
 * struct wk_frame - one guest function of a backtrace, innermost first
 * @instance: whose function it is
 * @func: its index in that instance's module
 * @offset: byte offset in that module: the trapping instruction, or the call
 */
struct wk_frame {
	const struct wk_instance *instance;
	u32 func;
	u32 offset;
};

/**
 * struct wk_backtrace - where a guest was when it trapped
 * @n: frames kept
 * @total: frames there were; more than @n when the outer ones were cut
 */
struct wk_backtrace {
	u32 n;
	u32 total;
	struct wk_frame frames[WK_MAX_BACKTRACE];
};

/* ---- stores and instances ---- */

/**
 * struct wk_budget - what the instances of a store may use together
 * @memory_pages: linear memory, pages of 64 KiB
 * @table_elems: table entries
 */
struct wk_budget {
	u32 memory_pages;
	u32 table_elems;
};

/** wk_store_new() - an empty store, or NULL when memory is short */
struct wk_store *wk_store_new(const struct wk_budget *budget);

/** wk_store_free() - with all its instances; nothing of it may be running */
void wk_store_free(struct wk_store *s);

/**
 * wk_store_seal() - nothing in a store may grow any more
 *
 * memory.grow and table.grow by more than 0 answer -1 from now on, so that guests never make
 * the engine allocate. Context: any, nothing of it running.
 */
void wk_store_seal(struct wk_store *s);

/**
 * struct wk_hostfunc - a function of the embedder
 * @fn: reads its arguments from @slots and writes its results over them (slot
 *      0 on; there is room for both; what exceeds an i32 or f32 is cut off).
 *      Return: WK_TRAP_NONE, or why the guest must stop.
 * @data: passed to @fn
 */
struct wk_hostfunc {
	enum wk_trap (*fn)(struct wk_exec *x, void *data, u64 *slots);
	void *data;
};

/**
 * struct wk_extern - something that can be imported or exported
 * @kind: enum wk_extern_kind
 * @func: and so on: owned by their store
 */
struct wk_extern {
	u8 kind;
	union {
		struct wk_func *func;
		struct wk_table *table;
		struct wk_memory *memory;
		struct wk_global *global;
	};
};

/**
 * wk_func_new_host() - a function that calls back into the embedder
 * @s: store that will own it
 * @type: its type; must stay valid as long as the store
 * @host: what to call
 *
 * Return: the function, or NULL when memory is short.
 */
struct wk_func *wk_func_new_host(struct wk_store *s, const struct wk_functype *type,
				 const struct wk_hostfunc *host);

/**
 * wk_instance_new() - links a module: checks imports, makes memories, tables
 *                     and globals
 * @s: store that will own it
 * @m: must outlive the store
 * @imports: one for each of @m->imports, in that order; all of them from @s
 * @e: zeroed; says which import does not fit, or which budget is exceeded
 *
 * Segments are not yet applied and the start function has not yet run: see
 * wk_instance_init(). Context: may sleep. Return: instance, or NULL with @e.
 */
struct wk_instance *wk_instance_new(struct wk_store *s, const struct wk_module *m,
				    const struct wk_extern *imports, struct wk_error *e);

/**
 * wk_instance_init() - applies the active segments in order
 * @inst: from wk_instance_new(), once
 *
 * What was written before a trap stays written (spec 4.5.4). The caller then
 * runs wk_instance_start_func(), if there is one.
 * Return: WK_TRAP_NONE, WK_TRAP_MEMORY or WK_TRAP_TABLE.
 */
enum wk_trap wk_instance_init(struct wk_instance *inst);

/** wk_instance_start_func() - the start function, or NULL */
struct wk_func *wk_instance_start_func(struct wk_instance *inst);

/** wk_instance_export() - looks an export up by name; Return: found? */
bool wk_instance_export(struct wk_instance *inst, const u8 *name, u32 len,
			struct wk_extern *out);

/**
 * wk_instance_stack_pointer() - where compilers keep the stack pointer of C, or NULL
 *
 * It is the first global, if it is a variable i32 of the instance's own. A trap leaves it where the
 * guest had it; an embedder that goes on calling the instance puts it back.
 */
u64 *wk_instance_stack_pointer(struct wk_instance *inst);

const struct wk_module *wk_instance_module(const struct wk_instance *inst);

/** wk_instance_memory() - memory 0 of the instance, or NULL */
struct wk_memory *wk_instance_memory(struct wk_instance *inst);

const struct wk_functype *wk_func_type(const struct wk_func *f);

/** wk_global_type(), wk_global_slots() - type and place of the value */
const struct wk_globaltype *wk_global_type(const struct wk_global *g);
u64 *wk_global_slots(struct wk_global *g);

/* ---- guest memory, seen by host functions ---- */

/**
 * wk_mem_range() - checks a guest range and gives its place
 * @mem: memory
 * @ptr: guest pointer
 * @len: bytes; 0 is legal anywhere up to the end of memory
 *
 * The one way from a guest pointer to a host pointer. The result is valid
 * until memory can grow, that is until the host function returns.
 * Return: the place, or NULL when any byte lies outside.
 */
void *wk_mem_range(struct wk_memory *mem, u64 ptr, u64 len);

/* Return of these: did the range lie inside? Nothing is done when not. */
bool wk_mem_read(struct wk_memory *mem, u64 ptr, void *dst, u64 len);
bool wk_mem_write(struct wk_memory *mem, u64 ptr, const void *src, u64 len);
bool wk_mem_read_u32(struct wk_memory *mem, u64 ptr, u32 *v);
bool wk_mem_write_u32(struct wk_memory *mem, u64 ptr, u32 v);
bool wk_mem_write_u64(struct wk_memory *mem, u64 ptr, u64 v);

/** wk_mem_pages() - current size in pages of 64 KiB */
u32 wk_mem_pages(const struct wk_memory *mem);

/* ---- running ---- */

enum wk_floats {
	WK_FLOATS_SOFT,		/* integer code, any context */
	WK_FLOATS_FPU,		/* SSE, inside the FPU section of struct wk_exec_ops */
};

#define WK_FUEL_MAX	(1ull << 62)

enum wk_status {
	WK_DONE,		/* results are in wk_exec_results() */
	WK_PAUSED,		/* slice used up: run again to go on */
	WK_TRAPPED,		/* see wk_exec_trap() */
};

/**
 * struct wk_exec_ops - what the embedder does around a guest; each may be NULL
 * @fpu_begin: enters an FPU section (WK_FLOATS_FPU only)
 * @fpu_end: leaves it. The engine leaves it around host functions, growing
 *           and long bulk instructions, which may therefore sleep.
 * @relax: called between pieces of a long bulk instruction, outside any FPU
 *         section: may reschedule. Return: WK_TRAP_NONE, or why to stop.
 */
struct wk_exec_ops {
	void (*fpu_begin)(void);
	void (*fpu_end)(void);
	enum wk_trap (*relax)(struct wk_exec *x);
};

/**
 * wk_exec_new() - a guest stack of @stack_slots 8-byte slots
 * @stack_slots: its size; running out of it is WK_TRAP_STACK
 * @floats: which build of the interpreter runs
 * @ops: NULL, or what to do around guest code
 *
 * Return: an idle exec, or NULL when memory is short or the build asked for
 * does not exist on this machine.
 */
struct wk_exec *wk_exec_new(u32 stack_slots, enum wk_floats floats,
			    const struct wk_exec_ops *ops);
void wk_exec_free(struct wk_exec *x);

/**
 * wk_exec_start() - prepares a call
 * @x: idle
 * @f: function to call, guest or host
 * @args: its parameter slots
 * @fuel: what it may use; WK_FUEL_MAX for no limit. Each guest instruction
 *        costs 1; a bulk instruction 1 more for every 64 bytes or 8 elements, and
 *        so do tables that grow and frames and results that are wide; memory
 *        that grows 1 for every 64 bytes that it gets and 32 KiB that it then has.
 */
void wk_exec_start(struct wk_exec *x, struct wk_func *f, const u64 *args, u64 fuel);

/**
 * wk_exec_run() - runs until the end, a trap, or @slice guest instructions
 * @x: started or paused
 * @slice: guest instructions until it pauses; overrun by at most a few thousand
 *         (WK_FUEL_PIECE) and one bulk instruction, growth or host function
 *
 * Context: any that its host functions allow; no allocation but by memory.grow
 * and table.grow.
 */
enum wk_status wk_exec_run(struct wk_exec *x, u64 slice);

/**
 * wk_exec_call() - wk_exec_start() and wk_exec_run() at once, without slices: the quick way,
 * for hooks
 *
 * Return: WK_DONE or WK_TRAPPED.
 */
enum wk_status wk_exec_call(struct wk_exec *x, struct wk_func *f, const u64 *args, u64 fuel);

/** wk_exec_stop() - makes a paused call a trapped one, with @trap */
void wk_exec_stop(struct wk_exec *x, enum wk_trap trap);

const u64 *wk_exec_results(const struct wk_exec *x);
enum wk_trap wk_exec_trap(const struct wk_exec *x);
const struct wk_backtrace *wk_exec_backtrace(const struct wk_exec *x);
u64 wk_exec_fuel_used(const struct wk_exec *x);

/**
 * wk_exec_instance() - inside a host function: the instance that calls it
 * (NULL when the embedder called the host function directly)
 */
struct wk_instance *wk_exec_instance(const struct wk_exec *x);

/**
 * wk_exec_data(), wk_exec_set_data() - a pointer of the embedder, for host
 * functions
 */
void *wk_exec_data(const struct wk_exec *x);
void wk_exec_set_data(struct wk_exec *x, void *data);

#endif /* _WK_WASM_WASM_H */
