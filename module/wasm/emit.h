/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writing code: instructions, jumps to places not yet known, and the map from
 * code back to the binary.
 *
 * The map holds one entry per instruction, in order: how many words and how
 * many bytes of the binary it lies behind the previous one. One byte, (bytes <<
 * 1 | words - 1), or 0xff and two 32-bit numbers. Marks at regular distances
 * let a reader begin close to what it looks for.
 */
#ifndef _WK_WASM_EMIT_H
#define _WK_WASM_EMIT_H

#include "code.h"
#include "module.h"

#define WK_NO_CODE 0xffffffffu

/* An entry of the map: its size, and what it says. */
#define WK_MAP_LONG 0xff
#define WK_MAP_LONG_BYTES 9

static inline u32 wk_map_bytes(const u8 *p)
{
	return *p == WK_MAP_LONG ? WK_MAP_LONG_BYTES : 1;
}

static inline u32 wk_map_words(const u8 *p)
{
	return *p == WK_MAP_LONG ? wk_get_le32(p + 1) : (*p & 1u) + 1;
}

/**
 * struct wk_emit - code being written
 * @code: words, in @code_room; @n of @cap are used
 * @map: map, in @map_room; @nmap of @cap_map bytes are used
 * @marks: marks; @nmarks of @cap_marks are used
 * @offset: byte offset in the binary of the guest instruction being compiled
 * @pending: guest instructions not yet charged at this place
 * @last: word offset of the last instruction, or WK_NO_CODE behind a label
 * @last_d: the slot that it defines, or WK_NO_CODE
 * @at: word offset and byte offset of the map's last entry
 * @undo_at, @undo_nmap: @at and @nmap before the last instruction
 * @e: where errors go
 */
struct wk_emit {
	struct wk_buffer code_room;
	union wk_word *code;
	u32 n;
	u32 cap;
	struct wk_buffer map_room;
	u8 *map;
	u32 nmap;
	u32 cap_map;
	struct wk_mark *marks;
	u32 nmarks;
	u32 cap_marks;
	u32 offset;
	s32 pending;
	u32 last;
	u32 last_d;
	struct {
		u32 word;
		u32 offset;
	} at, undo_at;
	u32 undo_nmap;
	struct wk_error *e;
};

/**
 * wk_emit_reserve() - room for the least code that @bytes bytes of a binary usually become
 *
 * Return: 0, or -1 with the error set.
 */
int wk_emit_reserve(struct wk_emit *s, u32 bytes);

/**
 * wk_emit_op() - appends an instruction of @words words; the others are zero
 * Return: its word offset, or WK_NO_CODE when memory is short (error set).
 */
u32 wk_emit_op(struct wk_emit *s, u16 op, u16 d, u16 a, u16 b, u32 words);

/** wk_emit_value() - as wk_emit_op(), of one word, and defines slot @d */
int wk_emit_value(struct wk_emit *s, u16 op, u16 d, u16 a, u16 b);

/** wk_emit_value_imm() - the same with a second word @imm */
int wk_emit_value_imm(struct wk_emit *s, u16 op, u16 d, u16 a, u16 b, u64 imm);

/** wk_emit_v128() - the v128 constant { @low, @high } goes to slot @d and the next */
int wk_emit_v128(struct wk_emit *s, u16 d, u64 low, u64 high);

/** wk_emit_xy() - an instruction with a second word { @x, @y } */
int wk_emit_xy(struct wk_emit *s, u16 op, u16 d, u16 a, u16 b, s32 x, s32 y);

/** wk_emit_undo() - takes the last instruction back; once */
void wk_emit_undo(struct wk_emit *s);

/** wk_emit_begin() - starts a function: its enter word */
int wk_emit_begin(struct wk_emit *s, struct wk_funcdef *f);

/* ---- jumps: places are the { x, y } words of branches ---- */

/** wk_emit_jump_back() - completes the jump at word @at to @target */
void wk_emit_jump_back(struct wk_emit *s, u32 at, u32 target, s32 pending);

/** wk_emit_jump_later() - adds the jump at word @at to @chain (0: empty) */
void wk_emit_jump_later(struct wk_emit *s, u32 at, u32 *chain);

/** wk_emit_bind() - lets all jumps of @chain end here */
void wk_emit_bind(struct wk_emit *s, u32 chain);

#endif /* _WK_WASM_EMIT_H */
