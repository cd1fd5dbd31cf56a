// SPDX-License-Identifier: GPL-2.0
/* Running guests: start, slices of fuel, traps and their backtraces. */
#include "runtime.h"

const union wk_word wk_cross_code[3] = {
	/* What a return sees as its call: the frame begins behind a cross frame. */
	[0] = { .op = WK_X_enter, .d = WK_CROSS_SLOTS },
	[2] = { .op = WK_X_ret_cross },
};

static const char *const trap_texts[WK_TRAP_COUNT] = {
	[WK_TRAP_NONE] = "no trap",
#define WK_TRAP(ident, text) [WK_TRAP_##ident] = text,
	WK_TRAPS(WK_TRAP)
#undef WK_TRAP
};

const char *wk_trap_text(enum wk_trap trap)
{
	return (u32)trap < WK_TRAP_COUNT ? trap_texts[trap] : "unknown trap";
}

static enum wk_status (*interpreter(enum wk_floats floats))(struct wk_exec *)
{
#ifdef WK_HAVE_FPU
	if (floats == WK_FLOATS_FPU)
		return wk_interp_fpu;
#endif
	return floats == WK_FLOATS_SOFT ? wk_interp_soft : NULL;
}

struct wk_exec *wk_exec_new(u32 stack_slots, enum wk_floats floats,
			    const struct wk_exec_ops *ops)
{
	struct wk_exec *x;

	if (!interpreter(floats))
		return NULL;
	x = wk_alloc(1, sizeof(*x));
	if (!x)
		return NULL;
	x->stack = wk_alloc(stack_slots, sizeof(*x->stack));
	if (!x->stack) {
		wk_free(x);
		return NULL;
	}
	x->end = x->stack + stack_slots;
	x->run = interpreter(floats);
	x->fpu = floats == WK_FLOATS_FPU;
	if (ops)
		x->ops = *ops;
	x->idle = true;
	return x;
}

void wk_exec_free(struct wk_exec *x)
{
	if (!x)
		return;
	wk_free(x->stack);
	wk_free(x);
}

/*
 * The embedder's i32 and f32 are cut to what they are: addresses are summed in 64
 * bits, and a sign-extended -1 would get past the bounds check by wrapping.
 */
static void take_wide_args(const struct wk_functype *t, const u64 *args, u64 *slots)
{
	for (u32 i = 0; i < t->nparams; i++) {
		u8 type = t->types[i];

		*slots++ = wk_type_is_narrow(type) ? (u32)*args : *args;
		args++;
		if (type == WK_V128)
			*slots++ = *args++;
	}
}

static __always_inline void take_args(const struct wk_functype *t, const u64 *args, u64 *slots)
{
	const u8 *types = t->types;
	u64 n = t->nparams;

	if (unlikely(n != t->param_slots)) {
		take_wide_args(t, args, slots);
		return;
	}
	for (u64 i = 0; i < n; i++)
		slots[i] = wk_type_is_narrow(types[i]) ? (u32)args[i] : args[i];
}

void wk_narrow_results(const struct wk_functype *t, u64 *slots)
{
	const u8 *p = t->types + t->nparams;

	for (const u8 *end = p + t->nresults; p < end; p++) {
		if (wk_type_is_narrow(*p))
			*slots = (u32)*slots;
		slots += wk_type_slots(*p);
	}
}

/*
 * The bottom of the stack: a cross frame that belongs to nobody, and the first frame. Hooks
 * come through here at every hit, so this counts instructions. Return: is there room?
 */
static __always_inline bool begin_frame(struct wk_exec *x, const struct wk_func *f)
{
	const union wk_word *e = f->inst->code + f->entry;
	u64 *stack = x->stack, *fp = stack + WK_CROSS_SLOTS;

	if (unlikely((unsigned long)(fp + e->d) > (unsigned long)x->end))
		return false;
	stack[0] = 0;
	stack[1] = 0;
	stack[2] = f->type->result_slots;
	fp[e->b] = (u64)(unsigned long)WK_CROSS_RETURN;
	for (u32 i = 0; i < e->a; i++)
		fp[e->b + 1 + i] = 0;
	x->fp = fp;
	x->pc = e + 1;
	x->inst = f->inst;
	return true;
}

