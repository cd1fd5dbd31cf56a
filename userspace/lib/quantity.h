/* SPDX-License-Identifier: GPL-2.0 */
/* Amounts on a command line: memory, time, counts. */
#ifndef _WK_QUANTITY_H
#define _WK_QUANTITY_H

#include <stdint.h>

/**
 * wk_quantity_pages() - reads an amount of linear memory
 * @text: pages of 64 KiB as a plain number; or bytes with K, M or G (powers of
 *        1024), rounded up to whole pages
 * @pages: where it goes; 1 to 65536
 *
 * Return: 0, or -1 when @text is no such amount.
 */
int wk_quantity_pages(const char *text, uint32_t *pages);

/**
 * wk_quantity_bytes() - reads an amount of memory
 * @text: bytes, or with K, M or G (powers of 1024)
 * @bytes: where it goes; at least 1
 *
 * Return: 0, or -1 when @text is no such amount.
 */
int wk_quantity_bytes(const char *text, uint32_t *bytes);

/**
 * wk_quantity_ms() - reads a time
 * @text: seconds, with a fraction if need be; or a number with ms, s or m
 * @ms: where it goes in milliseconds; at least 1
 *
 * Return: 0, or -1 when @text is no such time.
 */
int wk_quantity_ms(const char *text, uint32_t *ms);

/**
 * wk_quantity_count() - reads a whole number
 * @text: decimal digits, nothing else
 * @count: where it goes; at least 1
 *
 * Return: 0, or -1 when @text is no such number.
 */
int wk_quantity_count(const char *text, uint64_t *count);

/**
 * wk_quantity_seconds() - reads a time in whole seconds
 * @text: decimal digits, and perhaps s, m, h or d
 * @seconds: where it goes; 1 to 2^32 - 1
 *
 * Return: 0, or -1 when @text is no such time.
 */
int wk_quantity_seconds(const char *text, uint64_t *seconds);

#endif /* _WK_QUANTITY_H */
