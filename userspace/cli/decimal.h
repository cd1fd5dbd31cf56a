/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers as settings files write them, kept exact; and the one logarithm that is needed. */
#ifndef _WK_CLI_DECIMAL_H
#define _WK_CLI_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

/**
 * decimal_parse() - reads a decimal number: "-1_000.5", "1e-6"
 * @text: the number and nothing else
 * @minus: it is below 0
 * @num: numerator of its absolute value, in lowest terms
 * @den: denominator
 *
 * Return: 0, or -1 when it is no such number or needs more than 64 bits.
 */
int decimal_parse(const char *text, bool *minus, uint64_t *num, uint64_t *den);

/**
 * decimal_ln_up() - the logarithm of @num/@den, rounded up
 * @num: at least @den
 * @den: at least 1
 *
 * Return: billionths, at most 2 too many.
 */
uint64_t decimal_ln_up(uint64_t num, uint64_t den);

#endif /* _WK_CLI_DECIMAL_H */
