// SPDX-License-Identifier: GPL-2.0
/* From a validated module to its code; idea and rules: compile.h. */
#include "compile.h"
#include "limits.h"

/* ---- variables ---- */

/*
 * Stores the operand just popped, @o, into the local at @slot. If the last
 * instruction made it, that one may as well write the local itself.
 */
static int set_local(struct wk_compiler *c, struct wk_operand *o, u16 slot, bool *direct)
{
	u16 home = wk_home(c, (u32)(o - c->stack));
	struct wk_emit *s = &c->emit;

	*direct = false;
	if (wk_opt(LOCALS) && o->kind == WK_AT_HOME && s->last != WK_NO_CODE && s->last_d == home &&
	    c->latest[slot] == WK_NO_OPERAND) {
		s->code[s->last].d = slot;
		s->last_d = slot;
		*direct = true;
		return 0;
	}
	if (o->kind == WK_IN_LOCAL && o->slot == slot)
		return 0;
	if (wk_local_changes(c, slot))
		return -1;
	if (o->kind == WK_CONSTANT)
		return wk_emit_value_imm(s, WK_X_const, slot, 0, 0, o->imm);
	return wk_emit_value(s, WK_X_copy, slot, o->kind == WK_IN_LOCAL ? o->slot : home, 0);
}

static int op_local_set(struct wk_compiler *c)
{
	u32 index = wk_body_u32(c);
	u16 slot = wk_local_slot(c, index);
	bool direct;

	if (wk_local_is_pair(c, index))
		return wk_vector_local_set(c, slot);
	return set_local(c, wk_pop(c), slot, &direct);
}

static int op_local_tee(struct wk_compiler *c)
{
	u32 index = wk_body_u32(c);
	u16 slot = wk_local_slot(c, index);
	struct wk_operand o;
	bool direct;

	if (wk_local_is_pair(c, index))
		return wk_vector_local_tee(c, slot);
	o = *wk_pop(c);
	if (set_local(c, &c->stack[c->sp], slot, &direct))
		return -1;
	if (direct)
		return wk_push_local(c, slot);
	if (o.kind == WK_IN_LOCAL)
		return wk_push_local(c, o.slot);
	return o.kind == WK_CONSTANT ? wk_push_const(c, o.imm) : wk_push_home(c, 1);
}

static int op_local_get(struct wk_compiler *c)
{
	u32 index = wk_body_u32(c);
	u16 slot = wk_local_slot(c, index);

	return wk_local_is_pair(c, index) ? wk_push_local_pair(c, slot) : wk_push_local(c, slot);
}

static int op_global_get(struct wk_compiler *c)
{
	u32 index = wk_body_u32(c);

	if (c->m->globals[index].type.type == WK_V128)
		return wk_vector_global_get(c, index);
	if (wk_emit_xy(&c->emit, WK_X_global_get, wk_home(c, c->sp), 0, 0, (s32)index, 0))
		return -1;
	c->emit.last_d = wk_home(c, c->sp);
	return wk_push_home(c, 1);
}

static int op_global_set(struct wk_compiler *c)
{
	u32 index = wk_body_u32(c);
	struct wk_operand *o;
	u16 a;

	if (c->m->globals[index].type.type == WK_V128)
		return wk_vector_global_set(c, index);
	o = wk_pop(c);
	if (wk_form_take_acc(c, o, WK_ACC_INT))
		return wk_emit_xy(&c->emit, WK_X_global_setx, 0, 0, 0, (s32)index, 0);
	if (wk_operand_slot(c, o, &a))
		return -1;
	return wk_emit_xy(&c->emit, WK_X_global_set, 0, a, 0, (s32)index, 0);
}

static int op_select(struct wk_compiler *c)
{
	struct wk_operand *cond = wk_pop(c), *b, *a;
	u16 sc = 0, sb, sa, d;
	bool acc;

	if (c->stack[c->sp - 1].high)
		return wk_vector_select(c, cond);
	b = wk_pop(c);
	a = wk_pop(c);
	d = wk_home(c, c->sp);
	acc = wk_form_take_acc(c, cond, WK_ACC_INT);
	if (wk_operand_slot(c, a, &sa) || wk_operand_slot(c, b, &sb) ||
	    (!acc && wk_operand_slot(c, cond, &sc)) ||
	    wk_emit_xy(&c->emit, acc ? WK_X_selectx : WK_X_select, d, sa, sb, sc, 0))
		return -1;
	c->emit.last_d = d;
	return wk_push_home(c, 1);
}

/* ---- instructions that take up to three operands from slots ---- */

/**
 * struct plain - how such an instruction is compiled
 * @opcode: guest instruction
 * @op: operation
 * @pops: operands: one goes to a, two to a and b, three to d, a and b
 * @pushes: results, in d
 * @nidx: immediates: 1 goes to x; 2 to x and y
 * @swap: two immediates, the one for y first
 */
