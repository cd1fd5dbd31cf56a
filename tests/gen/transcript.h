/* SPDX-License-Identifier: GPL-2.0 */
/* Runs a generated module in the engine and writes down everything that can be seen. */
#ifndef _WK_GEN_TRANSCRIPT_H
#define _WK_GEN_TRANSCRIPT_H

#include <stdint.h>

#include "../../module/wasm/wasm.h"
#include "wbuf.h"

/**
 * struct gen_setup - one way of running
 * @floats: which build of the interpreter
 * @slice: guest instructions between pauses
 * @portable: only what another engine sees too: NaNs without bits, kinds of
 *            traps, no fuel, no backtraces
 */
struct gen_setup {
	enum wk_floats floats;
	uint64_t slice;
	int portable;
};

/**
 * gen_transcript() - loads a module, calls "run0", "run1", ..., appends the story to @out
 *
 * One line for each call: what it gave, then memory, tables and globals. A
 * module that does not load gives one line with the reason.
 */
void gen_transcript(const uint8_t *bytes, size_t size, const struct gen_setup *setup,
		    struct wbuf *out);

#endif /* _WK_GEN_TRANSCRIPT_H */
