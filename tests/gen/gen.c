// SPDX-License-Identifier: GPL-2.0
/* Valid random modules that always end: the module around the functions. */
#include <stdio.h>
#include <string.h>

#include "build.h"

enum {
	OP_CALL = 0x10, OP_LOCAL_GET = 0x20, OP_LOCAL_SET = 0x21, OP_GLOBAL_SET = 0x24,
	OP_I32_CONST = 0x41, OP_I64_CONST = 0x42,
	OP_I32_ADD = 0x6a, OP_I64_ADD = 0x7c, OP_I64X2_EXTRACT = 0xfd01d,
};

static const char letters[] = "ilfdvrx";

/* Numbers more often than references. */
static char any_type(struct gen *g)
{
	return letters[gen_below(g->random, gen_chance(g->random, 85) ? 5 : 7)];
}

static void make_types(struct gen *g)
{
	uint32_t i, n;
	char *p;

	g->ntypes = 3 + gen_below(g->random, MAX_TYPES - 3);
	for (i = 0; i < g->ntypes; i++) {
		p = g->types[i];
		for (n = gen_below(g->random, 5); n; n--)
			*p++ = any_type(g);
		*p++ = ':';
		/* Few results, and the same often: tail calls need equal ones. */
		for (n = gen_chance(g->random, 60) ? 1 : gen_below(g->random, 4); n; n--)
			*p++ = gen_chance(g->random, 50) ? 'i' : any_type(g);
		*p = '\0';
		wmod_type(&g->m, g->types[i]);
	}
}

static void extend_const(struct gen *g, char type)
{
	uint32_t n = gen_below(g->random, 3);

	while (g->options.extended_const && n--) {
		gen_const(g, type);
		gen_op(g, (type == 'i' ? OP_I32_ADD : OP_I64_ADD) + gen_below(g->random, 3));
	}
}

static void make_global(struct gen *g, char type, int mutable)
{
	struct wbuf init = { 0 };

	g->code = &init;
	if (type == 'i' || type == 'l') {
		gen_const(g, type);
		extend_const(g, type);
	} else {
		gen_const(g, type);
	}
	wmod_global(&g->m, type, mutable, &init);
	wbuf_free(&init);
	g->globals[g->nglobals++] = type;
}

static void make_globals(struct gen *g)
{
	struct wbuf init = { 0 };
	char name[16];
	uint32_t i;

	g->nmutable = 5 + gen_below(g->random, 3);
	for (i = 0; i < g->nmutable; i++) {
		make_global(g, i < 5 ? letters[i] : any_type(g), 1);
		snprintf(name, sizeof(name), "g%u", i);
		wmod_export(&g->m, name, WMOD_GLOBAL, i);
	}
	for (i = gen_below(g->random, 4); i; i--)
		make_global(g, any_type(g), 0);
	wbuf_bytes(&init, "\x41\0", 2);
	g->fuel = g->nglobals;	/* not in g->globals: no expression reads it */
	wmod_global(&g->m, 'i', 1, &init);
	wbuf_free(&init);
}

static void make_memory(struct gen *g)
{
	uint8_t bytes[24];
	uint32_t i, j, n;

	wmod_memory(&g->m, 1 + gen_below(g->random, 2), GEN_MAX_MEMORY);
	wmod_export(&g->m, "memory", WMOD_MEMORY, 0);
	g->ndatas = MAX_SEGMENTS;
	for (i = 0; i < g->ndatas; i++) {
		n = 8 + gen_below(g->random, sizeof(bytes) - 8);
		for (j = 0; j < n; j++)
			bytes[j] = gen_next(g->random);
		wmod_data(&g->m, i ? -1 : (int64_t)gen_below(g->random, 300), bytes, n);
	}
	g->m.datacount = 1;
}

/* Every function is in an active segment, so that ref.func may name it. */
static void make_tables(struct gen *g)
{
	uint32_t funcs[MAX_FUNCS], some[4], i;

	wmod_table(&g->m, 'r', 16, GEN_MAX_TABLE);
	wmod_table(&g->m, 'x', 4, 8);
	wmod_export(&g->m, "t0", WMOD_TABLE, 0);
	wmod_export(&g->m, "t1", WMOD_TABLE, 1);
	for (i = 0; i < g->nfuncs; i++)
		funcs[i] = i;
	for (i = 0; i < 4; i++)
		some[i] = gen_below(g->random, g->nfuncs);
	wmod_elem(&g->m, 0, funcs, g->nfuncs);
	wmod_elem(&g->m, -1, some, 4);
	wmod_elem(&g->m, -2, some, 2);
	g->nelems = 2;
}

