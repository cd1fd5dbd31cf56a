// SPDX-License-Identifier: GPL-2.0
/* Instantiation (spec 4.5.4): make what the module defines, fill in what it imports. */
#include "opcode.h"
#include "runtime.h"

void wk_instance_free(struct wk_instance *inst)
{
	const struct wk_module *m = inst->module;

	wk_pages_free(&inst->own_mem.pages);
	for (u32 i = 0; inst->own_tables && i < m->ntables - m->nimported_tables; i++)
		wk_free(inst->own_tables[i].elems);
	for (u32 i = 0; inst->segments && i < m->nelems; i++)
		wk_free(inst->segments[i].elems);
	wk_free(inst->own_tables);
	wk_free(inst->own_globals);
	wk_free(inst->own_funcs);
	wk_free(inst->segments);
	wk_free(inst->data_left);
	wk_free(inst->tables);
	wk_free(inst->globals);
	wk_free(inst->funcs);
	wk_free(inst);
}

/* Gives the budget back what an instance took that never came to be. */
static void give_back(struct wk_instance *inst)
{
	const struct wk_module *m = inst->module;

	inst->store->budget.memory_pages += wk_mem_pages(&inst->own_mem);
	for (u32 i = 0; inst->own_tables && i < m->ntables - m->nimported_tables; i++)
		inst->store->budget.table_elems += inst->own_tables[i].size;
}

/* An array of at least one element, so that NULL always means failure. */
static void *array(u32 n, size_t size)
{
	return wk_alloc(n ? n : 1, size);
}

static int make_arrays(struct wk_instance *inst, struct wk_error *e)
{
	const struct wk_module *m = inst->module;

	inst->funcs = array(m->nfuncs, sizeof(*inst->funcs));
	inst->globals = array(m->nglobals, sizeof(*inst->globals));
	inst->tables = array(m->ntables, sizeof(*inst->tables));
	inst->segments = array(m->nelems, sizeof(*inst->segments));
	inst->data_left = array(m->ndatas, sizeof(*inst->data_left));
	inst->own_funcs = array(m->nfuncs - m->nimported_funcs, sizeof(*inst->own_funcs));
	inst->own_globals = array(m->nglobals - m->nimported_globals, sizeof(*inst->own_globals));
	inst->own_tables = array(m->ntables - m->nimported_tables, sizeof(*inst->own_tables));
	if (!inst->funcs || !inst->globals || !inst->tables || !inst->segments ||
	    !inst->data_left || !inst->own_funcs || !inst->own_globals || !inst->own_tables)
		return wk_error_nomem(e);
	return 0;
}

static void make_funcs(struct wk_instance *inst)
{
	const struct wk_module *m = inst->module;

	for (u32 i = m->nimported_funcs; i < m->nfuncs; i++) {
		struct wk_func *f = &inst->own_funcs[i - m->nimported_funcs];

		f->type = m->funcs[i].type;
		f->inst = inst;
		f->index = i;
		f->entry = m->funcs[i].code;
		inst->funcs[i] = f;
	}
}

static int make_tables(struct wk_instance *inst, struct wk_error *e)
{
	const struct wk_module *m = inst->module;

	for (u32 i = m->nimported_tables; i < m->ntables; i++) {
		struct wk_table *t = &inst->own_tables[i - m->nimported_tables];
		const struct wk_limits *l = &m->tables[i].type.limits;

		t->type = m->tables[i].type;
		t->store = inst->store;
		t->max = l->has_max ? min_t(u64, l->max, WK_MAX_TABLE_ELEMS) : WK_MAX_TABLE_ELEMS;
		inst->tables[i] = t;
		if (l->min <= t->max && wk_table_grow(t, (u32)l->min, 0) != ~0u)
			continue;
		if (l->min > min_t(u64, t->max, inst->store->budget.table_elems))
			return wk_error_set(e, WK_ERR_LIMIT, WK_NO_FUNC, WK_NO_OFFSET,
					    "table %u of %llu entries: %u are left in the budget, %u is the limit",
					    i, (unsigned long long)l->min,
					    inst->store->budget.table_elems, WK_MAX_TABLE_ELEMS);
		return wk_error_nomem(e);
	}
	return 0;
}

