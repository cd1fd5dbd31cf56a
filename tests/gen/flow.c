// SPDX-License-Identifier: GPL-2.0
/* Control flow of the generator: blocks, loops, branches, calls. */
#include <string.h>

#include "build.h"

enum {
	OP_UNREACHABLE = 0x00, OP_BLOCK = 0x02, OP_LOOP = 0x03, OP_IF = 0x04, OP_ELSE = 0x05,
	OP_END = 0x0b, OP_BR = 0x0c, OP_BR_IF = 0x0d, OP_BR_TABLE = 0x0e, OP_RETURN = 0x0f,
	OP_CALL = 0x10, OP_CALL_INDIRECT = 0x11, OP_RETURN_CALL = 0x12,
	OP_RETURN_CALL_INDIRECT = 0x13, OP_DROP = 0x1a, OP_SELECT = 0x1b,
	OP_LOCAL_GET = 0x20, OP_LOCAL_SET = 0x21, OP_LOCAL_TEE = 0x22,
	OP_GLOBAL_GET = 0x23, OP_GLOBAL_SET = 0x24, OP_I32_CONST = 0x41,
	OP_I32_EQZ = 0x45, OP_I32_LT_S = 0x48, OP_F32_EQ = 0x5b, OP_F64_EQ = 0x61,
	OP_I32_ADD = 0x6a, OP_I32_SUB = 0x6b,
	OP_I32_AND = 0x71, OP_I64_ADD = 0x7c, OP_F32_ADD = 0x92, OP_F64_ADD = 0xa0,
	NO_TYPE = 0x40,
};

static void op_u32(struct gen *g, uint32_t code, uint32_t immediate)
{
	gen_op(g, code);
	wbuf_u32(g->code, immediate);
}

static void i32_const(struct gen *g, int32_t value)
{
	gen_op(g, OP_I32_CONST);
	wbuf_s32(g->code, value);
}

const char *gen_results(const char *sig)
{
	return strchr(sig, ':') + 1;
}

static size_t params_of(const char *sig)
{
	return strchr(sig, ':') - sig;
}

void gen_burn(struct gen *g)
{
	const char *results = gen_results(g->types[g->func_type[g->self]]);

	op_u32(g, OP_GLOBAL_GET, g->fuel);
	i32_const(g, 1);
	gen_op(g, OP_I32_SUB);
	op_u32(g, OP_GLOBAL_SET, g->fuel);
	op_u32(g, OP_GLOBAL_GET, g->fuel);
	i32_const(g, 0);
	gen_op(g, OP_I32_LT_S);
	gen_op(g, OP_IF);
	wbuf_u8(g->code, NO_TYPE);
	for (; *results; results++)
		gen_const(g, *results);
	gen_op(g, OP_RETURN);
	gen_op(g, OP_END);
}

/* Of the values of @types on the stack, leaves one of type @type, or none for 0. */
static void keep_one(struct gen *g, const char *types, char type)
{
	const char *wanted = type ? strchr(types, type) : NULL;
	size_t n = strlen(types);
	int kept = -1;

	if (wanted && n == 1)
		return;
	if (wanted)
		kept = gen_new_local(g, type);
	while (n--) {
		if (kept >= 0 && types + n == wanted)
			op_u32(g, OP_LOCAL_SET, kept);
		else
			gen_op(g, OP_DROP);
	}
	if (kept >= 0)
		op_u32(g, OP_LOCAL_GET, kept);
	else if (type)
		gen_const(g, type);
}

/* ---- blocks ---- */

static void push_label(struct gen *g, const char *types, int open)
{
	g->labels[g->nlabels++] = (struct label){ types, open };
}

/* The parameters of a block: into locals, or away; then statements and results. */
static void block_body(struct gen *g, const char *sig)
{
	const char *results = gen_results(sig);
	size_t n = params_of(sig);
	int local;

	while (n--) {
		local = gen_chance(g->random, 70) ? gen_new_local(g, sig[n]) : -1;
		if (local >= 0)
			op_u32(g, OP_LOCAL_SET, local);
		else
			gen_op(g, OP_DROP);
	}
	gen_statements(g);
	if (gen_chance(g->random, 10)) {
		gen_leave(g);
		if (gen_chance(g->random, 60))
			return;
	}
	gen_exprs(g, results, strlen(results));
}

