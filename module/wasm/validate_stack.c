// SPDX-License-Identifier: GPL-2.0
/* The validator's two stacks, operand types and open blocks, and its errors. */
#include "validate.h"

int wk_valid_fail(struct wk_validator *v, enum wk_errkind kind, const char *fmt, ...)
{
	char place[128], label[80];
	va_list ap;

	if (v->func == WK_NO_FUNC)
		scnprintf(place, sizeof(place), "%s section", v->section);
	else
		scnprintf(place, sizeof(place), "%s section, function %s", v->section,
			  wk_module_func_label(v->m, v->func, label, sizeof(label)));
	va_start(ap, fmt);
	wk_error_vset(v->e, kind, v->func, v->at, place, fmt, ap);
	va_end(ap);
	return -1;
}

const char *wk_valid_op_name(const struct wk_validator *v)
{
	const struct wk_opinfo *info = wk_op_info(v->op);

	if (v->func == WK_NO_FUNC && v->op == WK_OP_end)
		return "constant expression";
	return info ? info->text : "instruction";
}

static struct wk_block *innermost(struct wk_validator *v)
{
	return &v->blocks[v->nblocks - 1];
}

static int mismatch(struct wk_validator *v, u8 want, u8 found)
{
	return wk_valid_fail(v, WK_ERR_INVALID, "%s expected %s, found %s", wk_valid_op_name(v),
			     wk_type_name(want), wk_type_name(found));
}

static int underflow(struct wk_validator *v, u8 want)
{
	return wk_valid_fail(v, WK_ERR_INVALID, "%s expected %s, found nothing on the stack",
			     wk_valid_op_name(v),
			     want == WK_BOTTOM ? "an operand" : wk_type_name(want));
}

noinline int wk_valid_pop_slow(struct wk_validator *v, u8 want)
{
	u8 found;

	if (v->sp == v->base)
		return innermost(v)->unreachable ? 0 : underflow(v, want);
	found = v->stack[--v->sp];
	if (found == want || found == WK_BOTTOM)
		return 0;
	return mismatch(v, want, found);
}

int wk_valid_pop_any(struct wk_validator *v, u8 *type)
{
	*type = WK_BOTTOM;
	if (v->sp == v->base)
		return innermost(v)->unreachable ? 0 : underflow(v, WK_BOTTOM);
	*type = v->stack[--v->sp];
	return 0;
}

noinline int wk_valid_push_full(struct wk_validator *v)
{
	return wk_valid_fail(v, WK_ERR_LIMIT,
			     "%s needs more operands and locals than the limit of %u",
			     wk_valid_op_name(v), WK_MAX_FRAME_SLOTS);
}

/*
 * Do @n operands at @found fit @want? Eight at a time: a type may have a
 * thousand parameters and a call that takes them two bytes. Every value type
 * has bit 6 set and WK_BOTTOM, which fits everything, has not.
 */
static bool types_fit(const u8 *found, const u8 *want, u32 n)
{
	u32 i;

	for (i = 0; n - i >= 8; i += 8) {
		u64 a, b, known;

		memcpy(&a, found + i, 8);
		memcpy(&b, want + i, 8);
		known = ((a >> 6) & 0x0101010101010101ull) * 0xff;
		if ((a ^ b) & known)
			return false;
	}
	for (; i < n; i++)
		if (found[i] != want[i] && found[i] != WK_BOTTOM)
			return false;
	return true;
}

/* Fewer than @n operands, in code that can be reached. */
static noinline int types_missing(struct wk_validator *v, const u8 *types, u32 n)
{
	u32 have = v->sp - v->base;

	if (n == 1)
		return underflow(v, types[0]);
	return wk_valid_fail(v, WK_ERR_INVALID, "%s expected %u operands, found %u on the stack",
			     wk_valid_op_name(v), n, have);
}

static noinline int types_mismatch(struct wk_validator *v, const u8 *found, const u8 *want, u32 n)
{
	while (n-- > 0)
		if (found[n] != want[n] && found[n] != WK_BOTTOM)
			return mismatch(v, want[n], found[n]);
	return -1;
}

int wk_valid_pop_types(struct wk_validator *v, const u8 *types, u32 n)
{
	u32 have = min_t(u32, n, v->sp - v->base);

	if (!n)
		return 0;
	/* In unreachable code the operands that are not there have any type. */
	if (have < n && !innermost(v)->unreachable)
		return types_missing(v, types, n);
	v->sp -= have;
	types += n - have;
	if (!types_fit(v->stack + v->sp, types, have))
		return types_mismatch(v, v->stack + v->sp, types, have);
	return 0;
}

int wk_valid_push_types(struct wk_validator *v, const u8 *types, u32 n)
{
	if (n > v->limit - v->sp)
		return wk_valid_push_full(v);
	if (n)
		memcpy(v->stack + v->sp, types, n);
	v->sp += n;
	return 0;
}

static int grow_blocks(struct wk_validator *v)
{
	u32 cap = v->cap_blocks ? min_t(u32, v->cap_blocks * 2, WK_MAX_NESTING) : 64;
	void *p;

	if (v->nblocks == WK_MAX_NESTING)
		return wk_valid_fail(v, WK_ERR_LIMIT, "blocks are nested deeper than the limit of %u",
				     WK_MAX_NESTING);
	p = wk_realloc(v->blocks, v->cap_blocks, cap, sizeof(*v->blocks));
	if (!p)
		return wk_error_nomem(v->e);
	v->blocks = p;
	v->cap_blocks = cap;
	return 0;
}

int wk_valid_open(struct wk_validator *v, const struct wk_block *block)
{
	struct wk_block *b;

	if (v->nblocks == v->cap_blocks && grow_blocks(v))
		return -1;
	b = &v->blocks[v->nblocks++];
	*b = *block;
	b->height = v->sp;
	b->unreachable = false;
	v->base = v->sp;
	return wk_valid_push_types(v, b->params, b->nparams);
}

static noinline int left_over(struct wk_validator *v)
{
	u32 n = v->sp - v->base;

	return wk_valid_fail(v, WK_ERR_INVALID, "%s found %u operand%s too many on the stack, %s%s",
			     wk_valid_op_name(v), n, n == 1 ? "" : "s",
			     n == 1 ? "" : "the last one ", wk_type_name(v->stack[v->sp - 1]));
}

int wk_valid_close(struct wk_validator *v)
{
	const struct wk_block *b = innermost(v);

	if (wk_valid_pop_types(v, b->results, b->nresults))
		return -1;
	return v->sp == v->base ? 0 : left_over(v);
}

void wk_valid_leave(struct wk_validator *v)
{
	v->nblocks--;
	v->base = v->nblocks ? innermost(v)->height : 0;
}

void wk_valid_unreachable(struct wk_validator *v)
{
	v->sp = v->base;
	innermost(v)->unreachable = true;
}
