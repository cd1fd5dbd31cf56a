/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What exists while guests run: the engine's own view of the things that
 * wasm.h leaves opaque.
 *
 * Everything hangs off its store and dies with it; between things of one store
 * there are plain pointers and no reference counts.
 */
#ifndef _WK_WASM_RUNTIME_H
#define _WK_WASM_RUNTIME_H

#include "code.h"
#include "pages.h"
#include "wasm.h"

/**
 * struct wk_func - a function that can be called or referred to
 * @type: its type; compare pointers first, then structurally
 * @inst: whose code it is, or NULL for a host function
 * @index: function index in the instance's module
 * @entry: word offset of its entry in the module's code
 * @host: what to call, if @inst is NULL
 * @next: next host function of the store
 */
struct wk_func {
	const struct wk_functype *type;
	struct wk_instance *inst;
	u32 index;
	u32 entry;
	struct wk_hostfunc host;
	struct wk_func *next;
};

/* Sizes of memory cells, 1 to 16 bytes, as an index. */
#define WK_ROOMS 5
#define WK_ROOM(n) ((n) == 1 ? 0 : (n) == 2 ? 1 : (n) == 4 ? 2 : (n) == 8 ? 3 : 4)

/**
 * struct wk_memory - a linear memory
 * @pages: its bytes
 * @room: how many addresses hold a whole cell of 1, 2, 4, 8, 16 bytes: an access
 *	needs one comparison and no sum
 * @max: pages of 64 KiB that it may grow to
 * @type: its declared type
 * @store: whose budget it uses
 */
struct wk_memory {
	struct wk_pages pages;
	u64 room[WK_ROOMS];
	u32 max;
	struct wk_memtype type;
	struct wk_store *store;
};

/**
 * struct wk_table - a table of references
 * @elems: struct wk_func pointers or external references; 0 is null
 * @size: entries
 * @cap: entries that @elems has room for
 * @max: entries that it may grow to
 * @type: its declared type
 * @store: whose budget it uses
 */
struct wk_table {
	u64 *elems;
	u32 size;
	u32 cap;
	u32 max;
	struct wk_tabletype type;
	struct wk_store *store;
};

/**
 * struct wk_global - a global variable
 * @value: low and high slot
 * @type: type and mutability
 */
struct wk_global {
	u64 value[2];
	struct wk_globaltype type;
};

/**
 * struct wk_segment - an element segment at run time
 * @elems: evaluated references
 * @n: how many; 0 once dropped
 */
struct wk_segment {
	u64 *elems;
	u32 n;
};

/**
 * struct wk_instance - an instance of a module
 * @code: the module's code
 * @mem: memory 0, or NULL
 * @funcs: function index space
 * @globals: global index space
 * @tables: table index space
 * @segments: element segments
 * @data_left: bytes of each data segment; 0 once dropped
 * @module: what it is an instance of
 * @store: owner
 * @own_funcs: the functions it defines
 * @own_globals: the globals it defines
 * @own_tables: the tables it defines
 * @own_mem: the memory it defines, if @mem points here
 * @next: next instance of the store
 */
struct wk_instance {
	const union wk_word *code;
	struct wk_memory *mem;
	struct wk_func **funcs;
	struct wk_global **globals;
	struct wk_table **tables;
	struct wk_segment *segments;
	u32 *data_left;
	const struct wk_module *module;
	struct wk_store *store;
	struct wk_func *own_funcs;
	struct wk_global *own_globals;
	struct wk_table *own_tables;
	struct wk_memory own_mem;
	struct wk_instance *next;
};

/**
 * struct wk_store - owner of everything that can refer to each other
 * @budget: what may still be used
 * @instances: list
 * @hosts: list of host functions
 */
struct wk_store {
	struct wk_budget budget;
	struct wk_instance *instances;
	struct wk_func *hosts;
};

/**
 * struct wk_exec - a guest stack and where its guest stands
 * @pc: next instruction, or the trapping one
 * @fp: frame pointer
 * @inst: whose code @pc is in
 * @fuel: what is left of the slice; below zero it pauses
 * @stack: slots
 * @end: behind the last one
 * @budget: fuel left behind the slice
 * @fuel_start: what it was started with
 * @ops: the embedder's
 * @data: the embedder's
 * @func: function to call
 * @run: the build of the interpreter
 * @fpu: guest code runs inside an FPU section
 * @trap: why it stopped
 * @idle: nothing started, or ended
 * @backtrace: of the trap
 */