/* How a block type is written: nothing, one result, or the index of a type. */
static void block_type(struct gen *g, const char *sig, int index)
{
	if (index >= 0)
		wbuf_s32(g->code, index);
	else
		wbuf_u8(g->code, sig[1] ? wmod_type_byte(sig[1]) : NO_TYPE);
}

static void loop_block(struct gen *g, const char *sig, int index, const char *params)
{
	gen_op(g, OP_LOOP);
	block_type(g, sig, index);
	push_label(g, params, 1);
	gen_burn(g);
	block_body(g, sig);
}

void gen_condition(struct gen *g)
{
	char type = gen_chance(g->random, 50) ? 'f' : 'd';
	uint32_t compare = type == 'f' ? OP_F32_EQ : OP_F64_EQ;

	if (gen_chance(g->random, 50)) {
		gen_expr(g, 'i');
		return;
	}
	gen_expr(g, type);
	gen_const(g, type);
	gen_op(g, type == 'f' ? OP_F32_ADD : OP_F64_ADD);
	gen_const(g, type);
	/* eq, ne, lt, gt, le, ge */
	gen_op(g, compare + gen_below(g->random, 6));
}

static void if_block(struct gen *g, const char *sig, int index)
{
	gen_condition(g);
	gen_op(g, OP_IF);
	block_type(g, sig, index);
	push_label(g, gen_results(sig), 1);
	block_body(g, sig);
	if (strlen(sig) == 1 && gen_chance(g->random, 50))
		return;
	gen_op(g, OP_ELSE);
	block_body(g, sig);
}

static void plain_block(struct gen *g, const char *sig, int index)
{
	gen_op(g, OP_BLOCK);
	block_type(g, sig, index);
	push_label(g, gen_results(sig), 1);
	block_body(g, sig);
}

/* A loop that counts down a local of its own. */
static void counted_loop(struct gen *g)
{
	int counter = g->nlabels < 6 ? gen_new_local(g, 'i') : -1;

	if (counter < 0)
		return;
	i32_const(g, 1 + gen_below(g->random, 7));
	op_u32(g, OP_LOCAL_SET, counter);
	gen_op(g, OP_LOOP);
	wbuf_u8(g->code, NO_TYPE);
	push_label(g, "", 0);
	gen_statements(g);
	op_u32(g, OP_LOCAL_GET, counter);
	i32_const(g, 1);
	gen_op(g, OP_I32_SUB);
	op_u32(g, OP_LOCAL_TEE, counter);
	op_u32(g, OP_BR_IF, 0);
	g->nlabels--;
	gen_op(g, OP_END);
}

/* A block type of @g that leaves @type among others, or one made of @type alone in @own. */
static const char *choose_type(struct gen *g, char type, char own[3], int *index)
{
	*index = gen_below(g->random, g->ntypes);
	if (gen_chance(g->random, 40) && (!type || strchr(gen_results(g->types[*index]), type)))
		return g->types[*index];
	*index = -1;
	own[0] = ':';
	own[1] = type;
	own[2] = '\0';
	return own;
}

void gen_block(struct gen *g, char type)
{
	char own[3], params[MAX_SIG];
	const char *sig;
	int index;

	if (g->nlabels == MAX_LABELS || (!type && gen_chance(g->random, 25))) {
		type ? gen_const(g, type) : counted_loop(g);
		return;
	}
	sig = choose_type(g, type, own, &index);
	memcpy(params, sig, params_of(sig));
	params[params_of(sig)] = '\0';
	g->depth++;
	gen_exprs(g, params, strlen(params));
	switch (gen_below(g->random, 3)) {
	case 0:
		loop_block(g, sig, index, params);
		break;
	case 1:
		if_block(g, sig, index);
		break;
	default:
		plain_block(g, sig, index);
	}
	g->depth--;
	g->nlabels--;
	gen_op(g, OP_END);
	keep_one(g, gen_results(sig), type);
}

/* ---- calls ---- */

/* A function from a random one on whose results have @type (0: any); -1: none. */
static int choose_callee(struct gen *g, char type)
{
	uint32_t at = gen_below(g->random, g->nfuncs), i, f;

	for (i = 0; i < g->nfuncs; i++) {
		f = (at + i) % g->nfuncs;
		if (!type || strchr(gen_results(g->types[g->func_type[f]]), type))
			return f;
	}
	return -1;
}

