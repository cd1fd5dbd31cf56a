// SPDX-License-Identifier: GPL-2.0
/* Text: formatting, comparing, numbers. */
#include "call.h"

#define STRING_MAX	128	/* of one %s */

/**
 * struct printer - a text that is being formatted
 * @x: exec, for strings of the guest
 * @hit: for errors
 * @out: WK_HOST_FORMAT_MAX bytes
 * @len: written so far
 * @fmt: what is left of the format
 * @end: behind it
 * @args: what is left of the arguments
 * @nargs: how many
 */
struct printer {
	struct wk_exec *x;
	struct wk_hit *hit;
	char *out;
	u32 len;
	const char *fmt;
	const char *end;
	const u64 *args;
	u32 nargs;
};

/**
 * struct spec - one conversion
 * @zero: pad with zeros
 * @left: on the left side
 * @wide: 64 bits
 * @width: at least that many characters
 */
struct spec {
	bool zero;
	bool left;
	bool wide;
	u32 width;
};

static void put(struct printer *p, char c)
{
	if (p->len < WK_HOST_FORMAT_MAX - 1)
		p->out[p->len++] = c;
}

static void put_padded(struct printer *p, const struct spec *s, const char *text, u32 len,
		       bool minus)
{
	u32 pad = s->width > len + minus ? s->width - len - minus : 0;

	if (minus && s->zero)
		put(p, '-');
	for (; pad && !s->left; pad--)
		put(p, s->zero ? '0' : ' ');
	if (minus && !s->zero)
		put(p, '-');
	while (len--)
		put(p, *text++);
	for (; pad; pad--)
		put(p, ' ');
}

static void put_number(struct printer *p, const struct spec *s, u64 v, u32 base, bool minus,
		       bool upper)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char text[24];
	u32 at = sizeof(text);

	do {
		text[--at] = digits[v % base];
		v /= base;
	} while (v);
	put_padded(p, s, text + at, sizeof(text) - at, minus);
}

static u64 take_arg(struct printer *p)
{
	if (!p->nargs)
		return 0;
	p->nargs--;
	return *p->args++;
}

static char take(struct printer *p)
{
	return p->fmt < p->end ? *p->fmt++ : '\0';
}

static void put_signed(struct printer *p, const struct spec *s)
{
	s64 v = (s64)take_arg(p);

	if (!s->wide)
		v = (s32)v;
	put_number(p, s, v < 0 ? 0 - (u64)v : (u64)v, 10, v < 0, false);
}

static void put_unsigned(struct printer *p, const struct spec *s, u32 base, bool upper)
{
	u64 v = take_arg(p);

	put_number(p, s, s->wide ? v : (u32)v, base, false, upper);
}

/* A string of the guest: up to its NUL or the end of memory. */
static void put_guest_string(struct printer *p, const struct spec *s)
{
	u64 ptr = take_arg(p);
	const char *c;
	u32 n = 0;

	while (n < STRING_MAX && (u32)ptr + (u64)n <= 0xffffffffu) {
		c = call_range(p->x, (u32)ptr + n, 1);
		if (!c || !*c)
			break;
		n++;
	}
	c = call_range(p->x, ptr, n);
	put_padded(p, s, c ? c : "", c ? n : 0, false);
}

static void put_string(struct printer *p, const struct spec *s, bool user)
{
	char text[STRING_MAX];
	s64 n = wk_host_read_str(p->hit, user, take_arg(p), text, sizeof(text));

	put_padded(p, s, n > 0 ? text : "(fault)", n > 0 ? (u32)n - 1 : 7, false);
}

/* %p: a number; %pks, %pus: strings of the kernel, of the task */
static void put_pointer(struct printer *p, struct spec *s)
{
	if (p->end - p->fmt >= 2 && (p->fmt[0] == 'k' || p->fmt[0] == 'u') && p->fmt[1] == 's') {
		bool user = p->fmt[0] == 'u';

		p->fmt += 2;
		put_string(p, s, user);
		return;
	}
	s->wide = true;
	put(p, '0');
	put(p, 'x');
	put_unsigned(p, s, 16, false);
}

