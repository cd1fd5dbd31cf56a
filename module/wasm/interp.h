/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The interpreter: one function, direct threaded by computed goto.
 *
 * Included by interp_soft.c and interp_fpu.c, which define
 *	WK_INTERP	name of the function
 *	WK_F(fn)	the float function fn of this build
 *	F32, F64	the types of its operands and results
 *	WK_ACC(v)	the accumulator, acc32 or acc64, for values of v's type
 *	WK_FROM_SLOT(T, slot), WK_TO_SLOT(slot, v)	a T in slot; puts v there
 *	WK_SIMD		its interpreter of v128
 *	WK_HOST_IN_PLACE	if host functions can be called from here: there is no FPU
 *			section to leave
 *
 * In the kernel's FPU build every instruction of it executes inside an FPU
 * section, so what must leave the section is a call into other files.
 *
 * No allocation, no lock, no recursion. The kernel stack holds only what the
 * compiler spills; everything of the guest is in struct wk_exec.
 *
 * Calls between instances.  The frame of the callee then begins WK_CROSS_SLOTS
 * above the arguments, and these slots hold: [0] the return address in the
 * caller's code, [1] the caller's instance, [2] the number of result slots.
 * The callee returns to wk_cross_code, whose only instruction undoes this. The
 * same frame with instance NULL lies at the bottom of the stack.
 */

/*
 * The instruction and its second word. Inside handlers of several instructions "at" is the
 * distance from pc to the one at hand, known when this is compiled: pc itself moves once.
 */
#define I		(pc[at])
#define E		(pc[at + 1])
#define SLOT(n)		(fp[n])

#ifdef WK_PROFILE
#include "interp_profile.h"
#define DISPATCH()	do { profile(code, pc); goto *labels[pc->op]; } while (0)
#else
#define DISPATCH()	goto *labels[pc->op]
#endif
#define NEXT(n)		do { pc += (n); DISPATCH(); } while (0)

/* What only a trap needs to know is computed there: gcc would do it on the way. */
#define TRAP(why) do {						\
	u64 _at = at;						\
								\
	OPTIMIZER_HIDE_VAR(_at);				\
	pc += _at;						\
	trap = (why);						\
	goto trapped;						\
} while (0)

/*
 * The same for accesses outside of memory, of which there are hundreds, without a block for
 * each: from 2^26 blocks times pseudo registers on, gcc allocates registers in a simpler way
 * that leaves the accumulators in memory.
 */
#define TRAP_OUTSIDE() do {					\
	switch (at) {						\
	case 0:							\
		goto outside_0;					\
	case 1:							\
		goto outside_1;					\
	case 2:							\
		goto outside_2;					\
	case 3:							\
		goto outside_3;					\
	case 4:							\
		goto outside_4;					\
	case 5:							\
		goto outside_5;					\
	case 6:							\
		goto outside_6;					\
	default:						\
		TRAP(WK_TRAP_MEMORY);				\
	}							\
} while (0)

/*
 * Behind every call: nobody will read these, and gcc would have to keep them across it, as no
 * register for floats survives one. With enough such calls it keeps them in memory always.
 */
#define FORGET() do {							\
	acc32 = 0;							\
	acc64 = 0;							\
} while (0)

/*
 * Behind an instruction that may have cost much: in a straight row of them no
 * jump comes that would look at the fuel.
 */
#define NEXT_CHARGED(n) do {					\
	FORGET();						\
	pc += (n);						\
	if (unlikely(fuel < 0))					\
		goto paused;					\
	DISPATCH();						\
} while (0)

/* A taken jump: w is the address of its { x, y } word. */
#define JUMP(w) do {						\
	const union wk_word *_w = (w);				\
								\
	fuel -= _w->y;						\
	pc = _w + _w->x;					\
	if (unlikely(fuel < 0))					\
		goto paused;					\
	DISPATCH();						\
} while (0)

