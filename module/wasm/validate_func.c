// SPDX-License-Identifier: GPL-2.0
/* Function bodies: locals, then one instruction after the other. */
#include "validate.h"

/* ---- locals ---- */

/* Appends @n locals of @type to the runs and to the flat table. */
static int add_run(struct wk_validator *v, u32 n, u8 type)
{
	u32 flat = min_t(u32, v->nlocals, WK_FLAT_LOCALS);

	if (v->nruns == v->cap_runs) {
		u32 cap = v->cap_runs ? v->cap_runs * 2 : 16;
		void *p = wk_realloc(v->runs, v->cap_runs, cap, sizeof(*v->runs));

		if (!p)
			return wk_error_nomem(v->e);
		v->runs = p;
		v->cap_runs = cap;
	}
	memset(v->flat + flat, type, min_t(u32, n, WK_FLAT_LOCALS - flat));
	v->nlocals += n;
	v->runs[v->nruns++] = (struct wk_local_run){ .end = v->nlocals, .type = type };
	return 0;
}

static int too_many_locals(struct wk_validator *v, u64 total)
{
	if (total > 0xffffffffu)
		return wk_valid_fail(v, WK_ERR_MALFORMED, "too many locals");
	return wk_valid_fail(v, WK_ERR_LIMIT, "%llu locals are more than the limit of %u",
			     (unsigned long long)total, WK_MAX_LOCALS);
}

/* One run of locals. @total counts on beyond the limit: 2^32 are malformed. */
static int local_run(struct wk_validator *v, u64 *total)
{
	u32 n;
	u8 type;

	v->at = v->r.pos;
	if (wk_valid_imm_u32(v, "number of locals", &n) || wk_valid_imm_valtype(v, &type))
		return -1;
	*total += n;
	if (*total > 0xffffffffu)
		return too_many_locals(v, *total);
	if (!n || *total > WK_MAX_LOCALS)
		return 0;
	return add_run(v, n, type);
}

static int locals(struct wk_validator *v, const struct wk_functype *t)
{
	u64 total = t->nparams;
	u32 runs, i;

	v->at = v->r.pos;
	v->nruns = 0;
	v->nlocals = t->nparams;
	if (t->nparams)
		memcpy(v->flat, t->types, t->nparams);
	if (wk_valid_imm_u32(v, "locals", &runs))
		return -1;
	for (i = 0; i < runs; i++) {
		if (local_run(v, &total))
			return -1;
		if (!(~i & 0xfff))
			wk_cond_resched();
	}
	if (total > WK_MAX_LOCALS)
		return too_many_locals(v, total);
	v->limit = WK_MAX_FRAME_SLOTS - v->nlocals;
	return 0;
}

/* ---- instructions ---- */

static noinline int illegal(struct wk_validator *v, u8 byte, u32 n)
{
	if (byte == 0xfc || byte == 0xfd)
		return wk_valid_fail(v, WK_ERR_MALFORMED, "illegal opcode 0x%02x 0x%02x", byte, n);
	return wk_valid_fail(v, WK_ERR_MALFORMED, "illegal opcode 0x%02x", byte);
}

/* The number behind a prefix byte; NULL with the error set when there is none. */
static const struct wk_opsig *prefixed(struct wk_validator *v, u8 byte)
{
	u32 n, room = byte == 0xfc ? WK_OP_SLOT_FD - WK_OP_SLOT_FC : WK_OP_SLOTS - WK_OP_SLOT_FD;
	const struct wk_opsig *sig;

	if (wk_valid_imm_u32(v, "opcode", &n))
		return NULL;
	v->op = (u32)byte << 12 | (n & 0xfff);
	sig = &wk_op_sigs[WK_OP_SLOT(v->op)];
	if (n >= room || sig->status == WK_OP_UNKNOWN) {
		illegal(v, byte, n);
		return NULL;
	}
	return sig;
}

/* Pops and pushes what the sig of opcode.def says. */
static __always_inline int apply(struct wk_validator *v, const struct wk_opsig *sig)
{
	switch (sig->npops) {
	case 3:
		if (wk_valid_pop(v, sig->pops[2]))
			return -1;
		fallthrough;
	case 2:
		if (wk_valid_pop(v, sig->pops[1]))
			return -1;
		fallthrough;
	case 1:
		if (wk_valid_pop(v, sig->pops[0]))
			return -1;
		fallthrough;
	default:
		return sig->push ? wk_valid_push(v, sig->push) : 0;
	}
}

/* local.get, local.set and local.tee: most of all instructions. */
static __always_inline int local(struct wk_validator *v)
{
	u8 type = WK_BOTTOM;

	if (wk_valid_imm_local(v, &type))
		return -1;
	if (v->op != WK_OP_local_get && wk_valid_pop(v, type))
		return -1;
	return v->op == WK_OP_local_set ? 0 : wk_valid_push(v, type);
}

static __always_inline int instruction(struct wk_validator *v)
{
	const struct wk_opsig *sig;
	u8 byte;

	v->at = v->r.pos;
	if (unlikely(wk_read_u8(&v->r, &byte)))
		return wk_valid_fail(v, WK_ERR_MALFORMED,
				     "unexpected end of function, end expected");
	v->op = byte;
	if (byte >= WK_OP_local_get && byte <= WK_OP_local_tee)
		return local(v);
	sig = &wk_op_sigs[byte];
	if (unlikely(sig->status == WK_OP_UNKNOWN)) {
		if (byte != 0xfc && byte != 0xfd)
			return illegal(v, byte, 0);
		sig = prefixed(v, byte);
		if (!sig)
			return -1;
	}
	if (sig->status == WK_OP_SPECIAL)
		return wk_valid_op(v);
	if (sig->imm != WK_IMM_NONE && wk_valid_imm_plain(v, sig->imm))
		return -1;
	return apply(v, sig);
}

int wk_valid_body(struct wk_validator *v, u32 func)
{
	const struct wk_funcdef *f = &v->m->funcs[func];
	const struct wk_block body = {
		.results = f->type->types + f->type->nparams,
		.nresults = f->type->nresults,
		.op = WK_OP_block,
	};
	u32 steps = 0;

	v->func = func;
	v->r = (struct wk_reader){ .base = v->m->bytes, .pos = f->body, .end = f->body_end };
	v->op = WK_OP_block;
	v->sp = 0;
	v->nblocks = 0;
	if (locals(v, f->type) || wk_valid_open(v, &body))
		return -1;
	while (v->nblocks) {
		if (instruction(v))
			return -1;
		if (!(++steps & 0x3ff))
			wk_cond_resched();
	}
	v->at = v->r.pos;
	if (v->r.pos != v->r.end)
		return wk_valid_fail(v, WK_ERR_MALFORMED,
				     "section size mismatch, bytes behind the end of the function: %u",
				     v->r.end - v->r.pos);
	return 0;
}