static char read_spec(struct printer *p, struct spec *s)
{
	char c = take(p);

	memset(s, 0, sizeof(*s));
	for (; c == '0' || c == '-' || c == '#' || c == '+' || c == ' '; c = take(p)) {
		s->zero |= c == '0';
		s->left |= c == '-';
	}
	for (; c >= '0' && c <= '9'; c = take(p))
		s->width = min_t(u32, s->width * 10 + (u32)(c - '0'), WK_HOST_FORMAT_MAX);
	for (; c == 'l' || c == 'h' || c == 'z'; c = take(p))
		s->wide |= c == 'l';
	s->zero &= !s->left;
	return c;
}

static bool convert(struct printer *p)
{
	struct spec s;
	char c = read_spec(p, &s);

	switch (c) {
	case 'd':
	case 'i':
		put_signed(p, &s);
		return true;
	case 'u':
		put_unsigned(p, &s, 10, false);
		return true;
	case 'x':
	case 'X':
		put_unsigned(p, &s, 16, c == 'X');
		return true;
	case 'p':
		put_pointer(p, &s);
		return true;
	case 's':
		put_guest_string(p, &s);
		return true;
	case 'c':
		put(p, (char)take_arg(p));
		return true;
	case '%':
		put(p, '%');
		return true;
	default:
		return false;
	}
}

s64 wk_host_format(struct wk_exec *x, struct wk_hit *hit, char *out, const char *fmt,
		   u32 fmt_len, const u64 *args, u32 nargs)
{
	struct printer p = {
		.x = x, .hit = hit, .out = out, .fmt = fmt, .end = fmt + fmt_len,
		.args = args, .nargs = nargs,
	};
	char c;

	while ((c = take(&p))) {
		if (c != '%')
			put(&p, c);
		else if (!convert(&p))
			return call_fail(hit, -EINVAL, "a format that is not understood");
	}
	out[p.len] = '\0';
	return p.len;
}

/* ---- functions ---- */

static s64 print(struct wk_exec *x, struct wk_hit *hit, u64 ptr, u64 len, const u64 *args,
		 u32 nargs)
{
	const char *fmt = call_range(x, ptr, len);
	char out[WK_HOST_FORMAT_MAX];
	s64 n, err;

	if (!fmt)
		return call_bad_range(hit);
	if ((u32)len > WK_HOST_FORMAT_MAX)
		return call_fail(hit, -E2BIG, "a format has 512 bytes at most");
	n = wk_host_format(x, hit, out, fmt, (u32)len, args, nargs);
	if (n < 0)
		return n;
	while (n && out[n - 1] == '\n')
		n--;
	err = wk_host_log(hit, out, (u32)n);
	return err ? err : n;
}

WK_CALL(trace_printk)
{
	return print(x, hit, slots[0], slots[1], slots + 2, 3);
}

/* An array of u64 of the guest, copied. Return: how many, or an error. */
static s64 take_args(struct wk_exec *x, struct wk_hit *hit, u64 ptr, u64 len, u64 *args)
{
	const void *from = call_range(x, ptr, len);

	if (!from)
		return call_bad_range(hit);
	if ((u32)len % 8 || (u32)len / 8 > WK_HOST_FORMAT_ARGS)
		return call_fail(hit, -EINVAL, "12 arguments of 8 bytes at most");
	memcpy(args, from, (u32)len);
	return (u32)len / 8;
}

/* (fmt, len, args, args_len) */
WK_CALL(trace_vprintk)
{
	u64 args[WK_HOST_FORMAT_ARGS];
	s64 n = take_args(x, hit, slots[2], slots[3], args);

	return n < 0 ? n : print(x, hit, slots[0], slots[1], args, (u32)n);
}

/* A format of the guest: up to its NUL. Return: its length, or -1 */
static s64 format_len(const struct wk_exec *x, u64 ptr)
{
	const char *c;
	s64 n;

	for (n = 0; n < WK_HOST_FORMAT_MAX; n++) {
		if ((u32)ptr + (u64)n > 0xffffffffu)
			return -1;
		c = call_range(x, (u32)ptr + (u64)n, 1);
		if (!c)
			return -1;
		if (!*c)
			return n;
	}
	return -1;
}