/* Behind a change of the instance: host functions may ask for it. */
#define RELOAD() do {						\
	x->inst = inst;						\
	code = inst->code;					\
	memory = inst->mem ? inst->mem : &wk_no_memory;		\
	mem = memory->pages.base;				\
	FORGET();						\
} while (0)

/* Bulk memory instructions cost 1 more for every 64 bytes, tables for every 8 entries. */
#define BULK_MEMORY(n, call) do {				\
	fuel -= (u32)(n) >> 6;					\
	trap = (call);						\
	FORGET();						\
	if (unlikely(trap))					\
		goto trapped;					\
} while (0)
#define BULK_TABLE(n, call) do {				\
	fuel -= (u32)(n) / WK_SLOTS_PER_FUEL;			\
	trap = (call);						\
	FORGET();						\
	if (unlikely(trap))					\
		goto trapped;					\
} while (0)

/*
 * Spec 4.4.7: the sum of address and offset does not wrap. A slot holds at
 * most 2^33, so 64 bits suffice.
 */
#define IN_MEMORY(ea, n)	likely((ea) < memory->room[WK_ROOM(n)])

/*
 * Are there less than n slots from f on? A sum of addresses, for a difference of slots
 * would have to be shifted: n has 17 bits, and no stack lies that close to the last address.
 */
#define NO_ROOM(f, n)							\
	((unsigned long)(f) + (n) * sizeof(u64) > (unsigned long)x->end)

/* Begins the frame of a callee in the same instance; e: its enter word. */
#define FRAME(e, nfp, ret) do {					\
	const union wk_word *_e = (e);				\
	u64 *_f = (nfp), *_local = _f + _e->b;			\
								\
	if (unlikely(NO_ROOM(_f, _e->d)))			\
		TRAP(WK_TRAP_STACK);				\
	*_local = (u64)(unsigned long)(ret);			\
	for (u64 *_last = _local + _e->a; _local != _last;)	\
		*++_local = 0;					\
	fp = _f;						\
	pc = _e + 1;						\
} while (0)

#define RETURN(h) do {						\
	pc = (const union wk_word *)(unsigned long)fp[h];	\
	fp -= pc[-2].d;						\
	if (unlikely(fuel < 0))					\
		goto returned;					\
	DISPATCH();						\
} while (0)

#include "interp_body.h"