static int make_memory(struct wk_instance *inst, struct wk_error *e)
{
	const struct wk_module *m = inst->module;
	const struct wk_limits *l;

	if (m->nmems == m->nimported_mems)
		return 0;
	l = &m->mems[m->nimported_mems].type.limits;
	inst->mem = &inst->own_mem;
	inst->mem->type = m->mems[m->nimported_mems].type;
	inst->mem->store = inst->store;
	inst->mem->max = l->has_max ? min_t(u64, l->max, WK_MAX_MEMORY_PAGES) : WK_MAX_MEMORY_PAGES;
	if (l->min <= inst->mem->max && wk_memory_grow(inst->mem, (u32)l->min) != ~0u)
		return 0;
	if (l->min > inst->store->budget.memory_pages)
		return wk_error_set(e, WK_ERR_LIMIT, WK_NO_FUNC, WK_NO_OFFSET,
				    "memory of %llu pages: only %u are left in the budget",
				    (unsigned long long)l->min, inst->store->budget.memory_pages);
	return wk_error_nomem(e);
}

/* ---- constant expressions (spec 3.3.10) ---- */

static u64 apply(u8 op, u64 a, u64 b)
{
	switch (op) {
	case WK_OP_i32_add:
		return (u32)(a + b);
	case WK_OP_i32_sub:
		return (u32)(a - b);
	case WK_OP_i32_mul:
		return (u32)(a * b);
	case WK_OP_i64_add:
		return a + b;
	case WK_OP_i64_sub:
		return a - b;
	default:
		return a * b;
	}
}

static u64 leaf(struct wk_instance *inst, const struct wk_constop *op)
{
	switch (op->op) {
	case WK_OP_global_get:
		return inst->globals[op->index]->value[0];
	case WK_OP_ref_func:
		return (u64)(unsigned long)inst->funcs[op->index];
	default:	/* constants; ref.null has value 0 */
		return op->value;
	}
}

/* Of a validated expression; @stack has room for the deepest of the module. */
static u64 evaluate(struct wk_instance *inst, const struct wk_constexpr *x, u64 *stack)
{
	u32 sp = 0;

	for (u32 i = 0; i < x->n; i++) {
		u8 op = x->ops[i].op;

		if (op >= WK_OP_i32_add && op <= WK_OP_i64_mul) {
			stack[sp - 2] = apply(op, stack[sp - 2], stack[sp - 1]);
			sp--;
		} else {
			stack[sp++] = leaf(inst, &x->ops[i]);
		}
	}
	return stack[0];
}

/* No constant instruction takes a v128: the one that makes it is alone. */
static void evaluate_v128(struct wk_instance *inst, const struct wk_constexpr *x, u64 *value)
{
	u32 index = x->ops[0].index;

	if (x->ops[0].op == WK_OP_global_get) {
		value[0] = inst->globals[index]->value[0];
		value[1] = inst->globals[index]->value[1];
	} else {
		value[0] = wk_get_le64(inst->module->bytes + index);
		value[1] = wk_get_le64(inst->module->bytes + index + 8);
	}
}

static void make_globals(struct wk_instance *inst, u64 *stack)
{
	const struct wk_module *m = inst->module;

	for (u32 i = m->nimported_globals; i < m->nglobals; i++) {
		struct wk_global *g = &inst->own_globals[i - m->nimported_globals];

		g->type = m->globals[i].type;
		if (g->type.type == WK_V128)
			evaluate_v128(inst, &m->globals[i].init, g->value);
		else
			g->value[0] = evaluate(inst, &m->globals[i].init, stack);
		inst->globals[i] = g;
	}
}

static int make_segment(struct wk_instance *inst, u32 i, u64 *stack, struct wk_error *e)
{
	const struct wk_elem *el = &inst->module->elems[i];
	struct wk_segment *s = &inst->segments[i];

	s->elems = array(el->n, sizeof(*s->elems));
	if (!s->elems)
		return wk_error_nomem(e);
	s->n = el->n;
	for (u32 k = 0; k < el->n; k++)
		s->elems[k] = el->funcs ? (u64)(unsigned long)inst->funcs[el->funcs[k]] :
			      evaluate(inst, &el->exprs[k], stack);
	wk_cond_resched();
	return 0;
}

