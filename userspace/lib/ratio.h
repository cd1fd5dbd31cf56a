/* SPDX-License-Identifier: GPL-2.0 */
/* Rational numbers on a command line: no floating point touches a privacy parameter. */
#ifndef _WK_RATIO_H
#define _WK_RATIO_H

#include <stdint.h>

/**
 * wk_ratio_parse() - reads a positive rational number, exactly
 * @text: "7/2", "3", or "0.25"; digits only
 * @num: numerator, in lowest terms
 * @den: denominator
 *
 * Return: 0, or -1 when @text is no such number, is 0, or needs more than 64 bits.
 */
int wk_ratio_parse(const char *text, uint64_t *num, uint64_t *den);

#endif /* _WK_RATIO_H */
