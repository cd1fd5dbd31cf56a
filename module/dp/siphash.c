// SPDX-License-Identifier: GPL-2.0
#include "siphash.h"

static u64 rotate(u64 v, int by)
{
	return v << by | v >> (64 - by);
}

static void rounds(u64 v[4], int n)
{
	while (n--) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = rotate(v[1], 13) ^ v[0];
		v[3] = rotate(v[3], 16) ^ v[2];
		v[0] = rotate(v[0], 32);
		v[2] += v[1];
		v[0] += v[3];
		v[1] = rotate(v[1], 17) ^ v[2];
		v[3] = rotate(v[3], 21) ^ v[0];
		v[2] = rotate(v[2], 32);
	}
}

static void absorb(u64 v[4], u64 m)
{
	v[3] ^= m;
	rounds(v, 2);
	v[0] ^= m;
}

u64 wk_dp_siphash(const struct wk_dp_key *key, u64 m)
{
	u64 v[4] = {
		key->half[0] ^ 0x736f6d6570736575ull,
		key->half[1] ^ 0x646f72616e646f6dull,
		key->half[0] ^ 0x6c7967656e657261ull,
		key->half[1] ^ 0x7465646279746573ull,
	};

	absorb(v, m);
	absorb(v, 8ull << 56);
	v[2] ^= 0xff;
	rounds(v, 4);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}
