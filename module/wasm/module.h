/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A decoded module.  Filled by decode.c, checked by validate.c, completed by
 * compile.c; immutable and shareable from then on.
 *
 * Ownership: the module owns every array here and the copy of the binary that
 * struct wk_str and the const u8 pointers point into.
 */
#ifndef _WK_WASM_MODULE_H
#define _WK_WASM_MODULE_H

#include "buffer.h"
#include "types.h"
#include "error.h"

/**
 * struct wk_constop - one instruction of a constant expression
 * @op: its opcode (0x41 i32.const, 0x23 global.get, 0xd2 ref.func, ...); 0xfd
 *      is v128.const, the only one with a prefix
 * @index: global, function; type of a ref.null; byte offset in the module of
 *         a v128.const's 16 bytes; unused otherwise
 * @value: bits of a constant
 */
struct wk_constop {
	u8 op;
	u32 index;
	u64 value;
};

/**
 * struct wk_constexpr - a constant expression, without its end
 * @ops: its instructions, inside the module's array
 * @n: how many
 * @offset: byte offset in the module
 */
struct wk_constexpr {
	const struct wk_constop *ops;
	u32 n;
	u32 offset;
};

/**
 * struct wk_import - one import
 * @module: module name
 * @name: field name
 * @kind: enum wk_extern_kind
 * @index: index in the index space of its kind
 * @offset: byte offset of the entry
 */
struct wk_import {
	struct wk_str module;
	struct wk_str name;
	u8 kind;
	u32 index;
	u32 offset;
};

/**
 * struct wk_export - one export
 * @name: its name
 * @kind: enum wk_extern_kind
 * @index: index in the index space of its kind
 * @at: byte offset of the entry
 */
struct wk_export {
	struct wk_str name;
	u8 kind;
	u32 index;
	u32 at;
};

/**
 * struct wk_funcdef - a function, imported or defined
 * @type: its type, canonical (set by validate.c)
 * @name: from the name section; len 0 when there is none
 * @declared: may be named by ref.func in code (spec 3.4.10, C.refs)
 * @import: index in imports[], or WK_NO_FUNC for a defined function
 * @type_index: index of its type, as the binary has it
 * @at: byte offset of its entry in the import or function section
 * @body: byte offset in the module of its locals vector (defined only)
 * @body_end: byte offset behind its final end
 * @code: word offset of its entry in the module's code (compiled only)
 * @code_end: word offset behind its code
 * @map: byte offset of its part of the map from code to binary (compiled only)
 */
struct wk_funcdef {
	const struct wk_functype *type;
	struct wk_str name;
	u32 declared : 1;
	u32 at : 31;		/* no binary is larger, and each byte counts here */
	u32 import;
	u32 type_index;
	u32 body;
	u32 body_end;
	u32 code;
	u32 code_end;
	u32 map;
};

/**
 * struct wk_tabledef - a table
 * @type: element type and limits
 * @import: index in imports[], or WK_NO_FUNC
 * @at: byte offset of the entry
 */
struct wk_tabledef {
	struct wk_tabletype type;
	u32 import;
	u32 at;
};

/**
 * struct wk_memdef - a memory
 * @type: limits
 * @import: index in imports[], or WK_NO_FUNC
 * @at: byte offset of the entry
 */
struct wk_memdef {
	struct wk_memtype type;
	u32 import;
	u32 at;
};

/**
 * struct wk_globaldef - a global
 * @type: value type and mutability
 * @import: index in imports[], or WK_NO_FUNC
 * @at: byte offset of the entry
 * @init: value (defined only)
 */
struct wk_globaldef {
	struct wk_globaltype type;
	u32 import;
	u32 at;
	struct wk_constexpr init;
};

enum wk_segment_mode {
	WK_SEGMENT_ACTIVE,
	WK_SEGMENT_PASSIVE,
	WK_SEGMENT_DECLARATIVE,	/* element segments only */
};

/**
 * struct wk_elem - an element segment
 * @mode: enum wk_segment_mode
 * @type: WK_FUNCREF or WK_EXTERNREF
 * @table: table of an active segment
 * @offset: where an active segment goes
 * @n: number of elements
 * @funcs: function indices, when every element is a plain index; else NULL
 * @exprs: constant expressions, when they are not; else NULL
 * @at: byte offset of the segment in the module
 */
