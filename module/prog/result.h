/* SPDX-License-Identifier: GPL-2.0 */
/* How a run ended, in a form that no longer refers to the engine. */
#ifndef _WK_PROG_RESULT_H
#define _WK_PROG_RESULT_H

#include <linux/types.h>

#include <linux/wasm_kernel.h>

#include "../limits.h"
#include "../wasm/wasm.h"

/**
 * struct wk_result - the end of an INSTANTIATE or INVOKE
 * @request: number of the request that caused it
 * @code: enum wk_code
 * @trap: enum wk_trap, when @code is WK_C_TRAP
 * @exit_code: of proc_exit, when @code is WK_C_EXIT
 * @instance: number of the new instance, when one was made
 * @fuel: guest instructions used
 * @nsec: CPU time used
 * @nframes: frames kept
 * @frames_total: frames there were
 * @names_len: bytes of @names
 * @nresults: elements of @results
 * @results: of an INVOKE that went well; allocated when it was accepted
 * @frames: innermost first
 * @text: one sentence, "" with WK_C_OK
 * @names: of the frames' functions, each ended by NUL
 */
struct wk_result {
	u32 request;
	u32 code;
	u32 trap;
	u32 exit_code;
	u32 instance;
	u64 fuel;
	u64 nsec;
	u32 nframes;
	u32 frames_total;
	u32 names_len;
	u32 nresults;
	struct wk_value *results;
	struct wk_wire_frame frames[WK_MAX_BACKTRACE];
	char text[WK_ERROR_TEXT];
	char names[WK_MAX_BACKTRACE * WK_MAX_FRAME_NAME];
};

/** wk_result_error() - the run failed before any guest code ran */
void wk_result_error(struct wk_result *r, const struct wk_error *e);

/** wk_code_of_error() - enum wk_code for what the engine refused */
u32 wk_code_of_error(const struct wk_error *e);

/** wk_code_of_trap() - enum wk_code for why the engine stopped */
u32 wk_code_of_trap(enum wk_trap trap);

/**
 * wk_value_slots() - 8-byte slots that the engine uses for a value
 * wk_value_store() - puts a value from the wire into slots
 * wk_value_load() - the way back
 * @type: value type, which the caller has compared
 *
 * External references lie one higher in slots than on the wire, since a slot of
 * 0 is null; references to functions come out without their address.
 */
void wk_value_store(u8 type, const struct wk_value *v, u64 *slots);
void wk_value_load(u8 type, const u64 *slots, struct wk_value *v);

#endif /* _WK_PROG_RESULT_H */
