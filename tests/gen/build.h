/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of the generator know in common: the module so far, the function at hand. */
#ifndef _WK_GEN_BUILD_H
#define _WK_GEN_BUILD_H

#include "gen.h"
#include "wmod.h"

enum {
	MAX_TYPES = 8,
	MAX_FUNCS = 10,
	MAX_SIG = 16,
	MAX_LOCALS = 24,
	MAX_LABELS = 24,
	MAX_GLOBALS = 12,
	MAX_SEGMENTS = 3,
	MAX_DEPTH = 6,		/* of nested expressions and blocks */
	MAX_BODY = 2000,	/* bytes, about: then only leaves are made */
	RUN_FUEL = 150,		/* functions and loop rounds in one run */
};

/* A branch target: the types that a branch to it carries. */
struct label {
	const char *types;
	int open;		/* may be branched to */
};

struct gen {
	struct gen_random *random;
	struct gen_options options;
	struct wmod m;

	char types[MAX_TYPES][MAX_SIG];		/* "params:results" */
	uint32_t ntypes;
	uint32_t func_type[MAX_FUNCS];
	uint32_t nfuncs;
	char globals[MAX_GLOBALS];		/* type letters */
	uint32_t nglobals;
	uint32_t nmutable;			/* the first ones */
	uint32_t fuel;				/* index of the counter */
	uint32_t ndatas;
	uint32_t nelems;

	/* The function being written. */
	struct wbuf *code;
	uint32_t self;
	char locals[MAX_LOCALS + 1];		/* letters, parameters first */
	uint32_t nlocals;
	uint32_t nfixed;			/* locals below this are free to write; behind
						 * them are f, d and v for hiding NaNs
						 */
	struct label labels[MAX_LABELS];
	uint32_t nlabels;
	uint32_t depth;
};

/** gen_op() - appends an instruction of opcode.def, prefix included */
void gen_op(struct gen *g, uint32_t code);

/** gen_results() - "results" of "params:results" */
const char *gen_results(const char *sig);

/** gen_expr() - code that leaves one value of type @type */
void gen_expr(struct gen *g, char type);

/** gen_exprs() - code that leaves values of the first @n types of @types */
void gen_exprs(struct gen *g, const char *types, size_t n);

/** gen_const() - a constant, often an interesting one */
void gen_const(struct gen *g, char type);

/** gen_address() - an i32, most often inside the memory */
void gen_address(struct gen *g);

/** gen_store() - a store of any kind */
void gen_store(struct gen *g);

/** gen_statement() - code that leaves the stack as it was */
void gen_statement(struct gen *g);

/** gen_statements() - a few of them */
void gen_statements(struct gen *g);

/** gen_block() - a block, loop or if that leaves one value of type @type (0: none) */
void gen_block(struct gen *g, char type);

/** gen_call() - a call that leaves one value of type @type, 0: none; Return: was there one? */
int gen_call(struct gen *g, char type);

/** gen_condition() - what a branch is taken on: often a comparison of a float just computed */
void gen_condition(struct gen *g);

/** gen_burn() - takes one from the counter, returns constants when it is used up */
void gen_burn(struct gen *g);

/** gen_leave() - something after which code is unreachable, and perhaps such code */
void gen_leave(struct gen *g);

/** gen_new_local() - a local that only its maker writes; Return: index, or -1 */
int gen_new_local(struct gen *g, char type);

#endif /* _WK_GEN_BUILD_H */