struct plain {
	u32 opcode;
	u16 op;
	u8 pops;
	u8 pushes;
	u8 nidx;
	bool swap;
};

static const struct plain plains[] = {
	{ WK_OP_table_get, WK_X_table_get, 1, 1, 1, false },
	{ WK_OP_table_set, WK_X_table_set, 2, 0, 1, false },
	{ WK_OP_table_size, WK_X_table_size, 0, 1, 1, false },
	{ WK_OP_table_grow, WK_X_table_grow, 2, 1, 1, false },
	{ WK_OP_table_fill, WK_X_table_fill, 3, 0, 1, false },
	{ WK_OP_table_copy, WK_X_table_copy, 3, 0, 2, false },
	{ WK_OP_table_init, WK_X_table_init, 3, 0, 2, true },
	{ WK_OP_elem_drop, WK_X_elem_drop, 0, 0, 1, false },
	{ WK_OP_memory_size, WK_X_memory_size, 0, 1, 1, false },
	{ WK_OP_memory_grow, WK_X_memory_grow, 1, 1, 1, false },
	{ WK_OP_memory_fill, WK_X_memory_fill, 3, 0, 1, false },
	{ WK_OP_memory_copy, WK_X_memory_copy, 3, 0, 2, false },
	{ WK_OP_memory_init, WK_X_memory_init, 3, 0, 2, false },
	{ WK_OP_data_drop, WK_X_data_drop, 0, 0, 1, false },
	{ WK_OP_ref_func, WK_X_ref_func, 0, 1, 1, false },
};

static const struct plain *find_plain(u32 opcode)
{
	for (u32 i = 0; i < ARRAY_SIZE(plains); i++)
		if (plains[i].opcode == opcode)
			return &plains[i];
	return NULL;
}

static int op_plain(struct wk_compiler *c, const struct plain *p)
{
	u32 first = wk_body_u32(c), second = p->nidx == 2 ? wk_body_u32(c) : 0;
	u16 slot[3] = { 0, 0, 0 };	/* d, a, b */
	/* One operand goes to a, two to a and b, three to d, a and b. */
	u32 at = p->pops == 1 ? 1 : 2;

	for (u32 i = 0; i < p->pops; i++)
		if (wk_operand_slot(c, wk_pop(c), &slot[at - i]))
			return -1;
	if (p->pushes)
		slot[0] = wk_home(c, c->sp);
	if (wk_emit_xy(&c->emit, p->op, slot[0], slot[1], slot[2],
		       (s32)(p->swap ? second : first), (s32)(p->swap ? first : second)))
		return -1;
	if (p->pushes)
		c->emit.last_d = slot[0];
	return wk_push_home(c, p->pushes);
}

/* ---- one instruction ---- */

static int op_const(struct wk_compiler *c, u32 opcode)
{
	u64 v;

	switch (opcode) {
	case WK_OP_i32_const:
		return wk_push_const(c, (u32)wk_body_s64(c));
	case WK_OP_i64_const:
		return wk_push_const(c, (u64)wk_body_s64(c));
	case WK_OP_f32_const:
		v = wk_get_le32(c->p);
		c->p += 4;
		return wk_push_const(c, v);
	default:
		v = wk_get_le64(c->p);
		c->p += 8;
		return wk_push_const(c, v);
	}
}

static int op_memory(struct wk_compiler *c, u32 opcode, bool store)
{
	u32 offset;

	wk_body_u32(c);		/* alignment is only a hint */
	offset = wk_body_u32(c);
	return store ? wk_form_store(c, opcode, offset) : wk_form_load(c, opcode, offset);
}

static int op_other(struct wk_compiler *c, u32 opcode, u8 imm)
{
	const struct plain *p;

	switch (opcode) {
	case WK_OP_drop:
		if (wk_pop(c)->high)
			wk_pop(c);
		return 0;
	case WK_OP_select:
	case WK_OP_select_t:
		wk_body_skip(c, imm);
		return op_select(c);
	case WK_OP_local_get:
		return op_local_get(c);
	case WK_OP_local_set:
		return op_local_set(c);
	case WK_OP_local_tee:
		return op_local_tee(c);
	case WK_OP_global_get:
		return op_global_get(c);
	case WK_OP_global_set:
		return op_global_set(c);
	case WK_OP_i32_const:
	case WK_OP_i64_const:
	case WK_OP_f32_const:
	case WK_OP_f64_const:
		return op_const(c, opcode);
	case WK_OP_ref_null:
		wk_body_skip(c, imm);
		return wk_push_const(c, 0);
	}
	p = find_plain(opcode);
	if (p)
		return op_plain(c, p);
	return wk_error_set(c->emit.e, WK_ERR_UNSUPPORTED, c->func, c->emit.offset,
			    "at 0x%x: instruction 0x%x is not supported", c->emit.offset, opcode);
}

