// SPDX-License-Identifier: GPL-2.0
/* Text, and interpreters. */
#include "train.h"

TRAIN(base64)
{
	static const char t[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	u32 c = 0;
	for (u32 r = 0; r < n; r++) {
		u8 *o = buf2;
		for (u32 i = 0; i < 3000; i += 3) {
			u32 v = buf[i] << 16 | buf[i + 1] << 8 | buf[i + 2];
			*o++ = t[v >> 18];
			*o++ = t[v >> 12 & 63];
			*o++ = t[v >> 6 & 63];
			*o++ = t[v & 63];
		}
		c += buf2[r % 4000];
	}
	return c;
}

TRAIN(utf8)
{
	u32 s = 0;

	for (u32 r = 0; r < n; r++) {
		const u8 *p = buf, *z = buf + 4096;
		while (p < z) {
			u32 c = *p++;
			if (c >= 0xe0) {
				c = (c & 15) << 12 | (p[0] & 63) << 6 | (p[1] & 63);
				p += 2;
			} else if (c >= 0xc0) {
				c = (c & 31) << 6 | (*p++ & 63);
			}
			s += c;
		}
	}
	return s;
}

static s32 match(const char *p, const u8 *s)
{
	for (;;) {
		if (!*p)
			return 1;
		if (p[1] == '*') {
			while (*s && (*s == (u8)*p || *p == '.')) {
				if (match(p + 2, s))
					return 1;
				s++;
			}
			p += 2;
			continue;
		}
		if (!*s || (*p != '.' && (u8)*p != *s))
			return 0;
		p++;
		s++;
	}
}

TRAIN(regex)
{
	u32 c = 0;

	for (u32 i = 0; i < 200; i++)
		buf[i] = 'a' + rnd() % 3;
	buf[200] = 0;
	for (u32 r = 0; r < n; r++)
		for (u32 i = 0; i < 200; i++)
			c += match("a.*b.c", buf + i);
	return c;
}

static const char *ex;

static s32 expr(void);

static s32 atom(void)
{
	if (*ex == '(') {
		ex++;
		s32 v = expr();
		ex++;
		return v;
	}
	s32 v = 0;
	while (*ex >= '0' && *ex <= '9')
		v = v * 10 + *ex++ - '0';
	return v;
}

static s32 term(void)
{
	s32 v = atom();

	while (*ex == '*' || *ex == '/') {
		char c = *ex++;
		s32 b = atom();
		v = c == '*' ? v * b : b ? v / b : 0;
	}
	return v;
}

static s32 expr(void)
{
	s32 v = term();

	while (*ex == '+' || *ex == '-') {
		char c = *ex++;
		s32 b = term();
		v = c == '+' ? v + b : v - b;
	}
	return v;
}

TRAIN(calc)
{
	u32 s = 0;

	for (u32 r = 0; r < n * 4; r++) {
		ex = "12*(3+45)-7*8/(2+1)+(99-98)*1234";
		s += expr();
	}
	return s;
}

typedef u32 (*fn)(u32, u32);

static u32 fa(u32 a, u32 b)
{
	return a + b;
}

static u32 fb(u32 a, u32 b)
{
	return a ^ b;
}

static u32 fc(u32 a, u32 b)
{
	return a * 3 + b;
}

static u32 fd(u32 a, u32 b)
{
	return a > b ? a - b : b - a;
}

static fn tab[4] = {fa, fb, fc, fd};

TRAIN(vtab)
{
	u32 s = 1;

	for (u32 i = 0; i < n * 16; i++)
		s = tab[(s >> 3) & 3](s, i);
	return s;
}

TRAIN(forth)
{
	static const u8 pg[] = {0, 5, 1, 2, 0, 3, 3, 4, 1, 5, 0, 9, 6, 7, 2, 3, 8};
	u32 st[16], sp = 0, s = 0;

	st[0] = 1;
	for (u32 r = 0; r < n * 4; r++) {
		sp = 1;
		for (u32 pc = 0; pc < sizeof pg; pc++)
			switch (pg[pc]) {
			case 0:
				st[sp++] = r;
				break;
			case 1:
				if (sp < 14) {
					st[sp] = st[sp - 1];
					sp++;
				}
				break;
			case 2:
				if (sp > 1) {
					sp--;
					st[sp - 1] += st[sp];
				}
				break;
			case 3:
				if (sp > 1) {
					sp--;
					st[sp - 1] *= st[sp];
				}
				break;
			case 4:
				st[sp - 1] ^= 0x55;
				break;
			case 5:
				if (sp > 1) {
					u32 t = st[sp - 1];
					st[sp - 1] = st[sp - 2];
					st[sp - 2] = t;
				}
				break;
			case 6:
				st[sp - 1] >>= 1;
				break;
			case 7:
				st[sp - 1] = -st[sp - 1];
				break;
			case 8:
				s += st[sp - 1];
				break;
			default:
				s++;
			}
	}
	return s;
}

TRAIN(wc)
{
	u32 l = 0, wd = 0, in = 0;

	for (u32 r = 0; r < n; r++)
		for (u32 i = 0; i < 4096; i++) {
			u8 c = buf[i] & 63;
			if (c == '\n')
				l++;
			if (c == ' ' || c == '\n' || c == '\t')
				in = 0;
			else if (!in) {
				in = 1;
				wd++;
			}
		}
	return l + wd;
}

TRAIN(itoa)
{
	u32 s = 0;

	for (u32 r = 0; r < n * 4; r++) {
		u32 v = rnd() * 977;
		u8 *p = buf2 + 20;
		do {
			*--p = '0' + v % 10;
			v /= 10;
		} while (v);
		s += *p;
		for (u32 x = 0; *p >= '0' && p < buf2 + 20; p++)
			x = x * 10 + *p - '0', s ^= x;
	}
	return s;
}

TRAIN(interp2)
{
	u32 reg[8] = {0}, s = 0;

	for (u32 r = 0; r < n; r++) {
		u32 pc = 0, k = 0;
		reg[1] = 100;
		while (k++ < 400) {
			u32 in = w[pc & 255];
			u32 o = in >> 28, a = in >> 4 & 7, b = in >> 8 & 7;
			if (o < 3)
				reg[a] += reg[b];
			else if (o < 6)
				reg[a] = in >> 12 & 0xff;
			else if (o < 8)
				reg[a] ^= reg[b] << 1;
			else if (o < 10) {
				if (reg[a] > reg[b])
					pc += in & 3;
			} else
				reg[a] -= b;
			pc++;
		}
		s += reg[3];
	}
	return s;
}