enum wk_status WK_INTERP(struct wk_exec *x)
{
	static const void * const labels[WK_X_COUNT] __annotate_jump_table = {
#define WK_XOP(ident, words) [WK_X_##ident] = &&l_##ident,
		WK_XOPS(WK_XOP)
#undef WK_XOP
#define F(ident, form) [WK_X_##ident##_##form] = &&l_##ident##_##form,
#include "forms_all.h"
#undef F
#define WK_PAIR(first, second, body) \
		[WK_X_##first##__##second] = &&l_##first##__##second,
#include "pairs.def"
#undef WK_PAIR
		[WK_X_SIMD ... WK_X_COUNT - 1] = &&l_simd,
	};
	const union wk_word *pc = x->pc;
	u64 *fp = x->fp;
	struct wk_instance *inst = x->inst;
	s64 fuel = x->fuel;
	const union wk_word *code;
	const struct wk_memory *memory;
	u8 *mem;
	u64 acc = 0;		/* the last result; dead wherever a jump may end */
	F32 acc32 __maybe_unused = 0;	/* and if it is a float */
	F64 acc64 __maybe_unused = 0;
	const u32 at = 0;	/* handlers of several instructions have their own */
	enum wk_trap trap;
	struct wk_func *f;	/* function to call ... */
	u64 *nfp;		/* ... with its arguments here */

	RELOAD();
	DISPATCH();

	/* ---- forms of the rows of ops.def ---- */
#define BODY(label, body) label: { u32 at = 0; body; NEXT(at); }
#define HANDLER(class, id, form) BODY(l_##id##_##form, class##_##form(id))
/* Those that are rare, or slow anyway, share one jump: each has an edge to every handler. */
#define RARE(class, id, form)						\
	l_##id##_##form: { u32 at = 0; class##_##form(id); pc += at; goto next; }
#define BIN(id, form)	HANDLER(BIN, id, form)
#define FC(id, form)	RARE(BIN, id, form)
#define DIV(id, form)	RARE(DIV, id, form)
#define UN(id, form)	RARE(UN, id, form)
#define TR(id, form)	RARE(TR, id, form)
#define BR(id, form)	HANDLER(BR, id, form)
#define LD(id, form)	HANDLER(LD, id, form)
#define ST(id, form)	HANDLER(ST, id, form)
#define WK_BINARY(ident, T, expr) WK_FORMS_BINARY(BIN, ident)
#define WK_COMMUTE(ident, T, expr) WK_FORMS_COMMUTE(BIN, ident)
#define WK_DIVIDE(ident, T, S, check, expr) WK_FORMS_BINARY(DIV, ident)
#define WK_COMPARE(ident, T, inverse, expr) WK_FORMS_BINARY(BIN, ident) WK_FORMS_BRANCH(BR, ident)
#define WK_EQUAL(ident, T, inverse, expr) WK_FORMS_COMMUTE(BIN, ident) WK_FORMS_EQBRANCH(BR, ident)
#define WK_UNARY(ident, T, expr) WK_FORMS_UNARY(UN, ident)
#define WK_FBINARY(ident, T, fn) WK_FORMS_BINARY(BIN, ident)
#define WK_FCOMMUTE(ident, T, fn) WK_FORMS_COMMUTE(BIN, ident)
#define WK_FCOMPARE(ident, T, fn) WK_FORMS_BINARY_RR(FC, ident) WK_FORMS_FBRANCH(BR, ident)
#define WK_FUNARY(ident, T, R, fn) WK_FORMS_UNARY(UN, ident)
#define WK_FTRUNC(ident, T, R, fn) WK_FORMS_UNARY(TR, ident)
#define WK_LOAD(ident, M, R) WK_FORMS_LOAD(LD, ident)
#define WK_STORE(ident, M) WK_FORMS_STORE(ST, ident)
#include "ops.def"

	/* A jump that never happens: without it gcc copies the dispatch to all who come here. */
next:
	asm goto("" : : : : paused);
	DISPATCH();

	/* ---- v128 ---- */
l_simd:
	pc = WK_SIMD(x, pc, fp, mem, memory->pages.bytes);
	FORGET();
	if (likely(pc))
		DISPATCH();
	pc = x->pc;
	TRAP(WK_TRAP_MEMORY);

	/* ---- superinstructions ---- */
#define WK_PAIR(first, second, body) BODY(l_##first##__##second, body)
#include "pairs.def"
#undef WK_PAIR

	/* ---- moves ---- */
#define STRAIGHT(id) BODY(l_##id, DO_##id())
	STRAIGHT(copy)
	STRAIGHT(const)
	STRAIGHT(select)
	STRAIGHT(selectx)
	STRAIGHT(global_get)
	STRAIGHT(global_getx)
	STRAIGHT(global_setx)
	STRAIGHT(global_set)
l_copyn:
	memmove(fp + I.d, fp + I.a, (size_t)E.x * 8);
	FORGET();
	NEXT(2);

	/* ---- control ---- */
l_enter:
l_trap_unreachable:
	TRAP(WK_TRAP_UNREACHABLE);
l_br:
	JUMP(pc + 1);
l_br_table: {
		u32 i = (u32)SLOT(I.a), n = (u32)E.x;

		JUMP(pc + 2 + (i < n ? i : n - 1));
	}
l_br_tablex: {
		u32 i = (u32)acc, n = (u32)E.x;

		JUMP(pc + 2 + (i < n ? i : n - 1));
	}
l_fuel:
	fuel -= E.y;
	NEXT_CHARGED(2);
l_ret:
	fuel -= I.b;
	RETURN(I.d);
l_ret1:
	fuel -= I.b;
	SLOT(0) = SLOT(I.a);
	RETURN(I.d);
l_ret1x:
	fuel -= I.b;
	SLOT(0) = acc;
	RETURN(I.d);
l_retn:
	fuel -= I.b;
	memmove(fp, fp + I.a, (size_t)E.x * 8);
	FORGET();
	RETURN(I.d);
l_call:
	fuel -= E.y;
	FRAME(pc + 1 + E.x, fp + I.d, pc + 2);
	if (unlikely(fuel < 0))
		goto paused;
	DISPATCH();
l_call_func:
	fuel -= E.y;
	f = inst->funcs[(u32)E.x];
#ifdef WK_HOST_IN_PLACE
	if (likely(!f->inst)) {
		/* Instance and code stay what they are, and nobody reads x->pc or x->fp. */
		x->fuel = fuel;
		trap = f->host.fn(x, f->host.data, fp + I.d);
		if (unlikely(trap))
			goto trapped_in_host;
		fuel = x->fuel;
		mem = memory->pages.base;
		acc = 0;
		if (I.a == WK_NARROW_ONE)
			SLOT(I.d) = (u32)SLOT(I.d);
		else if (unlikely(I.a))
			wk_narrow_results(inst->funcs[(u32)E.x]->type, fp + I.d);
		NEXT_CHARGED(2);
	}
#endif
	goto call_any;
l_call_indirect: {
		const struct wk_table *t = inst->tables[I.b];
		const struct wk_functype *type = inst->module->types[(u32)E.x].canon;
		u32 i = (u32)SLOT(I.a);

		fuel -= E.y;
		if (unlikely(i >= t->size))
			TRAP(WK_TRAP_UNDEFINED_ELEM);
		f = (struct wk_func *)(unsigned long)t->elems[i];
		if (unlikely(!f))
			TRAP(WK_TRAP_UNINIT_ELEM);
		if (unlikely(f->type != type)) {
			bool equal = wk_functype_equal(f->type, type);

			FORGET();
			if (!equal)
				TRAP(WK_TRAP_CALL_TYPE);
		}
	}
call_any:
	nfp = fp + I.d;
	if (likely(f->inst == inst)) {
		FRAME(code + f->entry, nfp, pc + 2);
		if (unlikely(fuel < 0))
			goto paused;
		DISPATCH();
	}
	if (f->inst)
		goto call_cross;
	x->pc = pc;
	x->fp = fp;
	x->inst = inst;
	x->fuel = fuel;
	trap = wk_call_host(x, f, nfp);
	fuel = x->fuel;
	RELOAD();
	if (unlikely(trap))
		goto trapped;
	NEXT_CHARGED(2);

call_cross: {
		u32 np = f->type->param_slots;

		if (unlikely(NO_ROOM(nfp, (u64)np + WK_CROSS_SLOTS)))
			TRAP(WK_TRAP_STACK);
		memmove(nfp + WK_CROSS_SLOTS, nfp, (size_t)np * 8);
		nfp[0] = (u64)(unsigned long)(pc + 2);
		nfp[1] = (u64)(unsigned long)inst;
		nfp[2] = f->type->result_slots;
		nfp += WK_CROSS_SLOTS;
		fuel -= np / WK_SLOTS_PER_FUEL;
	}
enter_cross:
	if (unlikely(NO_ROOM(nfp, f->inst->code[f->entry].d)))
		TRAP(WK_TRAP_STACK);
	inst = f->inst;
	RELOAD();
	FRAME(code + f->entry, nfp, WK_CROSS_RETURN);
	if (unlikely(fuel < 0))
		goto paused;
	DISPATCH();

l_ret_cross: {
		const union wk_word *ret = (const union wk_word *)(unsigned long)fp[0];
		u64 n = fp[2];

		inst = (struct wk_instance *)(unsigned long)fp[1];
		/* One result or none: then this slot is free. */
		if (likely(n <= 1))
			fp[0] = fp[WK_CROSS_SLOTS];
		else
			memmove(fp, fp + WK_CROSS_SLOTS, (size_t)n * 8);
		if (!inst)
			goto done;
		RELOAD();
		fuel -= (s64)n / WK_SLOTS_PER_FUEL;
		pc = ret;
		fp -= pc[-2].d;
		if (unlikely(fuel < 0))
			goto paused;
		DISPATCH();
	}

l_tail_call: {
		u64 ret = fp[I.b];
		const union wk_word *e = pc + 1 + E.x;

		fuel -= E.y;
		if (unlikely(NO_ROOM(fp, e->d)))
			TRAP(WK_TRAP_STACK);
		memmove(fp, fp + I.d, (size_t)I.a * 8);
		FORGET();
		FRAME(e, fp, ret);
		if (unlikely(fuel < 0))
			goto paused;
		DISPATCH();
	}
l_tail_func:
	fuel -= E.y;
	f = inst->funcs[(u32)E.x];
	goto tail_any;
l_tail_indirect: {
		const struct wk_table *t = inst->tables[pc[2].imm];
		const struct wk_functype *type = inst->module->types[(u32)E.x].canon;
		u32 i = (u32)SLOT(I.a);

		fuel -= E.y;
		if (unlikely(i >= t->size))
			TRAP(WK_TRAP_UNDEFINED_ELEM);
		f = (struct wk_func *)(unsigned long)t->elems[i];
		if (unlikely(!f))
			TRAP(WK_TRAP_UNINIT_ELEM);
		if (unlikely(f->type != type)) {
			bool equal = wk_functype_equal(f->type, type);

			FORGET();
			if (!equal)
				TRAP(WK_TRAP_CALL_TYPE);
		}
	}
tail_any: {
		u64 ret = fp[I.b];
		u32 np = f->type->param_slots;

		if (!f->inst) {
			u32 h = I.b;

			nfp = fp + I.d;
			x->pc = pc;
			x->fp = fp;
			x->inst = inst;
			x->fuel = fuel;
			trap = wk_call_host(x, f, nfp);
			fuel = x->fuel;
			RELOAD();
			if (unlikely(trap))
				goto trapped;
			memmove(fp, nfp, (size_t)f->type->result_slots * 8);
			FORGET();
			RETURN(h);
		}
		if (f->inst == inst) {
			const union wk_word *e = code + f->entry;

			if (unlikely(NO_ROOM(fp, e->d)))
				TRAP(WK_TRAP_STACK);
			memmove(fp, fp + I.d, (size_t)np * 8);
			FORGET();
			FRAME(e, fp, ret);
			if (unlikely(fuel < 0))
				goto paused;
			DISPATCH();
		}
		/*
		 * Into another instance: the cross frame that lies below this
		 * frame serves again, so that loops of tail calls stay flat.
		 */
		nfp = fp;
		if (ret != (u64)(unsigned long)WK_CROSS_RETURN)
			nfp += WK_CROSS_SLOTS;
		if (unlikely(NO_ROOM(nfp, (u64)np + f->inst->code[f->entry].d)))
			TRAP(WK_TRAP_STACK);
		memmove(nfp, fp + I.d, (size_t)np * 8);
		if (nfp != fp) {
			fp[0] = ret;
			fp[1] = (u64)(unsigned long)inst;
			fp[2] = f->type->result_slots;
		}
		goto enter_cross;
	}

	/* ---- variables ---- */
l_global_get2:
	memcpy(fp + I.d, inst->globals[(u32)E.x]->value, 16);
	NEXT(2);
l_global_set2:
	memcpy(inst->globals[(u32)E.x]->value, fp + I.a, 16);
	NEXT(2);
l_ref_func:
	SLOT(I.d) = (u64)(unsigned long)inst->funcs[(u32)E.x];
	NEXT(2);

	/* ---- memory ---- */
l_memory_size:
	SLOT(I.d) = wk_mem_pages(memory);
	NEXT(2);
l_memory_grow:
	x->fuel = fuel;
	SLOT(I.d) = wk_call_memory_grow(x, inst->mem, (u32)SLOT(I.a));
	fuel = x->fuel;
	RELOAD();
	NEXT_CHARGED(2);
l_memory_fill:
	BULK_MEMORY(SLOT(I.b), wk_bulk_memory_fill(x, inst, (u32)SLOT(I.d),
						   (u8)SLOT(I.a), (u32)SLOT(I.b)));
	NEXT_CHARGED(2);
l_memory_copy:
	BULK_MEMORY(SLOT(I.b), wk_bulk_memory_copy(x, inst, (u32)SLOT(I.d),
						   (u32)SLOT(I.a), (u32)SLOT(I.b)));
	NEXT_CHARGED(2);
l_memory_init:
	BULK_MEMORY(SLOT(I.b), wk_bulk_memory_init(x, inst, (u32)E.x, (u32)SLOT(I.d),
						   (u32)SLOT(I.a), (u32)SLOT(I.b)));
	NEXT_CHARGED(2);
l_data_drop:
	inst->data_left[(u32)E.x] = 0;
	NEXT(2);

	/* ---- tables ---- */
l_table_get: {
		const struct wk_table *t = inst->tables[(u32)E.x];
		u32 i = (u32)SLOT(I.a);

		if (unlikely(i >= t->size))
			TRAP(WK_TRAP_TABLE);
		SLOT(I.d) = t->elems[i];
		NEXT(2);
	}
l_table_set: {
		struct wk_table *t = inst->tables[(u32)E.x];
		u32 i = (u32)SLOT(I.a);

		if (unlikely(i >= t->size))
			TRAP(WK_TRAP_TABLE);
		t->elems[i] = SLOT(I.b);
		NEXT(2);
	}
l_table_size:
	SLOT(I.d) = inst->tables[(u32)E.x]->size;
	NEXT(2);
l_table_grow:
	x->fuel = fuel;
	SLOT(I.d) = wk_call_table_grow(x, inst->tables[(u32)E.x], (u32)SLOT(I.b), SLOT(I.a));
	fuel = x->fuel;
	NEXT_CHARGED(2);
l_table_fill:
	BULK_TABLE(SLOT(I.b), wk_bulk_table_fill(inst->tables[(u32)E.x], (u32)SLOT(I.d),
						 SLOT(I.a), (u32)SLOT(I.b)));
	NEXT_CHARGED(2);
l_table_copy:
	BULK_TABLE(SLOT(I.b), wk_bulk_table_copy(inst->tables[(u32)E.x], inst->tables[(u32)E.y],
						 (u32)SLOT(I.d), (u32)SLOT(I.a),
						 (u32)SLOT(I.b)));
	NEXT_CHARGED(2);
l_table_init:
	BULK_TABLE(SLOT(I.b), wk_bulk_table_init(inst->tables[(u32)E.x],
						 &inst->segments[(u32)E.y], (u32)SLOT(I.d),
						 (u32)SLOT(I.a), (u32)SLOT(I.b)));
	NEXT_CHARGED(2);
l_elem_drop:
	inst->segments[(u32)E.x].n = 0;
	NEXT(2);

outside_6:
	pc++;
outside_5:
	pc++;
outside_4:
	pc++;
outside_3:
	pc++;
outside_2:
	pc++;
outside_1:
	pc++;
outside_0:
	TRAP(WK_TRAP_MEMORY);
#ifdef WK_HOST_IN_PLACE
trapped_in_host:
	fuel = x->fuel;
#endif
trapped:
	x->pc = pc;
	x->fp = fp;
	x->inst = inst;
	x->fuel = fuel;
	x->trap = trap;
	return WK_TRAPPED;
returned:
	/* Where a cross frame is undone there is no instance yet to pause in. */
	if (pc == WK_CROSS_RETURN)
		DISPATCH();
paused:
	x->pc = pc;
	x->fp = fp;
	x->inst = inst;
	x->fuel = fuel;
	return WK_PAUSED;
done:
	x->fuel = fuel;
	return WK_DONE;
}
