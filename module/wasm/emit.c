// SPDX-License-Identifier: GPL-2.0
#include "emit.h"

/* How much more is taken than asked for: a part of what there is. */
#define SLACK 64

/* Return: 0, or -1 with the error set. */
static int grow(struct wk_emit *s, struct wk_buffer *b, u64 bytes)
{
	if (bytes > 0x7fffffff)
		return wk_error_set(s->e, WK_ERR_LIMIT, WK_NO_FUNC, s->offset,
				    "the module needs more than 2 GiB of code");
	return wk_buffer_grow(b, bytes) ? wk_error_nomem(s->e) : 0;
}

/* Room for @cap words. */
static int grow_code(struct wk_emit *s, u64 cap)
{
	if (grow(s, &s->code_room, cap * sizeof(*s->code)))
		return -1;
	s->code = s->code_room.base;
	s->cap = (u32)cap;
	return 0;
}

static int grow_map(struct wk_emit *s, u64 cap)
{
	if (grow(s, &s->map_room, cap))
		return -1;
	s->map = s->map_room.base;
	s->cap_map = (u32)cap;
	return 0;
}

int wk_emit_reserve(struct wk_emit *s, u32 bytes)
{
	return grow_code(s, bytes / 4 + 64) || grow_map(s, bytes / 8 + 64) ? -1 : 0;
}

/* Taking the next entry back leaves the mark true: it tells what lies before. */
static int add_mark(struct wk_emit *s)
{
	if (s->nmarks == s->cap_marks) {
		u32 cap = s->cap_marks ? s->cap_marks * 2 : 64;
		void *p = wk_realloc(s->marks, s->cap_marks, cap, sizeof(*s->marks));

		if (!p)
			return wk_error_nomem(s->e);
		s->marks = p;
		s->cap_marks = cap;
	}
	s->marks[s->nmarks++] = (struct wk_mark){ s->at.word, s->at.offset, s->nmap };
	return 0;
}

static bool wants_mark(const struct wk_emit *s)
{
	u32 last = s->nmarks ? s->marks[s->nmarks - 1].map : 0;

	return s->nmap - last >= WK_MARK_EVERY;
}

static void put_le32(u8 *p, u32 v)
{
	p[0] = v;
	p[1] = v >> 8;
	p[2] = v >> 16;
	p[3] = v >> 24;
}

/* Notes that the instruction at word s->n comes from s->offset. */
static void map_here(struct wk_emit *s)
{
	u32 words = s->n - s->at.word, bytes = s->offset - s->at.offset;
	u8 *p = s->map + s->nmap;

	s->undo_at.word = s->at.word;
	s->undo_at.offset = s->at.offset;
	s->undo_nmap = s->nmap;
	if (words >= 1 && words <= 2 && bytes < 0x7f) {
		*p = bytes << 1 | (words - 1);
		s->nmap++;
	} else {
		*p = WK_MAP_LONG;
		put_le32(p + 1, words);
		put_le32(p + 5, bytes);
		s->nmap += WK_MAP_LONG_BYTES;
	}
	s->at.word = s->n;
	s->at.offset = s->offset;
}

u32 wk_emit_op(struct wk_emit *s, u16 op, u16 d, u16 a, u16 b, u32 words)
{
	union wk_word *w;

	if (unlikely(s->cap - s->n < words) &&
	    grow_code(s, (u64)s->cap + s->cap / SLACK + words))
		return WK_NO_CODE;
	if (unlikely(s->cap_map - s->nmap < WK_MAP_LONG_BYTES) &&
	    grow_map(s, (u64)s->cap_map + s->cap_map / SLACK + WK_MAP_LONG_BYTES))
		return WK_NO_CODE;
	if (unlikely(wants_mark(s)) && add_mark(s))
		return WK_NO_CODE;
	map_here(s);
	w = s->code + s->n;
	w->op = op;
	w->d = d;
	w->a = a;
	w->b = b;
	for (u32 i = 1; i < words; i++)
		w[i].imm = 0;
	s->last = s->n;
	s->last_d = WK_NO_CODE;
	s->n += words;
	return s->last;
}

int wk_emit_value(struct wk_emit *s, u16 op, u16 d, u16 a, u16 b)
{
	if (wk_emit_op(s, op, d, a, b, 1) == WK_NO_CODE)
		return -1;
	s->last_d = d;
	return 0;
}

int wk_emit_value_imm(struct wk_emit *s, u16 op, u16 d, u16 a, u16 b, u64 imm)
{
	if (wk_emit_op(s, op, d, a, b, 2) == WK_NO_CODE)
		return -1;
	s->code[s->n - 1].imm = imm;
	s->last_d = d;
	return 0;
}

int wk_emit_v128(struct wk_emit *s, u16 d, u64 low, u64 high)
{
	if (wk_emit_op(s, WK_X_v128_const, d, 0, 0, 3) == WK_NO_CODE)
		return -1;
	s->code[s->n - 2].imm = low;
	s->code[s->n - 1].imm = high;
	s->last_d = d;
	return 0;
}

int wk_emit_xy(struct wk_emit *s, u16 op, u16 d, u16 a, u16 b, s32 x, s32 y)
{
	if (wk_emit_op(s, op, d, a, b, 2) == WK_NO_CODE)
		return -1;
	s->code[s->n - 1].x = x;
	s->code[s->n - 1].y = y;
	return 0;
}

void wk_emit_undo(struct wk_emit *s)
{
	s->n = s->last;
	s->nmap = s->undo_nmap;
	s->at.word = s->undo_at.word;
	s->at.offset = s->undo_at.offset;
	s->last = WK_NO_CODE;
	s->last_d = WK_NO_CODE;
}

int wk_emit_begin(struct wk_emit *s, struct wk_funcdef *f)
{
	s->offset = f->body;
	s->at.word = s->n - 1;
	s->at.offset = f->body;
	f->code = s->n;
	f->map = s->nmap;
	if (wk_emit_op(s, WK_X_enter, 0, 0, 0, 1) == WK_NO_CODE)
		return -1;
	s->last = WK_NO_CODE;
	return 0;
}

void wk_emit_jump_back(struct wk_emit *s, u32 at, u32 target, s32 pending)
{
	s->code[at].x = (s32)(target - at);
	s->code[at].y = s->pending - pending;
}

void wk_emit_jump_later(struct wk_emit *s, u32 at, u32 *chain)
{
	s->code[at].x = (s32)*chain;
	s->code[at].y = s->pending;
	*chain = at;
}

void wk_emit_bind(struct wk_emit *s, u32 chain)
{
	while (chain) {
		union wk_word *w = s->code + chain;
		u32 next = (u32)w->x;

		w->x = (s32)(s->n - chain);
		w->y -= s->pending;
		chain = next;
	}
	s->last = WK_NO_CODE;
	s->last_d = WK_NO_CODE;
}