/* A host function that the embedder calls has no frame. */
static bool begin_host(struct wk_exec *x, const struct wk_func *f)
{
	x->inst = NULL;
	x->fuel = 0;
	return (u64)(x->end - x->stack) >=
	       WK_CROSS_SLOTS + max_t(u64, f->type->param_slots, f->type->result_slots);
}

/* Return: can it run? If not, x->trap says why. */
static __always_inline bool start(struct wk_exec *x, struct wk_func *f, const u64 *args, u64 fuel)
{
	s64 budget = (s64)min_t(u64, fuel, WK_FUEL_MAX);

	x->func = f;
	x->idle = false;
	x->trap = WK_TRAP_NONE;
	x->budget = budget;
	x->fuel_start = (u64)budget;
	x->backtrace.n = 0;
	x->backtrace.total = 0;
	if (likely(f->inst ? begin_frame(x, f) : begin_host(x, f))) {
		take_args(f->type, args, x->stack + WK_CROSS_SLOTS);
		return true;
	}
	x->inst = NULL;		/* and no backtrace */
	x->trap = WK_TRAP_STACK;
	return false;
}

void wk_exec_start(struct wk_exec *x, struct wk_func *f, const u64 *args, u64 fuel)
{
	start(x, f, args, fuel);
}

/* ---- backtraces ---- */

static void add_frame(struct wk_exec *x, const struct wk_instance *inst, u32 func,
		      const union wk_word *pc)
{
	struct wk_backtrace *b = &x->backtrace;

	b->total++;
	if (b->n == WK_MAX_BACKTRACE)
		return;
	b->frames[b->n].instance = inst;
	b->frames[b->n].func = func;
	b->frames[b->n].offset = wk_code_offset(inst->module, func, pc);
	b->n++;
}

/* Walks the frames from where the guest stands; layout: code.h and interp.h. */
static void take_backtrace(struct wk_exec *x)
{
	const struct wk_instance *inst = x->inst;
	const union wk_word *pc = x->pc;
	const u64 *fp = x->fp;

	while (inst) {
		u32 func = wk_code_func(inst->module, pc);
		const union wk_word *ret;

		add_frame(x, inst, func, pc);
		ret = (const union wk_word *)(unsigned long)
			fp[inst->code[inst->module->funcs[func].code].b];
		if (ret == WK_CROSS_RETURN) {
			fp -= WK_CROSS_SLOTS;
			ret = (const union wk_word *)(unsigned long)fp[0];
			inst = (const struct wk_instance *)(unsigned long)fp[1];
			if (!inst)
				return;
		}
		pc = ret - 2;
		fp -= pc->d;
	}
}

static enum wk_status trapped(struct wk_exec *x, enum wk_trap trap)
{
	x->trap = trap;
	x->idle = true;
	take_backtrace(x);
	return WK_TRAPPED;
}

/* ---- slices ---- */

static enum wk_trap call_host(struct wk_exec *x, const struct wk_func *f, u64 *slots)
{
	enum wk_trap trap = f->host.fn(x, f->host.data, slots);

	wk_narrow_results(f->type, slots);
	return trap;
}

/* The embedder called a host function itself: no guest code, no frame. */
static enum wk_status run_host(struct wk_exec *x)
{
	u64 *slots = x->stack + WK_CROSS_SLOTS;
	enum wk_trap trap = call_host(x, x->func, slots);

	if (trap)
		return trapped(x, trap);
	memmove(x->stack, slots, x->func->type->result_slots * sizeof(u64));
	x->idle = true;
	return WK_DONE;
}

static enum wk_status run_in_fpu(struct wk_exec *x)
{
	enum wk_status status;