/* How instructions are handled; indexed by the row of opcode.def. */
enum class {
	CLASS_OTHER,
	CLASS_CONTROL,
	CLASS_NUMERIC,
	CLASS_LOAD,
	CLASS_STORE,
	CLASS_VECTOR,
};

static u8 class_of(u32 opcode, const struct wk_opinfo *info)
{
	if (opcode <= WK_OP_return_call_indirect)
		return CLASS_CONTROL;
	if (opcode >= WK_OP_v128_load)
		return CLASS_VECTOR;
	if (wk_form_is_numeric(opcode))
		return CLASS_NUMERIC;
	if (opcode >= WK_OP_i32_load && opcode <= WK_OP_i64_store32)
		return info->sig[1] == ':' ? CLASS_LOAD : CLASS_STORE;
	return CLASS_OTHER;
}

static bool has_float(const char *sig)
{
	return sig && (strchr(sig, 'f') || strchr(sig, 'd') || strchr(sig, 'v'));
}

static u32 read_opcode(struct wk_compiler *c)
{
	u32 op = *c->p++;

	if (op == 0xfc || op == 0xfd)
		return op << 12 | wk_body_u32(c);
	return op;
}

/* Markers of structure execute nothing and cost nothing. */
static bool is_marker(u32 opcode)
{
	return opcode == WK_OP_block || opcode == WK_OP_loop || opcode == WK_OP_else ||
	       opcode == WK_OP_end;
}

/* In a long straight line nothing else would look at the fuel. */
static int charge_line(struct wk_compiler *c)
{
	s32 cost = c->emit.pending;

	if (likely(cost < WK_FUEL_PIECE))
		return 0;
	c->emit.pending = 0;
	return wk_emit_xy(&c->emit, WK_X_fuel, 0, 0, 0, 0, cost);
}

/*
 * Does an instruction leave everything but locals and operands as it was? Those with a result do,
 * but for growing; of those whose type is not in the list only these do not.
 */
static bool keeps_state(u32 opcode, const char *sig)
{
	switch (opcode) {
	case WK_OP_memory_grow:
	case WK_OP_global_set:
	case WK_OP_table_set:
	case WK_OP_table_grow:
	case WK_OP_table_fill:
		return false;
	default:
		return !sig || sig[strlen(sig) - 1] != ':';
	}
}

static int compile_op(struct wk_compiler *c)
{
	u32 opcode = read_opcode(c);
	const struct wk_opinfo *info = wk_op_info(opcode);
	u8 class = class_of(opcode, info);

	if (c->dead && class != CLASS_CONTROL) {
		wk_body_skip(c, info->imm);
		return 0;
	}
	if (!c->dead && charge_line(c))
		return -1;
	if (!c->dead && !is_marker(opcode))
		c->emit.pending++;
	if (has_float(info->sig))
		c->m->uses_float = true;
	if (!keeps_state(opcode, info->sig))
		c->m->writes = true;
	switch (class) {
	case CLASS_CONTROL:
		return wk_control_op(c, opcode, info->imm);
	case CLASS_NUMERIC:
		return wk_form_numeric(c, opcode);
	case CLASS_LOAD:
	case CLASS_STORE:
		return op_memory(c, opcode, class == CLASS_STORE);
	case CLASS_VECTOR:
		return wk_vector_op(c, opcode);
	default:
		return op_other(c, opcode, info->imm);
	}
}

/* ---- one function ---- */

/* Calls that were waiting for this function's entry. */
static void link_calls(struct wk_compiler *c, u32 entry)
{
	u32 at = c->calls[c->func];

	while (at) {
		union wk_word *w = &c->emit.code[at];
		u32 next = (u32)w->x;

		w->x = (s32)(entry - at);
		at = next;
	}
}

/* Lists of operands for @n locals, of which new ones are empty. */
static int reserve_lists(struct wk_compiler *c, u32 n)
{
	u32 cap = max_t(u32, c->cap_latest * 2, n);
	void *p;

	if (n <= c->cap_latest)
		return 0;
	p = wk_realloc(c->latest, c->cap_latest, cap, sizeof(*c->latest));
	if (!p)
		return wk_error_nomem(c->emit.e);
	c->latest = p;
	memset(c->latest + c->cap_latest, 0xff, (cap - c->cap_latest) * sizeof(*c->latest));
	c->cap_latest = cap;
	return 0;
}

