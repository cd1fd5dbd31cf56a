/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Valid random modules that always end.
 *
 * A module exports functions "run0", "run1", ... without parameters, its memory "memory",
 * its tables "t0" (funcref) and "t1" (externref), and its mutable globals "g0", "g1",
 * ...  Each call of a run function sets a counter which every function and loop takes
 * from; when it is used up, functions return constants at once.
 */
#ifndef _WK_GEN_GEN_H
#define _WK_GEN_GEN_H

#include "random.h"
#include "wbuf.h"

/**
 * struct gen_options - what kind of modules
 * @hide_nans: keep the bits of NaNs out of everything that can be observed, for
 *             comparison with an engine that makes other NaNs
 * @extended_const: arithmetic in constant expressions
 */
struct gen_options {
	int hide_nans;
	int extended_const;
};

enum {
	GEN_MAX_MEMORY = 4,	/* pages */
	GEN_MAX_TABLE = 24,	/* elements */
};

/** gen_module() - appends the module of a source of choices to @out */
void gen_module(struct gen_random *random, const struct gen_options *options, struct wbuf *out);

#endif /* _WK_GEN_GEN_H */
