/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writes a module section by section, entries in any order.
 *
 * Types are letters: i i32, l i64, f f32, d f64, v v128, r funcref,
 * x externref; a function type is "parameters:results".
 */
#ifndef _WK_GEN_WMOD_H
#define _WK_GEN_WMOD_H

#include "wbuf.h"

enum {
	WMOD_FUNC,
	WMOD_TABLE,
	WMOD_MEMORY,
	WMOD_GLOBAL,
};

/* Section ids. */
enum wmod_id {
	WMOD_CUSTOM,
	WMOD_TYPES,
	WMOD_IMPORTS,
	WMOD_FUNCS,
	WMOD_TABLES,
	WMOD_MEMORIES,
	WMOD_GLOBALS,
	WMOD_EXPORTS,
	WMOD_START,
	WMOD_ELEMS,
	WMOD_CODES,
	WMOD_DATAS,
	WMOD_DATACOUNT,
	WMOD_SECTIONS,
};

/**
 * struct wmod - a module being written; zeroed is empty
 * @section: entries of each section, without their count
 * @count: number of entries
 * @funcs: next index in the function index space
 * @names: entries of the function name subsection
 * @nnames: how many
 * @start: index of the start function plus one, or 0
 * @datacount: write a data count section
 */
struct wmod {
	struct wbuf section[WMOD_SECTIONS];
	uint32_t count[WMOD_SECTIONS];
	uint32_t funcs;
	struct wbuf names;
	uint32_t nnames;
	uint32_t start;
	int datacount;
};

/** wmod_type_byte() - encoding of a type letter */
uint8_t wmod_type_byte(char letter);

/** wmod_type() - adds a function type; Return: its index */
uint32_t wmod_type(struct wmod *m, const char *sig);

/** wmod_import_func() - adds an imported function, before any own; Return: its index */
uint32_t wmod_import_func(struct wmod *m, const char *module, const char *name, const char *sig);

/**
 * wmod_func() - adds a function
 * @sig: its type, which is added too
 * @locals: a letter for each local; "" for none
 * @code: its instructions, without the last end
 * @n: bytes of @code
 *
 * Return: its index in the function index space.
 */
uint32_t wmod_func(struct wmod *m, const char *sig, const char *locals, const void *code,
		   size_t n);

/** wmod_func_of() - as wmod_func(), with a type that is there already */
uint32_t wmod_func_of(struct wmod *m, uint32_t type, const char *locals, const void *code,
		      size_t n);

/** wmod_body() - adds a body only, its locals vector included */
void wmod_body(struct wmod *m, const void *bytes, size_t n);

/** wmod_name() - names a function in the name section; in order of index */
void wmod_name(struct wmod *m, uint32_t func, const char *name);

void wmod_export(struct wmod *m, const char *name, uint8_t kind, uint32_t index);

/** wmod_memory(), wmod_table() - @max below 0: none */
void wmod_memory(struct wmod *m, uint32_t min, int64_t max);
void wmod_table(struct wmod *m, char type, uint32_t min, int64_t max);

/** wmod_global() - @init: its constant expression, without the end */
void wmod_global(struct wmod *m, char type, int mutable, const struct wbuf *init);

/** wmod_data() - active at @offset, or passive when it is below 0 */
void wmod_data(struct wmod *m, int64_t offset, const void *bytes, size_t n);

/** wmod_elem() - functions; active in table 0 at @offset, passive (-1), declarative (-2) */
void wmod_elem(struct wmod *m, int64_t offset, const uint32_t *funcs, uint32_t n);

/** wmod_finish() - the binary; frees what @m holds */
void wmod_finish(struct wmod *m, struct wbuf *out);

#endif /* _WK_GEN_WMOD_H */