static int make_values(struct wk_instance *inst, struct wk_error *e)
{
	const struct wk_module *m = inst->module;
	u64 *stack = array(m->max_const_stack, sizeof(*stack));
	int err = 0;

	if (!stack)
		return wk_error_nomem(e);
	make_globals(inst, stack);
	for (u32 i = 0; i < m->nelems && !err; i++)
		err = make_segment(inst, i, stack, e);
	for (u32 i = 0; i < m->ndatas; i++)
		inst->data_left[i] = m->datas[i].bytes.len;
	wk_free(stack);
	return err;
}

static int build(struct wk_instance *inst, const struct wk_extern *imports, struct wk_error *e)
{
	if (make_arrays(inst, e) || wk_instance_link(inst, imports, e))
		return -1;
	make_funcs(inst);
	if (make_tables(inst, e) || make_memory(inst, e))
		return -1;
	return make_values(inst, e);
}

struct wk_instance *wk_instance_new(struct wk_store *s, const struct wk_module *m,
				    const struct wk_extern *imports, struct wk_error *e)
{
	struct wk_instance *inst = wk_alloc(1, sizeof(*inst));

	if (!inst) {
		wk_error_nomem(e);
		return NULL;
	}
	inst->module = m;
	inst->store = s;
	inst->code = m->code.base;
	if (build(inst, imports, e)) {
		give_back(inst);
		wk_instance_free(inst);
		return NULL;
	}
	inst->next = s->instances;
	s->instances = inst;
	return inst;
}

/* ---- initialisation ---- */

static enum wk_trap init_elem(struct wk_instance *inst, u32 i, u64 *stack)
{
	const struct wk_elem *el = &inst->module->elems[i];
	enum wk_trap trap;

	if (el->mode == WK_SEGMENT_PASSIVE)
		return WK_TRAP_NONE;
	if (el->mode == WK_SEGMENT_ACTIVE) {
		trap = wk_bulk_table_init(inst->tables[el->table], &inst->segments[i],
					  (u32)evaluate(inst, &el->offset, stack), 0, el->n);
		if (trap)
			return trap;
	}
	inst->segments[i].n = 0;
	return WK_TRAP_NONE;
}

static enum wk_trap init_data(struct wk_instance *inst, u32 i, u64 *stack)
{
	const struct wk_data *d = &inst->module->datas[i];

	if (d->mode == WK_SEGMENT_PASSIVE)
		return WK_TRAP_NONE;
	if (!wk_mem_write(inst->mem, (u32)evaluate(inst, &d->offset, stack), d->bytes.p,
			  d->bytes.len))
		return WK_TRAP_MEMORY;
	inst->data_left[i] = 0;
	return WK_TRAP_NONE;
}

enum wk_trap wk_instance_init(struct wk_instance *inst)
{
	const struct wk_module *m = inst->module;
	u64 *stack = array(m->max_const_stack, sizeof(*stack));
	enum wk_trap trap = WK_TRAP_NONE;

	if (!stack)
		return WK_TRAP_NOMEM;
	for (u32 i = 0; i < m->nelems && !trap; i++)
		trap = init_elem(inst, i, stack);
	for (u32 i = 0; i < m->ndatas && !trap; i++)
		trap = init_data(inst, i, stack);
	wk_free(stack);
	return trap;
}

/* ---- access ---- */

struct wk_func *wk_instance_start_func(struct wk_instance *inst)
{
	return inst->module->has_start ? inst->funcs[inst->module->start] : NULL;
}

bool wk_instance_export(struct wk_instance *inst, const u8 *name, u32 len, struct wk_extern *out)
{
	const struct wk_export *x = wk_module_export(inst->module, name, len);

	if (!x)
		return false;
	out->kind = x->kind;
	switch (x->kind) {
	case WK_EXTERN_FUNC:
		out->func = inst->funcs[x->index];
		break;
	case WK_EXTERN_TABLE:
		out->table = inst->tables[x->index];
		break;
	case WK_EXTERN_MEMORY:
		out->memory = inst->mem;
		break;
	default:
		out->global = inst->globals[x->index];
		break;
	}
	return true;
}

const struct wk_module *wk_instance_module(const struct wk_instance *inst)
{
	return inst->module;
}

struct wk_memory *wk_instance_memory(struct wk_instance *inst)
{
	return inst->mem;
}
