/* SPDX-License-Identifier: GPL-2.0 */
/* Values of the suite's scripts: read, compared, shown. */
#ifndef _WK_SPEC_VALUES_H
#define _WK_SPEC_VALUES_H

#include <jansson.h>

#include "backend.h"

/**
 * spec_value_parse() - an argument of a call
 * @json: {"type": ..., "value": ...}
 * @v: where it goes
 *
 * Return: false when it is of a kind that no backend knows.
 */
bool spec_value_parse(const json_t *json, struct spec_value *v);

/**
 * spec_value_matches() - does a result fit an expectation?
 * @expected: a value, a pattern ("nan:canonical", a reference without a number)
 *            or a choice ("either")
 * @got: the result
 */
bool spec_value_matches(const json_t *expected, const struct spec_value *got);

/** spec_value_show() - "i32:5", "f32:0x7fc00000", "null"; Return: @buf */
const char *spec_value_show(const struct spec_value *v, char *buf, size_t size);

#endif /* _WK_SPEC_VALUES_H */