static int begin_function(struct wk_compiler *c, struct wk_funcdef *f)
{
	u32 slots;

	c->type = f->type;
	c->p = c->m->bytes + f->body;
	c->sp = 0;
	c->brought = 0;
	c->late_pairs = false;
	c->top = 0;
	c->nctl = 0;
	c->dead = 0;
	if (wk_emit_begin(&c->emit, f))
		return -1;
	link_calls(c, f->code);
	if (wk_locals_begin(c, &slots))
		return -1;
	c->home = wk_return_slot(c) + 1u + slots;
	if (c->home > WK_MAX_FRAME_SLOTS)
		return wk_error_set(c->emit.e, WK_ERR_LIMIT, c->func, f->body,
				    "at 0x%x: function %u needs more than %u frame slots",
				    f->body, c->func, WK_MAX_FRAME_SLOTS);
	if (reserve_lists(c, c->home))
		return -1;
	c->emit.pending = (s32)(slots / WK_SLOTS_PER_FUEL);	/* they have to be cleared */
	return wk_control_begin(c);
}

static void end_function(struct wk_compiler *c, struct wk_funcdef *f)
{
	union wk_word *enter = &c->emit.code[f->code];
	u16 h = wk_return_slot(c);

	enter->d = (u16)(c->home + c->top);
	enter->a = (u16)(c->home - h - 1);
	enter->b = h;
	f->code_end = c->emit.n;
	if (wk_opt(PAIRS))
		wk_pairs_make(c, f);
	wk_pop_to(c, 0);
}

#define OPS_BETWEEN_BREAKS 4096

/* Wide signatures can make compiling take a while: others run, and a kill is obeyed. */
static int take_break(struct wk_compiler *c)
{
	wk_cond_resched();
	if (!wk_must_stop())
		return 0;
	return wk_error_set(c->emit.e, WK_ERR_LIMIT, WK_NO_FUNC, WK_NO_OFFSET,
			    "killed while the module was being compiled");
}

static int compile_function(struct wk_compiler *c, u32 func)
{
	struct wk_funcdef *f = &c->m->funcs[func];
	const u8 *end = c->m->bytes + f->body_end;
	u32 n = 0;

	c->func = func;
	if (begin_function(c, f))
		return -1;
	while (c->p < end) {
		c->emit.offset = (u32)(c->p - c->m->bytes);
		if (compile_op(c))
			return -1;
		if (++n % OPS_BETWEEN_BREAKS == 0 && take_break(c))
			return -1;
	}
	end_function(c, f);
	return 0;
}

/* ---- the module ---- */

/* Bytes of the bodies of all functions. */
static u32 code_bytes(const struct wk_module *m)
{
	if (m->nfuncs == m->nimported_funcs)
		return 0;
	return m->funcs[m->nfuncs - 1].body_end - m->funcs[m->nimported_funcs].body;
}

static int begin_module(struct wk_compiler *c, struct wk_module *m, struct wk_error *e)
{
	c->m = m;
	c->emit.e = e;
	c->calls = wk_alloc(m->nfuncs ? m->nfuncs : 1, sizeof(*c->calls));
	if (!c->calls)
		return wk_error_nomem(e);
	if (wk_emit_reserve(&c->emit, code_bytes(m)) || wk_pairs_begin(c))
		return -1;
	return wk_locals_module(c);
}

/* What was written becomes the module's. */
static int finish_module(struct wk_compiler *c)
{
	struct wk_emit *s = &c->emit;
	struct wk_module *m = c->m;

	m->marks = wk_alloc(s->nmarks ? s->nmarks : 1, sizeof(*m->marks));
	if (!m->marks || wk_buffer_trim(&s->code_room, s->n * sizeof(*s->code)) ||
	    wk_buffer_trim(&s->map_room, s->nmap))
		return wk_error_nomem(s->e);
	if (s->nmarks)
		memcpy(m->marks, s->marks, s->nmarks * sizeof(*m->marks));
	m->code = s->code_room;
	m->map = s->map_room;
	memset(&s->code_room, 0, sizeof(s->code_room));
	memset(&s->map_room, 0, sizeof(s->map_room));
	m->ncode = s->n;
	m->nmap = s->nmap;
	m->nmarks = s->nmarks;
	return 0;
}

static int compile_all(struct wk_compiler *c)
{
	for (u32 i = c->m->nimported_funcs; i < c->m->nfuncs; i++) {
		if (compile_function(c, i) || take_break(c))
			return -1;
	}
	return finish_module(c);
}

int wk_compile(struct wk_module *m, struct wk_error *e)
{
	struct wk_compiler *c = wk_alloc(1, sizeof(*c));
	int err;

	if (!c)
		return wk_error_nomem(e);
	err = begin_module(c, m, e);
	if (!err)
		err = compile_all(c);
	wk_buffer_free(&c->emit.code_room);
	wk_buffer_free(&c->emit.map_room);
	wk_free(c->emit.marks);
	wk_free(c->stack);
	wk_free(c->ctls);
	wk_free(c->latest);
	wk_free(c->calls);
	wk_locals_free(c);
	wk_free(c->pairs);
	wk_free(c);
	return err;
}