	wk_exec_fpu_begin(x);
	status = x->run(x);
	wk_exec_fpu_end(x);
	return status;
}

/* ---- what the interpreter leaves the FPU section for ---- */

enum wk_trap wk_call_host(struct wk_exec *x, const struct wk_func *f, u64 *slots)
{
	enum wk_trap trap;

	wk_exec_fpu_end(x);
	trap = call_host(x, f, slots);
	wk_exec_fpu_begin(x);
	return trap;
}

/*
 * The new bytes have to be cleared, as by memory.fill, and all of them mapped.
 * An attempt costs the same when the kernel has not the memory.
 */
u32 wk_call_memory_grow(struct wk_exec *x, struct wk_memory *m, u32 delta)
{
	u64 bytes = ((u64)wk_mem_pages(m) + delta) * WK_PAGE_SIZE;
	u32 old;

	if (!wk_memory_may_grow(m, delta))
		return ~0u;
	if (delta)
		x->fuel -= (s64)(delta * (WK_PAGE_SIZE >> 6) + (bytes >> 15));
	wk_exec_fpu_end(x);
	old = wk_memory_grow(m, delta);
	wk_exec_fpu_begin(x);
	return old;
}

u32 wk_call_table_grow(struct wk_exec *x, struct wk_table *t, u32 delta, u64 value)
{
	u32 old;

	if (!wk_table_may_grow(t, delta))
		return ~0u;
	x->fuel -= delta / WK_SLOTS_PER_FUEL;
	wk_exec_fpu_end(x);
	old = wk_table_grow(t, delta, value);
	wk_exec_fpu_begin(x);
	return old;
}

static __always_inline enum wk_status run(struct wk_exec *x, s64 given)
{
	enum wk_status status;

	x->fuel = given;
	status = likely(!x->fpu) ? x->run(x) : run_in_fpu(x);
	x->budget -= given - x->fuel;
	if (likely(status == WK_DONE)) {
		x->idle = true;
		return status;
	}
	if (status == WK_TRAPPED)
		return trapped(x, x->trap);
	return x->budget < 0 ? trapped(x, WK_TRAP_FUEL) : status;
}

enum wk_status wk_exec_run(struct wk_exec *x, u64 slice)
{
	if (unlikely(x->trap))
		return trapped(x, x->trap);
	if (unlikely(!x->func->inst))
		return run_host(x);
	return run(x, min_t(s64, x->budget, (s64)min_t(u64, slice, WK_FUEL_MAX)));
}

enum wk_status wk_exec_call(struct wk_exec *x, struct wk_func *f, const u64 *args, u64 fuel)
{
	if (unlikely(!start(x, f, args, fuel) || !f->inst))
		return wk_exec_run(x, WK_FUEL_MAX);
	return run(x, x->budget);
}

void wk_exec_stop(struct wk_exec *x, enum wk_trap trap)
{
	if (!x->idle)
		trapped(x, trap);
}

const u64 *wk_exec_results(const struct wk_exec *x)
{
	return x->stack;
}

enum wk_trap wk_exec_trap(const struct wk_exec *x)
{
	return x->trap;
}

const struct wk_backtrace *wk_exec_backtrace(const struct wk_exec *x)
{
	return &x->backtrace;
}

/*
 * Never more than was given: what a guest did beyond it, it was not owed. Nor
 * below zero, where a trap comes between a jump forward and the place that pays
 * for the line.
 */
u64 wk_exec_fuel_used(const struct wk_exec *x)
{
	s64 used = (s64)x->fuel_start - max_t(s64, x->budget, 0);

	return (u64)max_t(s64, used, 0);
}

struct wk_instance *wk_exec_instance(const struct wk_exec *x)
{
	return x->inst;
}

void *wk_exec_data(const struct wk_exec *x)
{
	return x->data;
}

void wk_exec_set_data(struct wk_exec *x, void *data)
{
	x->data = data;
}