static void start_function(struct gen *g, uint32_t self)
{
	const char *sig = g->types[g->func_type[self]];
	uint32_t i;

	g->self = self;
	g->depth = 0;
	memset(g->locals, 0, sizeof(g->locals));
	g->nlocals = strchr(sig, ':') - sig;
	memcpy(g->locals, sig, g->nlocals);
	for (i = gen_below(g->random, 6); i; i--)
		g->locals[g->nlocals++] = any_type(g);
	g->nfixed = g->nlocals;
	gen_new_local(g, 'f');
	gen_new_local(g, 'd');
	gen_new_local(g, 'v');
	g->labels[0] = (struct label){ gen_results(sig), 1 };
	g->nlabels = 1;
}

static void make_function(struct gen *g, uint32_t self)
{
	uint32_t type = g->func_type[self], n;
	const char *results = gen_results(g->types[type]);
	struct wbuf code = { 0 };
	char name[16];

	start_function(g, self);
	g->code = &code;
	gen_burn(g);
	for (n = 2 + gen_below(g->random, 6); n && code.n < MAX_BODY; n--)
		gen_statement(g);
	if (gen_chance(g->random, 15))
		gen_leave(g);
	gen_exprs(g, results, strlen(results));
	wmod_func_of(&g->m, type, g->locals + (strchr(g->types[type], ':') - g->types[type]),
		     code.p, code.n);
	wbuf_free(&code);
	snprintf(name, sizeof(name), "f%u", self);
	wmod_name(&g->m, self, name);
}

/*
 * The embedder may have no v128: each among the results on the stack becomes two
 * i64. @types gets what is then there.
 */
static void split_vectors(struct gen *g, const char *results, char *types)
{
	size_t n = strlen(results), i;

	for (i = n; i-- > 0;) {
		gen_op(g, OP_LOCAL_SET);
		wbuf_u32(g->code, i);
	}
	for (i = 0; i < n; i++) {
		for (uint8_t lane = 0; lane < (results[i] == 'v' ? 2 : 1); lane++) {
			gen_op(g, OP_LOCAL_GET);
			wbuf_u32(g->code, i);
			*types++ = results[i] == 'v' ? 'l' : results[i];
			if (results[i] != 'v')
				continue;
			gen_op(g, OP_I64X2_EXTRACT);
			wbuf_u8(g->code, lane);
		}
	}
	*types = '\0';
}

/* "runN": fills the counter and calls function N with constants. */
static void make_run(struct gen *g, uint32_t func)
{
	const char *sig = g->types[g->func_type[func]];
	struct wbuf code = { 0 };
	const char *results = gen_results(sig);
	char name[16], own[MAX_SIG] = ":";
	const char *p;

	g->code = &code;
	gen_op(g, OP_I32_CONST);
	wbuf_s32(&code, RUN_FUEL);
	gen_op(g, OP_GLOBAL_SET);
	wbuf_u32(&code, g->fuel);
	for (p = sig; *p != ':'; p++)
		gen_const(g, *p);
	gen_op(g, OP_CALL);
	wbuf_u32(&code, func);
	split_vectors(g, results, own + 1);
	snprintf(name, sizeof(name), "run%u", func);
	wmod_export(&g->m, name, WMOD_FUNC, wmod_func(&g->m, own, results, code.p, code.n));
	wbuf_free(&code);
}

void gen_module(struct gen_random *random, const struct gen_options *options, struct wbuf *out)
{
	struct gen g = { .random = random, .options = *options };
	uint32_t i;

	make_types(&g);
	g.nfuncs = 2 + gen_below(random, MAX_FUNCS - 2);
	for (i = 0; i < g.nfuncs; i++)
		g.func_type[i] = gen_below(random, g.ntypes);
	make_globals(&g);
	make_memory(&g);
	make_tables(&g);
	for (i = 0; i < g.nfuncs; i++)
		make_function(&g, i);
	for (i = 0; i < g.nfuncs; i++)
		make_run(&g, i);
	wmod_finish(&g.m, out);
}
