/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every maximum of the engine.  Each is tested at its edge and one beyond.
 * Budgets that an operator chooses (fuel, memory of a run) are not here.
 */
#ifndef _WK_WASM_LIMITS_H
#define _WK_WASM_LIMITS_H

enum {
	/* Larger than any program meant for a kernel; what the JS API allows is 1 GiB. */
	WK_MAX_MODULE_BYTES = 64 << 20,

	/* Counts as the JS API limits them: every compiler's output stays below. */
	WK_MAX_TYPES = 1000000,
	WK_MAX_FUNCS = 1000000,
	WK_MAX_IMPORTS = 100000,
	WK_MAX_EXPORTS = 100000,
	WK_MAX_GLOBALS = 1000000,
	WK_MAX_DATAS = 100000,
	WK_MAX_ELEMS = 100000,
	WK_MAX_CUSTOMS = 1000,

	/* A table entry costs 8 bytes of kernel memory before anything runs. */
	WK_MAX_TABLES = 1000,
	WK_MAX_TABLE_ELEMS = 1000000,	/* also the cap of table.grow */

	/* Wasm 2.0 has at most one; the second is refused as invalid, not here. */
	WK_MAX_MEMORIES = 1,
	WK_MAX_MEMORY_PAGES = 65536,	/* 4 GiB: what an i32 can address */

	/* Types: wide enough for generated code, small enough for a frame. */
	WK_MAX_PARAMS = 1000,
	WK_MAX_RESULTS = 1000,

	/* A function's locals; the frame limit below is what really binds. */
	WK_MAX_LOCALS = 50000,
	WK_MAX_BODY_BYTES = 7654321,

	/* Slot numbers of an instruction are 16 bits wide. */
	WK_MAX_FRAME_SLOTS = 65535,

	/* Blocks open at one time; each costs 32 bytes while loading. */
	WK_MAX_NESTING = 100000,

	/* Targets of one br_table; it costs 8 bytes per target. */
	WK_MAX_BRTABLE = 65520,

	/* Frames kept of a trap's backtrace: the innermost ones. */
	WK_MAX_BACKTRACE = 32,
};

#define WK_PAGE_SIZE 65536ull

#endif /* _WK_WASM_LIMITS_H */
