/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The compiler's state: one pass over a validated body, with the operand stack
 * kept symbolically.
 *
 * An operand is at its home slot, or a local not yet read, or a constant: the
 * last two cost nothing until something needs them in a slot. A local that
 * changes while operands still stand for its old value is copied to their
 * homes first. At the borders of blocks every operand is brought home.
 *
 * A v128 takes two slots, so it is two entries of the stack, the low half first: what
 * only counts or moves slots need not know. The high half is marked, because
 * drop and select say nothing about the type.
 */
#ifndef _WK_WASM_COMPILE_H
#define _WK_WASM_COMPILE_H

#include "emit.h"
#include "opcode.h"
#include "opts.h"

#define WK_NO_OPERAND 0xffffffffu

/**
 * struct wk_slot_run - locals declared together, in a function with v128
 * @end: index behind the last one
 * @slot: slot of the first one
 * @pair: they are v128, of two slots each
 */
struct wk_slot_run {
	u32 end;
	u16 slot;
	bool pair;
};

/**
 * struct wk_locals - where the locals of a function are
 * @pairs: some parameter or local is a v128; else slots are simply counted
 * @param_slots: for each value type of the module's pool, up to the last type with a v128
 *               parameter, its slot as a parameter
 * @runs: @nruns of @cap_runs
 */
struct wk_locals {
	bool pairs;
	u16 *param_slots;
	struct wk_slot_run *runs;
	u32 nruns;
	u32 cap_runs;
};

/* Up to so many moves are instructions of their own; more are one copyn. */
#define WK_FEW_MOVES 4

enum wk_operand_kind {
	WK_AT_HOME,
	WK_IN_LOCAL,
	WK_CONSTANT,
};

/**
 * struct wk_operand - one entry of the symbolic operand stack
 * @imm: value of a constant
 * @next: the next older operand that stands for the same local
 * @slot: slot of that local
 * @kind: enum wk_operand_kind
 * @high: the high half of a v128, whose low half lies below
 */
struct wk_operand {
	u64 imm;
	u32 next;
	u16 slot;
	u8 kind;
	bool high;
};

enum wk_ctl_kind {
	WK_CTL_BLOCK,
	WK_CTL_LOOP,
	WK_CTL_IF,
	WK_CTL_ELSE,
	WK_CTL_FUNC,
};

/**
 * struct wk_ctl - an open block
 * @kind: enum wk_ctl_kind
 * @height: operands below its parameters
 * @nparams: slots of its parameters
 * @nresults: slots of its results
 * @type: its type, or NULL: no parameters, and at most one result
 * @chain: jumps to its end
 * @chain_else: the jump over the first arm of an if
 * @loop: word offset of a loop's first instruction
 * @pending: fuel pending there
 * @stub: jumps to its stub, while a br_table is being compiled
 * @stub_next: next block with a stub
 */
struct wk_ctl {
	u8 kind;
	u32 height;
	u32 nparams;
	u32 nresults;
	const struct wk_functype *type;
	u32 chain;
	u32 chain_else;
	u32 loop;
	s32 pending;
	u32 stub;
	u32 stub_next;
};

/**
 * struct wk_compiler - compiling one module
 * @emit: where code goes
 * @m: the module
 * @func: index of the function being compiled
 * @type: its type
 * @p: next byte of its body
 * @stack: operands; @sp of @cap
 * @home: slot of the first operand's home
 * @brought: operands below this one are all at home
 * @late_pairs: the function has had v128 operands that were not at home
 * @top: most operands that the function had at one time
 * @ctls: open blocks; @nctl of @cap_ctl
 * @dead: blocks opened in dead code plus one; 0 in live code
 * @latest: for each slot of a local the newest operand that stands for it;
 *	    @cap_latest of them
 * @calls: for each function the chain of calls made before it was compiled
 * @locals: where the locals are
 * @pairs: the pairs that each operation begins; see pairs.c
 */
struct wk_compiler {
	struct wk_emit emit;
	struct wk_module *m;
	u32 func;
	const struct wk_functype *type;
	const u8 *p;
	struct wk_operand *stack;
	u32 sp;
	u32 cap;
	u32 home;
	u32 brought;
	bool late_pairs;
	u32 top;
	struct wk_ctl *ctls;
	u32 nctl;
	u32 cap_ctl;
	u32 dead;
	u32 *latest;
	u32 cap_latest;
	u32 *calls;
	struct wk_locals locals;
	u16 *pairs;
};

/* ---- locals.c ---- */

/** wk_locals_module() - prepares for the types of c->m; Return: 0, or -1 with the error set */
int wk_locals_module(struct wk_compiler *c);

/** wk_locals_free() - what wk_locals_module() and wk_locals_begin() allocated */
void wk_locals_free(struct wk_compiler *c);

/**
 * wk_locals_begin() - reads the locals of a body
 * @slots: gets the slots that they take
 *
 * Return: 0, or -1 with the error set.
 */
int wk_locals_begin(struct wk_compiler *c, u32 *slots);

/** wk_return_slot() - h, the slot of the return address; see code.h for the frame */
u16 wk_return_slot(const struct wk_compiler *c);

/** wk_local_slot() - slot of local @index, the first one of a v128 */
u16 wk_local_slot(const struct wk_compiler *c, u32 index);

/** wk_local_is_pair() - is local @index a v128? */
bool wk_local_is_pair(const struct wk_compiler *c, u32 index);

