/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Typed values as text, and how a run's outcome is printed: what every tool
 * that runs modules shares.
 *
 * Integers are read in decimal, signed or unsigned, or in hex; and printed in
 * signed decimal.  Floats are printed with the fewest digits that read back to
 * the same bits; also inf, nan, and nan:0x... for a payload that is not the
 * canonical one.  References are "null" or "ref".  A v128 is printed as one number,
 * 0x and 32 digits, the highest lane first; it is read like that or as lanes, the
 * lowest first: i8x16:, i16x8:, i32x4:, i64x2:, f32x4: or f64x2: and its values with
 * commas between them.
 */
#ifndef _WK_VALUES_H
#define _WK_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "../../include/uapi/linux/wasm_kernel.h"

#define WK_VALUE_TEXT	80	/* bytes that hold any value as text, with its NUL */

/** wk_value_type_name() - "i32", ..., "externref", or "?" for a number that is no type */
const char *wk_value_type_name(uint8_t type);

/**
 * wk_value_parse() - reads a value
 * @text: what the user typed; the whole of it must be the value
 * @type: enum wk_value_type; a reference can only be "null", or for an
 *        externref also a number
 * @v: where it goes
 * @why: on error a sentence: "300000000000" is out of range for i32
 * @size: bytes in @why
 *
 * Return: 0, or -1 with @why set.
 */
int wk_value_parse(const char *text, uint8_t type, struct wk_value *v, char *why, size_t size);

/**
 * wk_value_format() - writes a value as text that wk_value_parse() reads back
 * @v: the value
 * @buf: at least WK_VALUE_TEXT bytes
 *
 * Return: @buf.
 */
const char *wk_value_format(const struct wk_value *v, char *buf);

/**
 * struct wk_outcome_frame - a guest function of a backtrace
 * @func: function index
 * @name: its name, made printable, or "" or NULL
 * @offset: byte offset in the module
 */
struct wk_outcome_frame {
	uint32_t func;
	const char *name;
	uint32_t offset;
};

/**
 * struct wk_outcome - how a run ended
 * @code: enum wk_code. OK and EXIT are good ends
 * @text: the sentence that belongs to @code ("out of bounds memory access",
 *        "function 3 "f", ...: expected i32, found i64"), or NULL
 * @exit_code: with WK_C_EXIT, argument of proc_exit
 * @results: with WK_C_OK, what the function returned
 * @nresults: how many
 * @frames: with WK_C_TRAP and others that stop a guest, innermost first
 * @nframes: how many are in @frames
 * @total_frames: how many there were
 * @fuel: guest instructions executed
 * @nsec: CPU time used
 */
struct wk_outcome {
	uint32_t code;
	const char *text;
	uint32_t exit_code;
	const struct wk_value *results;
	size_t nresults;
	const struct wk_outcome_frame *frames;
	size_t nframes;
	size_t total_frames;
	uint64_t fuel;
	uint64_t nsec;
};

/** wk_code_name() - "ok", "trap", ... from codes.def, or "unknown" */
const char *wk_code_name(uint32_t code);

/** wk_code_meaning() - the sentence of codes.def, or "unknown code" */
const char *wk_code_meaning(uint32_t code);

/** wk_code_exit() - the exit code for @code; for OK and EXIT it is WK_EXIT_OK */
int wk_code_exit(uint32_t code);

/**
 * wk_outcome_print() - prints how a run ended and gives the exit code for it
 * @o: what happened
 * @json: one line of JSON on @out instead of text
 * @out: where results go, one per line
 * @err: where "trap: out of bounds memory access" and the backtrace go
 *
 * Return: what the tool exits with: the program's own code, or one of
 * exitcodes.h.
 */
int wk_outcome_print(const struct wk_outcome *o, bool json, FILE *out, FILE *err);

/**
 * wk_output_print() - passes on what a guest wrote
 * @fd: 1 or 2
 * @data: the bytes
 * @len: how many
 * @json: one line of JSON on stdout instead of the bytes themselves:
 *        {"stdout":"text"}, or {"stdout_base64":"..."} when they are not UTF-8
 *
 * Return: 0, or -1 when they cannot be written (errno is set).
 */
int wk_output_print(int fd, const void *data, size_t len, bool json);

/**
 * wk_json_string() - writes @len bytes as a JSON string, quotes included
 * @f: where it goes
 * @s: bytes; what is not UTF-8 becomes U+FFFD
 * @len: how many
 */
void wk_json_string(FILE *f, const void *s, size_t len);

#endif /* _WK_VALUES_H */
