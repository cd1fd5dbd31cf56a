/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of the decoder share.  Nobody else includes this. */
#ifndef _WK_WASM_DECODE_H
#define _WK_WASM_DECODE_H

#include "limits.h"
#include "module.h"
#include "reader.h"

/**
 * struct wk_decoder - a module being decoded
 * @m: where it goes
 * @e: where an error goes
 * @r: the section being read
 * @section: its name, for messages
 * @func: function being read, or WK_NO_FUNC
 * @steps: reads so far, to give up the CPU now and then
 * @npool: bytes used in the module's type_pool
 * @cap_funcs: and so on: elements allocated in the arrays that grow
 */
struct wk_decoder {
	struct wk_module *m;
	struct wk_error *e;
	struct wk_reader r;
	const char *section;
	u32 func;
	u32 steps;
	u32 npool;
	u32 cap_funcs;
	u32 cap_tables;
	u32 cap_mems;
	u32 cap_globals;
	u32 cap_customs;
	u32 cap_sections;
	u32 cap_constops;
};

/* decode_read.c: elements of the format. All return 0, or -1 with the error set. */

/** wk_decode_fail() - sets the error, with section and function in front; Return: -1 */
__printf(4, 5)
int wk_decode_fail(struct wk_decoder *d, enum wk_errkind kind, u32 offset, const char *fmt, ...);

/* @what names the thing that is read, for messages. */
int wk_decode_u8(struct wk_decoder *d, const char *what, u8 *v);
int wk_decode_u32(struct wk_decoder *d, const char *what, u32 *v);
int wk_decode_bytes(struct wk_decoder *d, const char *what, u32 n, const u8 **p);

/**
 * wk_decode_count() - the length of a vector
 * @limit: from limits.h
 *
 * Every element has at least a byte, so a length beyond the rest of the section
 * is refused before anything is allocated for it.
 */
int wk_decode_count(struct wk_decoder *d, const char *what, u32 limit, u32 *n);

/** wk_decode_name() - a UTF-8 string */
int wk_decode_name(struct wk_decoder *d, const char *what, struct wk_str *name);

int wk_decode_valtype(struct wk_decoder *d, u8 *type);
int wk_decode_reftype(struct wk_decoder *d, u8 *type);
int wk_decode_limits(struct wk_decoder *d, struct wk_limits *limits);
int wk_decode_tabletype(struct wk_decoder *d, struct wk_tabletype *type);
int wk_decode_globaltype(struct wk_decoder *d, struct wk_globaltype *type);

/** wk_decode_array() - room for @n elements, or NULL with the error set */
void *wk_decode_array(struct wk_decoder *d, u32 n, size_t size);

/**
 * wk_decode_grow() - makes room for @need elements in an array that grows
 * @p: the array, or NULL
 * @cap: elements it has room for; updated
 *
 * Return: the array's new place, or NULL with the error set and @p valid.
 */
void *wk_decode_grow(struct wk_decoder *d, void *p, u32 *cap, u32 need, size_t size);

/* decode_const.c */

/** wk_decode_expr() - a constant expression; its ops are set by wk_decode_link() */
int wk_decode_expr(struct wk_decoder *d, struct wk_constexpr *x);

/** wk_decode_link() - points every expression to its instructions, at the end */
void wk_decode_link(struct wk_module *m);

/* decode_section.c, decode_segment.c: one section each; @count gets its entries */
int wk_decode_types(struct wk_decoder *d, u32 *count);
int wk_decode_imports(struct wk_decoder *d, u32 *count);
int wk_decode_funcs(struct wk_decoder *d, u32 *count);
int wk_decode_tables(struct wk_decoder *d, u32 *count);
int wk_decode_mems(struct wk_decoder *d, u32 *count);
int wk_decode_globals(struct wk_decoder *d, u32 *count);
int wk_decode_exports(struct wk_decoder *d, u32 *count);
int wk_decode_start(struct wk_decoder *d, u32 *count);
int wk_decode_elems(struct wk_decoder *d, u32 *count);
int wk_decode_datacount(struct wk_decoder *d, u32 *count);
int wk_decode_codes(struct wk_decoder *d, u32 *count);
int wk_decode_datas(struct wk_decoder *d, u32 *count);
int wk_decode_custom(struct wk_decoder *d, u32 *count);

/* names.c */

/** wk_decode_names() - takes what it can from the name section; never fails */
void wk_decode_names(struct wk_module *m);

#endif /* _WK_WASM_DECODE_H */
