// SPDX-License-Identifier: GPL-2.0
/* Hashes, ciphers, random and large numbers. */
#include "train.h"

TRAIN(sha1)
{
	u32 h0 = 1, h1 = 2, h2 = 3, h3 = 4, h4 = 5;

	for (u32 r = 0; r < n; r++) {
		u32 x[80];
		for (u32 i = 0; i < 16; i++)
			x[i] = buf[i * 4] << 24 | buf[i * 4 + 1] << 16 | buf[i * 4 + 2] << 8 |
			       buf[i * 4 + 3];
		for (u32 i = 16; i < 80; i++) {
			u32 t = x[i - 3] ^ x[i - 8] ^ x[i - 14] ^ x[i - 16];
			x[i] = ROL(t, 1);
		}
		u32 a = h0, b = h1, c = h2, dd = h3, ee = h4;
		for (u32 i = 0; i < 80; i++) {
			u32 F, k;
			if (i < 20) {
				F = (b & c) | (~b & dd);
				k = 0x5a827999;
			} else if (i < 40) {
				F = b ^ c ^ dd;
				k = 0x6ed9eba1;
			} else if (i < 60) {
				F = (b & c) | (b & dd) | (c & dd);
				k = 0x8f1bbcdc;
			} else {
				F = b ^ c ^ dd;
				k = 0xca62c1d6;
			}
			u32 t = ROL(a, 5) + F + ee + k + x[i];
			ee = dd;
			dd = c;
			c = ROL(b, 30);
			b = a;
			a = t;
		}
		h0 += a;
		h1 += b;
		h2 += c;
		h3 += dd;
		h4 += ee;
	}
	return h0 ^ h1 ^ h2 ^ h3 ^ h4;
}

TRAIN(md5ish)
{
	u32 a = 1, b = 2, c = 3, dd = 4;

	for (u32 r = 0; r < n * 16; r++) {
		for (u32 i = 0; i < 16; i++) {
			u32 F = (b & c) | (~b & dd);
			F += a + w[i] + 0xd76aa478;
			a = dd;
			dd = c;
			c = b;
			b += ROL(F, 7);
			F = (dd & b) | (~dd & c);
			F += a + w[(5 * i + 1) & 15];
			a = dd;
			dd = c;
			c = b;
			b += ROL(F, 12);
		}
	}
	return a ^ b ^ c ^ dd;
}

TRAIN(chacha)
{
	u32 x[16];

	for (u32 i = 0; i < 16; i++)
		x[i] = i * 77;
	for (u32 r = 0; r < n * 8; r++) {
#define QR(a, b, c, d)                                                                           \
	x[a] += x[b];                                                                            \
	x[d] = ROL(x[d] ^ x[a], 16);                                                             \
	x[c] += x[d];                                                                            \
	x[b] = ROL(x[b] ^ x[c], 12);                                                             \
	x[a] += x[b];                                                                            \
	x[d] = ROL(x[d] ^ x[a], 8);                                                              \
	x[c] += x[d];                                                                            \
	x[b] = ROL(x[b] ^ x[c], 7);
		QR(0, 4, 8, 12)
		QR(1, 5, 9, 13) QR(2, 6, 10, 14) QR(3, 7, 11, 15) QR(0, 5, 10, 15)
			QR(1, 6, 11, 12) QR(2, 7, 8, 13) QR(3, 4, 9, 14)
	}
	return x[0] ^ x[7];
}

TRAIN(siphash)
{
	u64 v0 = 1, v1 = 2, v2 = 3, v3 = 4;

	for (u32 r = 0; r < n * 32; r++) {
		v0 += v1;
		v1 = v1 << 13 | v1 >> 51;
		v1 ^= v0;
		v0 = v0 << 32 | v0 >> 32;
		v2 += v3;
		v3 = v3 << 16 | v3 >> 48;
		v3 ^= v2;
		v0 += v3;
		v3 = v3 << 21 | v3 >> 43;
		v3 ^= v0;
		v2 += v1;
		v1 = v1 << 17 | v1 >> 47;
		v1 ^= v2;
		v2 = v2 << 32 | v2 >> 32;
		v0 ^= r;
	}
	return v0 ^ v1 ^ v2 ^ v3;
}

TRAIN(xorshift)
{
	u64 s = 88172645463325252ull;
	u32 c = 0;

	for (u32 i = 0; i < n * 64; i++) {
		s ^= s << 13;
		s ^= s >> 7;
		s ^= s << 17;
		c += s >> 33 & 7;
	}
	return c;
}

TRAIN(pcg)
{
	u64 s = 1;
	u32 c = 0;

	for (u32 i = 0; i < n * 64; i++) {
		u64 o = s;
		s = o * 6364136223846793005ull + 1442695040888963407ull;
		u32 x = ((o >> 18) ^ o) >> 27, r = o >> 59;
		c ^= x >> r | x << (-r & 31);
	}
	return c;
}

TRAIN(collatz)
{
	u32 m = 0;

	for (u32 i = 1; i < n * 8; i++) {
		u64 x = i;
		u32 c = 0;
		while (x != 1) {
			x = x & 1 ? 3 * x + 1 : x >> 1;
			c++;
		}
		if (c > m)
			m = c;
	}
	return m;
}

TRAIN(gcd)
{
	u32 s = 0;

	for (u32 i = 0; i < n * 8; i++) {
		u32 a = rnd() + 1, b = rnd() + 1;
		while (b) {
			u32 t = a % b;
			a = b;
			b = t;
		}
		s += a;
	}
	return s;
}

TRAIN(modpow)
{
	u64 s = 0;

	for (u32 i = 0; i < n; i++) {
		u64 b = rnd(), r = 1, m = 1000000007;
		u32 k = rnd();
		while (k) {
			if (k & 1)
				r = r * b % m;
			b = b * b % m;
			k >>= 1;
		}
		s += r;
	}
	return s;
}

TRAIN(adler)
{
	u32 a = 1, b = 0;

	for (u32 r = 0; r < n; r++) {
		for (u32 i = 0; i < 4096; i++) {
			a += buf[i];
			b += a;
		}
		a %= 65521;
		b %= 65521;
	}
	return b << 16 | a;
}

TRAIN(fnv)
{
	u32 h = 2166136261u;
	u64 H = 14695981039346656037ull;

	for (u32 r = 0; r < n; r++)
		for (u32 i = 0; i < 2048; i++) {
			h = (h ^ buf[i]) * 16777619;
			H = (H ^ buf[i]) * 1099511628211ull;
		}
	return h ^ H;
}

TRAIN(bitcnt)
{
	u32 s = 0;

	for (u32 i = 0; i < n * 16; i++) {
		u32 v = rnd();
		v = v - ((v >> 1) & 0x55555555);
		v = (v & 0x33333333) + ((v >> 2) & 0x33333333);
		s += ((v + (v >> 4) & 0xF0F0F0F) * 0x1010101) >> 24;
		s += __builtin_ctz(i | 256);
	}
	return s;
}

TRAIN(bigadd)
{
	for (u32 r = 0; r < n; r++) {
		u64 c = 0;
		for (u32 i = 0; i < 1000; i++) {
			u64 t = (u64)w[i] + w2[i] + c;
			w[i] = (u32)t;
			c = t >> 32;
		}
	}
	return w[999];
}