/* ---- operands.c ---- */

static inline u16 wk_home(const struct wk_compiler *c, u32 i)
{
	return (u16)(c->home + i);
}

/* All of these: Return 0, or -1 with the error set. */
int wk_push_home(struct wk_compiler *c, u32 n);
int wk_push_const(struct wk_compiler *c, u64 imm);
int wk_push_local(struct wk_compiler *c, u16 slot);

/* The same for a v128; @slot is the first one of its local. */
int wk_push_home_pair(struct wk_compiler *c);
int wk_push_const_pair(struct wk_compiler *c, u64 low, u64 high);
int wk_push_local_pair(struct wk_compiler *c, u16 slot);

/** wk_push_types() - pushes @n operands of @types, at home, which take @slots */
int wk_push_types(struct wk_compiler *c, const u8 *types, u32 n, u32 slots);

/** wk_pop() - takes the top operand off; it stays valid until the next push */
struct wk_operand *wk_pop(struct wk_compiler *c);

/** wk_pop_pair() - takes a v128 off; Return: its low half; the high one follows */
struct wk_operand *wk_pop_pair(struct wk_compiler *c);

/** wk_pop_to() - takes operands off until @n are left */
void wk_pop_to(struct wk_compiler *c, u32 n);

/**
 * wk_operand_slot() - where operand @o, just popped, can be read
 * @slot: local or home; a constant is brought home first
 */
int wk_operand_slot(struct wk_compiler *c, struct wk_operand *o, u16 *slot);

/** wk_pair_slot() - as wk_operand_slot(), for the v128 whose low half is @o */
int wk_pair_slot(struct wk_compiler *c, struct wk_operand *o, u16 *slot);

/** wk_bring_home() - brings the operands from index @from on home */
int wk_bring_home(struct wk_compiler *c, u32 from);

/** wk_bring_all() - brings every operand home; amortised constant cost */
int wk_bring_all(struct wk_compiler *c);

/** wk_local_changes() - brings home what stands for the local in @slot */
int wk_local_changes(struct wk_compiler *c, u16 slot);

/** wk_local_pair_changes() - the same for a local of two slots */
int wk_local_pair_changes(struct wk_compiler *c, u16 slot);

/** wk_move_results() - moves the top @n operands to the homes from index @to on */
int wk_move_results(struct wk_compiler *c, u32 to, u32 n);

/* ---- forms.c: one guest instruction -> the best form of its code ---- */

/** wk_form_numeric() - any row of ops.def but loads and stores */
int wk_form_numeric(struct wk_compiler *c, u32 opcode);
int wk_form_load(struct wk_compiler *c, u32 opcode, u32 offset);
int wk_form_store(struct wk_compiler *c, u32 opcode, u32 offset);

/**
 * struct wk_cond - a condition taken off the stack, to branch on
 * @op: branch operation
 * @a: first slot
 * @b: second slot or immediate
 */
struct wk_cond {
	u16 op;
	u16 a;
	u16 b;
};

/**
 * wk_form_cond() - pops a condition
 * @negate: branch when it is zero
 *
 * A comparison made just before is taken back and becomes the branch itself.
 */
int wk_form_cond(struct wk_compiler *c, bool negate, struct wk_cond *cond);

/* The accumulators: one for each kind of register that numbers have in the FPU build. */
enum wk_acc {
	WK_ACC_INT,
	WK_ACC_F32,
	WK_ACC_F64,
};

/**
 * wk_form_take_acc() - is operand @o, just popped, in the accumulator @acc?
 *
 * If so, the caller's instruction must read it from there and be the next one
 * but for copies and constants.
 */
bool wk_form_take_acc(struct wk_compiler *c, const struct wk_operand *o, enum wk_acc acc);

/** wk_form_is_numeric() - does ops.def have a row for @opcode (not load, store)? */
bool wk_form_is_numeric(u32 opcode);

/* ---- vector.c: v128 ---- */

/** wk_vector_op() - an instruction behind prefix 0xfd */
int wk_vector_op(struct wk_compiler *c, u32 opcode);

/** wk_vector_select() - select of two v128, by operand @cond, just popped */
int wk_vector_select(struct wk_compiler *c, struct wk_operand *cond);

/* Variables that are v128: a local by its first slot, a global by its index. */
int wk_vector_local_set(struct wk_compiler *c, u16 slot);
int wk_vector_local_tee(struct wk_compiler *c, u16 slot);
int wk_vector_global_get(struct wk_compiler *c, u32 index);
int wk_vector_global_set(struct wk_compiler *c, u32 index);
/* ---- pairs.c: superinstructions ---- */

/** wk_pairs_begin() - Return: 0, or -1 with the error set; frees nothing */
int wk_pairs_begin(struct wk_compiler *c);

/** wk_pairs_make() - makes pairs of the instructions of @f, which is complete */
void wk_pairs_make(struct wk_compiler *c, const struct wk_funcdef *f);

/* ---- control.c: blocks, branches, calls ---- */

/* Immediates of a validated body; no checks. */
u32 wk_body_u32(struct wk_compiler *c);
s64 wk_body_s64(struct wk_compiler *c);
void wk_body_skip(struct wk_compiler *c, u8 imm);

int wk_control_begin(struct wk_compiler *c);
int wk_control_op(struct wk_compiler *c, u32 opcode, u8 imm);

#endif /* _WK_WASM_COMPILE_H */