/* (to, size, fmt, args, args_len). Return: length with NUL, also when it was cut. */
WK_CALL(snprintf)
{
	char *to = call_range(x, slots[0], slots[1]);
	s64 fmt_len = format_len(x, slots[2]), n;
	u64 args[WK_HOST_FORMAT_ARGS];
	char out[WK_HOST_FORMAT_MAX];

	if (!to || fmt_len < 0)
		return call_bad_range(hit);
	n = take_args(x, hit, slots[3], slots[4], args);
	if (n < 0)
		return n;
	n = wk_host_format(x, hit, out, call_range(x, slots[2], (u64)fmt_len), (u32)fmt_len,
			   args, (u32)n);
	if (n < 0 || !(u32)slots[1])
		return n < 0 ? n : n + 1;
	memcpy(to, out, min_t(u32, (u32)n, (u32)slots[1] - 1));
	to[min_t(u32, (u32)n, (u32)slots[1] - 1)] = '\0';
	return n + 1;
}

/* (s1, size, s2): s1 has @size bytes at most, s2 ends with NUL */
WK_CALL(strncmp)
{
	const char *a = call_range(x, slots[0], slots[1]);
	u32 i;

	if (!a)
		return call_bad_range(hit);
	if ((u32)slots[1] > WK_HOST_STRING_MAX)
		return call_fail(hit, -E2BIG, "more than 16 KiB at once");
	for (i = 0; i < (u32)slots[1]; i++) {
		const u64 at = (u32)slots[2] + (u64)i;
		const char *b = at > 0xffffffffu ? NULL : call_range(x, at, 1);

		if (!b)
			return call_bad_range(hit);
		if (a[i] != *b || !a[i])
			return (s64)(u8)a[i] - (u8)*b;
	}
	return 0;
}

/* ---- numbers ---- */

static u32 digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return (u32)(c - '0');
	if (c >= 'a' && c <= 'z')
		return (u32)(c - 'a') + 10;
	if (c >= 'A' && c <= 'Z')
		return (u32)(c - 'A') + 10;
	return 99;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/**
 * struct number - what was read
 * @value: its magnitude
 * @minus: it has a minus
 * @used: bytes
 */
struct number {
	u64 value;
	bool minus;
	u32 used;
};

/* Return: 0, -EINVAL (no number), -ERANGE. */
static int parse(const char *s, u32 len, u32 base, struct number *n)
{
	u32 i = 0, first;

	while (i < len && is_space(s[i]))
		i++;
	n->minus = i < len && s[i] == '-';
	i += n->minus;
	if ((base == 0 || base == 16) && len - i > 2 && s[i] == '0' && (s[i + 1] | 32) == 'x') {
		base = 16;
		i += 2;
	} else if (base == 0) {
		base = i < len && s[i] == '0' ? 8 : 10;
	}
	first = i;
	for (n->value = 0; i < len && digit_of(s[i]) < base; i++) {
		u64 old = n->value;

		n->value = old * base + digit_of(s[i]);
		if (old > ~0ull / base || n->value < old)
			return -ERANGE;
	}
	n->used = i;
	return i == first ? -EINVAL : 0;
}

/* (buf, len, base, result). Return: bytes used. */
static s64 convert_number(struct wk_exec *x, struct wk_hit *hit, const u64 *slots, bool has_sign)
{
	const char *s = call_range(x, slots[0], slots[1]);
	u8 *to = call_range(x, slots[3], 8);
	struct number n;
	int err;

	if (!s || !to)
		return call_bad_range(hit);
	if (slots[2] != 0 && slots[2] != 8 && slots[2] != 10 && slots[2] != 16)
		return call_fail(hit, -EINVAL, "the base is 0, 8, 10 or 16");
	/* The longest number is shorter, and so should be the space before it. */
	err = parse(s, min_t(u32, (u32)slots[1], WK_HOST_FORMAT_MAX), (u32)slots[2], &n);
	if (!err && n.minus && !has_sign)
		err = -EINVAL;
	if (!err && has_sign && n.value > (1ull << 63) - !n.minus)
		err = -ERANGE;
	if (err)
		return call_fail(hit, err, err == -ERANGE ? "too large a number" : "no number");
	n.value = n.minus ? 0 - n.value : n.value;
	memcpy(to, &n.value, sizeof(n.value));
	return n.used;
}

WK_CALL(strtol)
{
	return convert_number(x, hit, slots, true);
}

WK_CALL(strtoul)
{
	return convert_number(x, hit, slots, false);
}
