// SPDX-License-Identifier: GPL-2.0
/* Statements of the generator: stores, bulk instructions, tables; the stack stays as it was. */
#include <string.h>

#include "build.h"

enum {
	OP_NOP = 0x01, OP_IF = 0x04, OP_END = 0x0b, OP_BR_IF = 0x0d, OP_DROP = 0x1a,
	OP_LOCAL_SET = 0x21, OP_GLOBAL_SET = 0x24, OP_TABLE_SET = 0x26, OP_I32_CONST = 0x41,
	OP_I32_AND = 0x71,
	OP_MEMORY_INIT = 0xfc008, OP_DATA_DROP = 0xfc009, OP_MEMORY_COPY = 0xfc00a,
	OP_MEMORY_FILL = 0xfc00b, OP_TABLE_INIT = 0xfc00c, OP_ELEM_DROP = 0xfc00d,
	OP_TABLE_COPY = 0xfc00e, OP_TABLE_FILL = 0xfc011,
};

static void set_local(struct gen *g)
{
	uint32_t at;

	if (!g->nfixed)
		return;
	at = gen_below(g->random, g->nfixed);
	gen_expr(g, g->locals[at]);
	gen_op(g, OP_LOCAL_SET);
	wbuf_u32(g->code, at);
}

static void set_global(struct gen *g)
{
	uint32_t at = gen_below(g->random, g->nmutable);

	gen_expr(g, g->globals[at]);
	gen_op(g, OP_GLOBAL_SET);
	wbuf_u32(g->code, at);
}

static void small(struct gen *g, uint32_t below)
{
	gen_op(g, OP_I32_CONST);
	wbuf_s32(g->code, gen_below(g->random, below));
}

static void bulk_memory(struct gen *g)
{
	uint32_t segment = gen_below(g->random, g->ndatas);

	switch (gen_below(g->random, 4)) {
	case 0:
		gen_address(g);
		gen_expr(g, 'i');
		small(g, 300);
		gen_op(g, OP_MEMORY_FILL);
		wbuf_u8(g->code, 0);
		break;
	case 1:
		gen_address(g);
		gen_address(g);
		small(g, 300);
		gen_op(g, OP_MEMORY_COPY);
		wbuf_fixed32(g->code, 0);
		g->code->n -= 2;
		break;
	case 2:
		gen_address(g);
		small(g, 8);
		small(g, 12);
		gen_op(g, OP_MEMORY_INIT);
		wbuf_u32(g->code, segment);
		wbuf_u8(g->code, 0);
		break;
	default:
		if (!gen_chance(g->random, 20))
			break;
		gen_op(g, OP_DATA_DROP);
		wbuf_u32(g->code, segment);
	}
}

static void table_index(struct gen *g, uint32_t table)
{
	gen_expr(g, 'i');
	gen_op(g, OP_I32_CONST);
	wbuf_s32(g->code, table ? 3 : 15);
	gen_op(g, OP_I32_AND);
}

static void table_bulk(struct gen *g)
{
	uint32_t table = gen_below(g->random, 2);

	switch (gen_below(g->random, 4)) {
	case 0:
		table_index(g, table);
		gen_expr(g, table ? 'x' : 'r');
		small(g, 4);
		gen_op(g, OP_TABLE_FILL);
		wbuf_u32(g->code, table);
		break;
	case 1:
		table_index(g, table);
		table_index(g, table);
		small(g, 4);
		gen_op(g, OP_TABLE_COPY);
		wbuf_u32(g->code, table);
		wbuf_u32(g->code, table);
		break;
	case 2:
		table_index(g, 0);
		small(g, 3);
		small(g, 4);
		gen_op(g, OP_TABLE_INIT);
		wbuf_u32(g->code, gen_below(g->random, g->nelems));
		wbuf_u32(g->code, 0);
		break;
	default:
		if (!gen_chance(g->random, 20))
			break;
		gen_op(g, OP_ELEM_DROP);
		wbuf_u32(g->code, gen_below(g->random, g->nelems));
	}
}

static void table_op(struct gen *g)
{
	uint32_t table = gen_below(g->random, 2);

	if (gen_chance(g->random, 50)) {
		table_bulk(g);
		return;
	}
	table_index(g, table);
	gen_expr(g, table ? 'x' : 'r');
	gen_op(g, OP_TABLE_SET);
	wbuf_u32(g->code, table);
}

/* A branch out of straight code: the values it carries stay when it is not taken. */
static void branch_if(struct gen *g)
{
	uint32_t depth = gen_below(g->random, g->nlabels);
	const struct label *label = &g->labels[g->nlabels - 1 - depth];
	size_t n;

	if (!label->open)
		return;
	gen_exprs(g, label->types, strlen(label->types));
	gen_condition(g);
	gen_op(g, OP_BR_IF);
	wbuf_u32(g->code, depth);
	for (n = strlen(label->types); n; n--)
		gen_op(g, OP_DROP);
}

static void leave_if(struct gen *g)
{
	if (g->nlabels == MAX_LABELS)
		return;
	gen_condition(g);
	gen_op(g, OP_IF);
	wbuf_u8(g->code, 0x40);
	g->labels[g->nlabels++] = (struct label){ "", 1 };
	gen_leave(g);
	g->nlabels--;
	gen_op(g, OP_END);
}

static void drop_expr(struct gen *g)
{
	gen_expr(g, "ilfdvrx"[gen_below(g->random, 7)]);
	gen_op(g, OP_DROP);
}

void gen_statement(struct gen *g)
{
	uint32_t choice = gen_below(g->random, 100);

	if (g->code->n > MAX_BODY || g->depth >= MAX_DEPTH || choice < 30)
		set_local(g);
	else if (choice < 40)
		set_global(g);
	else if (choice < 54)
		gen_store(g);
	else if (choice < 60)
		bulk_memory(g);
	else if (choice < 66)
		table_op(g);
	else if (choice < 74)
		branch_if(g);
	else if (choice < 79)
		leave_if(g);
	else if (choice < 90)
		gen_block(g, 0);
	else if (choice < 95)
		gen_call(g, 0);
	else if (choice < 98)
		drop_expr(g);
	else
		gen_op(g, OP_NOP);
}

void gen_statements(struct gen *g)
{
	uint32_t n = gen_below(g->random, 5);

	g->depth++;
	while (n-- && g->code->n < MAX_BODY)
		gen_statement(g);
	g->depth--;
}