struct wk_exec {
	const union wk_word *pc;
	u64 *fp;
	struct wk_instance *inst;
	s64 fuel;
	u64 *stack;
	u64 *end;
	s64 budget;
	u64 fuel_start;
	struct wk_exec_ops ops;
	void *data;
	struct wk_func *func;
	enum wk_status (*run)(struct wk_exec *x);
	enum wk_trap trap;
	bool fpu;
	bool idle;
	struct wk_backtrace backtrace;
};

/* The two builds of interp.h. @x has pc, fp, inst and fuel set. */
enum wk_status wk_interp_soft(struct wk_exec *x);
enum wk_status wk_interp_fpu(struct wk_exec *x);

/*
 * The two builds of simd_interp.h: run the operations on v128 from @pc on. Return: the first
 * one that is not one, or NULL when an access is out of bounds, with @x->pc at it.
 */
const union wk_word *wk_simd_soft(struct wk_exec *x, const union wk_word *pc, u64 *fp, u8 *mem,
				  u64 mem_size);
const union wk_word *wk_simd_fpu(struct wk_exec *x, const union wk_word *pc, u64 *fp, u8 *mem,
				 u64 mem_size);

/* wk_cross_code - where a frame returns to when a cross frame lies below it */
extern const union wk_word wk_cross_code[3];
#define WK_CROSS_RETURN (&wk_cross_code[2])

/* wk_no_memory - for instances without one: nothing is inside it */
extern const struct wk_memory wk_no_memory;

/** wk_instance_link() - fills in the imports; Return: 0, or -1 with @e set */
int wk_instance_link(struct wk_instance *inst, const struct wk_extern *imports,
		     struct wk_error *e);

/** wk_instance_free() - what the instance owns; only by its store */
void wk_instance_free(struct wk_instance *inst);

/** wk_table_may_grow(), wk_memory_may_grow() - do maximum and budget allow @delta more? */
bool wk_table_may_grow(const struct wk_table *t, u32 delta);
bool wk_memory_may_grow(const struct wk_memory *m, u32 delta);

/** wk_table_grow() - Return: old size, or 0xffffffff when it cannot */
u32 wk_table_grow(struct wk_table *t, u32 delta, u64 value);

/** wk_memory_grow() - Return: old size in pages, or 0xffffffff when it cannot */
u32 wk_memory_grow(struct wk_memory *m, u32 delta);

/* An FPU section around guest code, if this exec needs one; nests nowhere. */
static inline void wk_exec_fpu_begin(struct wk_exec *x)
{
	if (x->fpu && x->ops.fpu_begin)
		x->ops.fpu_begin();
}

static inline void wk_exec_fpu_end(struct wk_exec *x)
{
	if (x->fpu && x->ops.fpu_end)
		x->ops.fpu_end();
}

/** wk_narrow_results() - cuts the i32 and f32 among a host function's results to 32 bits */
void wk_narrow_results(const struct wk_functype *t, u64 *slots);

/*
 * For the interpreter: what may sleep, and so has to happen outside the FPU
 * section. Those that grow charge it to @x->fuel.
 */
enum wk_trap wk_call_host(struct wk_exec *x, const struct wk_func *f, u64 *slots);
u32 wk_call_memory_grow(struct wk_exec *x, struct wk_memory *m, u32 delta);
u32 wk_call_table_grow(struct wk_exec *x, struct wk_table *t, u32 delta, u64 value);

/*
 * Bulk instructions (spec 4.4.6.9ff, 4.4.7). All check both ranges before they
 * write anything.
 */
enum wk_trap wk_bulk_memory_fill(struct wk_exec *x, struct wk_instance *inst,
				 u32 to, u8 value, u32 n);
enum wk_trap wk_bulk_memory_copy(struct wk_exec *x, struct wk_instance *inst,
				 u32 to, u32 from, u32 n);
enum wk_trap wk_bulk_memory_init(struct wk_exec *x, struct wk_instance *inst,
				 u32 seg, u32 to, u32 from, u32 n);
enum wk_trap wk_bulk_table_fill(struct wk_table *t, u32 to, u64 value, u32 n);
enum wk_trap wk_bulk_table_copy(struct wk_table *t, const struct wk_table *s,
				u32 to, u32 from, u32 n);
enum wk_trap wk_bulk_table_init(struct wk_table *t, const struct wk_segment *s,
				u32 to, u32 from, u32 n);

/** wk_code_offset() - byte offset in the binary of the instruction at @pc of @func */
u32 wk_code_offset(const struct wk_module *m, u32 func, const union wk_word *pc);

/** wk_code_func() - index of the function whose code @pc is in */
u32 wk_code_func(const struct wk_module *m, const union wk_word *pc);

#endif /* _WK_WASM_RUNTIME_H */
