// SPDX-License-Identifier: GPL-2.0
/*
 * Superinstructions: an operation that is often followed by a certain other
 * one becomes, in its own word, the operation that does both (pairs.def). That one may
 * again be the first of a pair.
 *
 * The instructions behind the first stay where they are and as they are, so that jumps may
 * end at them, a trap in them is found at its own place, and their operands are read
 * from their own words. So every instruction may be the first of a pair, whatever
 * its predecessor became, and this needs to know nothing about blocks.
 */
#include "compile.h"

/**
 * struct row - a pair; its operation is WK_X_SINGLE plus its index
 * @first: the operation whose word changes; may be that of a pair
 * @second: the one behind it
 */
struct row {
	u16 first;
	u16 second;
};

static const struct row rows[] = {
#define WK_PAIR(first, second, body) { WK_X_##first, WK_X_##second },
#include "pairs.def"
#undef WK_PAIR
};

static_assert(WK_X_SINGLE + ARRAY_SIZE(rows) == WK_X_PAIRS_END, "one operation for each row");

/* Pairs with the same first are a list: its head by the operation, then the next by the row. */
int wk_pairs_begin(struct wk_compiler *c)
{
	u16 *next;

	c->pairs = wk_alloc(WK_X_PAIRS_END + ARRAY_SIZE(rows), sizeof(*c->pairs));
	if (!c->pairs)
		return wk_error_nomem(c->emit.e);
	next = c->pairs + WK_X_PAIRS_END;
	for (u32 i = ARRAY_SIZE(rows); i-- > 0;) {
		next[i] = c->pairs[rows[i].first];
		c->pairs[rows[i].first] = (u16)(i + 1);
	}
	return 0;
}

/* The operation that does @first and @second, or @first where there is none. */
static u16 pair_of(const struct wk_compiler *c, u16 first, u16 second)
{
	const u16 *next = c->pairs + WK_X_PAIRS_END;

	if (first >= WK_X_PAIRS_END)
		return first;
	for (u32 i = c->pairs[first]; i; i = next[i - 1])
		if (rows[i - 1].second == second)
			return (u16)(WK_X_SINGLE + i - 1);
	return first;
}

/* No row of pairs.def joins so many instructions. */
#define LONGEST 8

/**
 * struct open - instructions in a row whose operations may yet take in the next one
 * @word: where they are, the first one first
 * @n: how many
 */
struct open {
	union wk_word *word[LONGEST];
	u32 n;
};

/* Takes @next into the operations that can, and drops the others. */
static void join(const struct wk_compiler *c, struct open *open, union wk_word *next)
{
	u32 kept = 0;

	for (u32 i = 0; i < open->n; i++) {
		union wk_word *w = open->word[i];
		u16 op = pair_of(c, w->op, next->op);

		if (op == w->op)
			continue;
		w->op = op;
		if (wk_opt(CHAINS) && kept < LONGEST - 1)
			open->word[kept++] = w;
	}
	open->word[kept++] = next;
	open->n = kept;
}

/* The map has an entry for each instruction: how long the one before it is. */
void wk_pairs_make(struct wk_compiler *c, const struct wk_funcdef *f)
{
	const u8 *p = c->emit.map + f->map, *end = c->emit.map + c->emit.nmap;
	struct open open = { .n = 0 };
	u32 at = f->code - 1;

	while (p < end) {
		at += wk_map_words(p);
		p += wk_map_bytes(p);
		join(c, &open, c->emit.code + at);
	}
}