/* Most often the place in the table where the function was at the start. */
static void callee_index(struct gen *g, uint32_t func)
{
	if (gen_chance(g->random, 96)) {
		i32_const(g, func);
		return;
	}
	gen_expr(g, 'i');
	i32_const(g, 15);
	gen_op(g, OP_I32_AND);
}

static void call_any(struct gen *g, uint32_t func, uint32_t direct, uint32_t indirect)
{
	uint32_t type = g->func_type[func];

	gen_exprs(g, g->types[type], params_of(g->types[type]));
	if (gen_chance(g->random, 60)) {
		op_u32(g, direct, func);
		return;
	}
	callee_index(g, func);
	op_u32(g, indirect, type);
	wbuf_u32(g->code, 0);
}

int gen_call(struct gen *g, char type)
{
	int func = choose_callee(g, type);

	if (func < 0)
		return 0;
	call_any(g, func, OP_CALL, OP_CALL_INDIRECT);
	keep_one(g, gen_results(g->types[g->func_type[func]]), type);
	return 1;
}

/* ---- ends of straight code ---- */

static void tail_call(struct gen *g)
{
	const char *results = gen_results(g->types[g->func_type[g->self]]);
	uint32_t at = gen_below(g->random, g->nfuncs), i, f;

	for (i = 0; i < g->nfuncs; i++) {
		f = (at + i) % g->nfuncs;
		if (!strcmp(results, gen_results(g->types[g->func_type[f]]))) {
			call_any(g, f, OP_RETURN_CALL, OP_RETURN_CALL_INDIRECT);
			return;
		}
	}
}

static void return_op(struct gen *g)
{
	const char *results = gen_results(g->types[g->func_type[g->self]]);

	gen_exprs(g, results, strlen(results));
	gen_op(g, OP_RETURN);
}

/* An open label, counted from the innermost; the outermost is always open. */
static uint32_t open_label(struct gen *g)
{
	uint32_t depth = gen_below(g->random, g->nlabels);

	while (!g->labels[g->nlabels - 1 - depth].open)
		depth++;
	return depth;
}

static void br_table(struct gen *g)
{
	uint32_t first = open_label(g), n = gen_below(g->random, 6), depth;
	const char *types = g->labels[g->nlabels - 1 - first].types;
	const struct label *label;

	gen_exprs(g, types, strlen(types));
	gen_expr(g, 'i');
	if (gen_chance(g->random, 80)) {
		i32_const(g, 7);
		gen_op(g, OP_I32_AND);
	}
	op_u32(g, OP_BR_TABLE, n);
	while (n--) {
		depth = gen_below(g->random, g->nlabels);
		label = &g->labels[g->nlabels - 1 - depth];
		wbuf_u32(g->code, label->open && !strcmp(label->types, types) ? depth : first);
	}
	wbuf_u32(g->code, first);
}

static void br(struct gen *g)
{
	uint32_t depth = open_label(g);
	const char *types = g->labels[g->nlabels - 1 - depth].types;

	gen_exprs(g, types, strlen(types));
	op_u32(g, OP_BR, depth);
}

/* Code that is never run; below it the stack has any type. */
static void dead_code(struct gen *g)
{
	static const uint8_t ops[] = { OP_I32_ADD, OP_I64_ADD, OP_I32_EQZ, OP_SELECT, OP_I32_LT_S };

	if (gen_chance(g->random, 50)) {
		gen_op(g, ops[gen_below(g->random, sizeof(ops))]);
		gen_op(g, OP_DROP);
	}
	if (gen_chance(g->random, 30))
		gen_statement(g);
	if (gen_chance(g->random, 30))
		gen_op(g, OP_DROP);
	if (gen_chance(g->random, 20))
		gen_block(g, 0);
}

void gen_leave(struct gen *g)
{
	uint32_t choice = gen_below(g->random, 100);

	g->depth++;
	if (choice < 30)
		br(g);
	else if (choice < 55)
		br_table(g);
	else if (choice < 75)
		return_op(g);
	else if (choice < 94)
		tail_call(g);
	else
		gen_op(g, OP_UNREACHABLE);
	if (gen_chance(g->random, 30))
		dead_code(g);
	g->depth--;
}
