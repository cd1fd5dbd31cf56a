/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The compiler's optimisations, and a switch for each. In the kernel all are on
 * and the switches cost nothing; in user space tests and measurements turn them off.
 */
#ifndef _WK_WASM_OPTS_H
#define _WK_WASM_OPTS_H

#include "shim.h"

/* WK_OPT(ident, name): docs/performance.md says what each brings. */
#define WK_OPTS(WK_OPT) \
	WK_OPT(CONSTANTS, "constants")		/* constants are operands of instructions */ \
	WK_OPT(ACCUMULATOR, "accumulator")	/* a result stays in a register for the next one */ \
	WK_OPT(FLOATS, "floats")		/* a float does so in a register for floats */ \
	WK_OPT(BRANCHES, "branches")		/* a comparison is the branch on it */ \
	WK_OPT(LOCALS, "locals")		/* what makes a local's value writes the local */ \
	WK_OPT(PLAIN, "plain")			/* where there is no offset none is added */ \
	WK_OPT(PAIRS, "pairs")			/* superinstructions */ \
	WK_OPT(CHAINS, "chains")		/* superinstructions of three and more */

enum {
#define WK_OPT(ident, name) WK_OPT_BIT_##ident,
	WK_OPTS(WK_OPT)
#undef WK_OPT
	WK_OPT_COUNT,
};

enum {
#define WK_OPT(ident, name) WK_OPT_##ident = 1 << WK_OPT_BIT_##ident,
	WK_OPTS(WK_OPT)
#undef WK_OPT
	WK_OPT_ALL = (1 << WK_OPT_COUNT) - 1,
};

#ifdef __KERNEL__
#define wk_opts WK_OPT_ALL
#else
/* wk_opts - those in use for modules that are loaded from now on */
extern u32 wk_opts;

/** wk_opts_name() - name of optimisation @i, or NULL behind the last */
const char *wk_opts_name(u32 i);

/** wk_opts_without() - turns off the optimisation @name; Return: is there one? */
bool wk_opts_without(const char *name);
#endif

/* Is it in use? */
#define wk_opt(ident)	(wk_opts & WK_OPT_##ident)

#endif /* _WK_WASM_OPTS_H */
