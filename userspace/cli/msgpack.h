/* SPDX-License-Identifier: GPL-2.0 */
/* MessagePack as JSON. */
#ifndef _WK_CLI_MSGPACK_H
#define _WK_CLI_MSGPACK_H

#include <jansson.h>
#include <stddef.h>

/**
 * msgpack_json() - turns bytes into JSON
 * @bytes: one value, or several in a row, which become a list
 * @n: how many
 *
 * Timestamps (MessagePack's own, and the event time of Fluent, extension 0) become texts in
 * ISO 8601; binary becomes {"bin": hex}, other extensions {"ext": type, "data": hex}; keys
 * of maps that are no texts become their JSON. Unsigned numbers above 2^63 - 1 are texts.
 *
 * Return: the value, or NULL when it is no MessagePack, is cut off, or is nested deeper than 30.
 */
json_t *msgpack_json(const void *bytes, size_t n);

#endif /* _WK_CLI_MSGPACK_H */
