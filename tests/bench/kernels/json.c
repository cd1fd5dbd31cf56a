// SPDX-License-Identifier: GPL-2.0
/* A JSON tokenizer and checker over a text it writes itself: branches on bytes, recursion. */
#include "kernel.h"

static char text[16384];
static u32 len;

static void put(const char *s)
{
	while (*s)
		text[len++] = *s++;
}

static void put_number(u32 v)
{
	char digits[10];
	u32 i = 0;

	do
		digits[i++] = '0' + v % 10;
	while (v /= 10);
	while (i)
		text[len++] = digits[--i];
}

static void write_record(u32 *seed)
{
	static const char *const names[] = { "alpha", "be\\\"ta", "gamma\\u00e9", "delta" };

	put("{ \"id\": ");
	put_number(rnd(seed));
	put(", \"name\": \"");
	put(names[rnd(seed) & 3]);
	put("\",\n\t\"tags\": [ true, false, null, -1.5e3, [] ], \"sub\": { \"x\": ");
	put_number(rnd(seed) & 1023);
	put(", \"y\": [ [ 1, 2 ], { \"z\": \"\" } ] } },\n");
}

static void write_text(u32 seed)
{
	len = 0;
	put("[\n");
	while (len < sizeof(text) - 256)
		write_record(&seed);
	put("null ]");
	text[len] = 0;
}

struct cursor {
	const char *p;
	u32 hash;
	u32 tokens;
};

static NOINLINE u32 value(struct cursor *c, u32 depth);

static void token(struct cursor *c, u32 what)
{
	c->tokens++;
	c->hash = rotl32(c->hash, 5) ^ what;
}

static NOINLINE char skip(struct cursor *c)
{
	while (*c->p == ' ' || *c->p == '\n' || *c->p == '\t' || *c->p == '\r')
		c->p++;
	return *c->p;
}

static NOINLINE u32 string(struct cursor *c)
{
	u32 h = 0;

	for (c->p++; *c->p != '"'; c->p++) {
		if (!*c->p)
			return 0;
		if (*c->p == '\\')
			c->p++;
		h = h * 31 + (u8)*c->p;
	}
	c->p++;
	token(c, h);
	return 1;
}

static NOINLINE u32 number(struct cursor *c)
{
	u32 v = 0;

	for (;; c->p++) {
		if (*c->p >= '0' && *c->p <= '9')
			v = v * 10 + (*c->p - '0');
		else if (*c->p != '-' && *c->p != '.' && *c->p != 'e')
			break;
	}
	token(c, v);
	return 1;
}

static NOINLINE u32 literal(struct cursor *c, const char *word)
{
	while (*word)
		if (*c->p++ != *word++)
			return 0;
	token(c, (u8)word[-1]);
	return 1;
}

static u32 member(struct cursor *c, u32 is_object, u32 depth)
{
	if (is_object) {
		if (skip(c) != '"' || !string(c) || skip(c) != ':')
			return 0;
		c->p++;
	}
	return value(c, depth);
}

static NOINLINE u32 container(struct cursor *c, u32 depth)
{
	u32 is_object = *c->p++ == '{';
	char close = is_object ? '}' : ']';

	token(c, (u8)close);
	if (skip(c) == close) {
		c->p++;
		return 1;
	}
	for (;;) {
		if (!member(c, is_object, depth + 1))
			return 0;
		char next = skip(c);

		c->p++;
		if (next == close)
			return 1;
		if (next != ',')
			return 0;
	}
}

static NOINLINE u32 value(struct cursor *c, u32 depth)
{
	if (depth > 32)
		return 0;
	switch (skip(c)) {
	case '{':
	case '[':
		return container(c, depth);
	case '"':
		return string(c);
	case 't':
		return literal(c, "true");
	case 'f':
		return literal(c, "false");
	case 'n':
		return literal(c, "null");
	case '-':
	case '0' ... '9':
		return number(c);
	default:
		return 0;
	}
}

u32 run(u32 n)
{
	u32 sum = 0;

	for (u32 i = 0; i < n; i++) {
		struct cursor c = { .p = text };

		if (i % 16 == 0)
			write_text(sum | 1);
		sum = sum * 3 + value(&c, 0) + c.tokens;
		sum ^= c.hash;
	}
	return sum;
}