struct wk_elem {
	u8 mode;
	u8 type;
	u32 table;
	struct wk_constexpr offset;
	u32 n;
	u32 *funcs;
	struct wk_constexpr *exprs;
	u32 at;
};

/**
 * struct wk_data - a data segment
 * @mode: active or passive
 * @memory: memory of an active segment
 * @offset: where an active segment goes
 * @bytes: contents
 * @at: byte offset of the segment in the module
 */
struct wk_data {
	u8 mode;
	u32 memory;
	struct wk_constexpr offset;
	struct wk_str bytes;
	u32 at;
};

/**
 * struct wk_custom - a custom section
 * @name: its name
 * @bytes: what follows the name
 */
struct wk_custom {
	struct wk_str name;
	struct wk_str bytes;
};

/**
 * struct wk_section - where a section lies, for inspection
 * @id: 0 to 12
 * @offset: byte offset of its contents
 * @size: bytes of its contents
 * @count: entries (0 for custom and start)
 */
struct wk_section {
	u8 id;
	u32 offset;
	u32 size;
	u32 count;
};

struct wk_mark;

struct wk_module {
	u8 *bytes;
	u32 size;

	struct wk_functype *types;
	struct wk_import *imports;
	struct wk_funcdef *funcs;
	struct wk_tabledef *tables;
	struct wk_memdef *mems;
	struct wk_globaldef *globals;
	struct wk_export *exports;
	struct wk_elem *elems;
	struct wk_data *datas;
	struct wk_custom *customs;
	struct wk_section *sections;
	u32 ntypes;
	u32 nimports;
	u32 nfuncs;		/* index spaces: imported and defined */
	u32 ntables;
	u32 nmems;
	u32 nglobals;
	u32 nexports;
	u32 nelems;
	u32 ndatas;
	u32 ncustoms;
	u32 nsections;
	u32 nimported_funcs;
	u32 nimported_tables;
	u32 nimported_mems;
	u32 nimported_globals;
	bool has_start;
	u32 start;
	u32 start_at;		/* byte offset of the start section's contents */
	bool has_datacount;
	u32 datacount;
	struct wk_str name;	/* module name of the name section */
	bool uses_float;	/* any f32/f64 instruction in code (compile.c) */
	bool writes;		/* any that changes memory, globals, tables or segments */

	/* Backing store of the pointers above. */
	u8 *type_pool;		/* value types of all function types */
	u32 *export_order;	/* exports[] sorted by length, then bytes */
	struct wk_constop *constops;
	u32 nconstops;
	u32 max_const_stack;	/* deepest constant expression (validate.c) */

	/* Compiled code. */
	struct wk_buffer code;
	u32 ncode;		/* words */
	struct wk_buffer map;	/* see emit.h */
	u32 nmap;
	struct wk_mark *marks;	/* into the map, in order */
	u32 nmarks;
};

/**
 * wk_decode() - turns a binary into tables; checks syntax and indices' syntax,
 *               no types
 * @m: zeroed module with @bytes and @size set; on error the caller calls
 *     wk_module_clear() as well
 * @e: where the error goes
 *
 * Cost: linear in the size. Context: may sleep. Return: 0, or -1 with @e set.
 */
int wk_decode(struct wk_module *m, struct wk_error *e);

/**
 * wk_validate() - checks a decoded module against spec section 3
 * @m: decoded module; its funcs[].declared and max_const_stack are set here
 * @e: where the error goes
 *
 * Function bodies too. Context: may sleep, calls cond_resched().
 * Return: 0, or -1 with @e set.
 */
int wk_validate(struct wk_module *m, struct wk_error *e);

/**
 * wk_compile() - makes the code of every function of a validated module
 * @m: validated module
 * @e: where the error goes (limits and memory only)
 *
 * Return: 0, or -1 with @e set.
 */
int wk_compile(struct wk_module *m, struct wk_error *e);

/** wk_section_name() - "type", "import", ...; never NULL */
const char *wk_section_name(u8 id);

/** wk_module_clear() - frees everything that @m owns, in any state */
void wk_module_clear(struct wk_module *m);

/** wk_module_export() - finds an export by name, or NULL */
const struct wk_export *wk_module_export(const struct wk_module *m, const u8 *name, u32 len);

/**
 * wk_module_func_label() - "3 \"fib\"" or "3": how messages name a function
 * Return: @buf.
 */
const char *wk_module_func_label(const struct wk_module *m, u32 func, char *buf, size_t size);

#endif /* _WK_WASM_MODULE_H */
