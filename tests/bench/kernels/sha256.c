// SPDX-License-Identifier: GPL-2.0
/* SHA-256: straight-line 32-bit rotates, adds and logic, many live values. */
#include "kernel.h"

static const u32 k[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static u8 block[64];
static u32 state[8];

static void schedule(u32 *w)
{
	for (u32 i = 0; i < 16; i++)
		w[i] = (u32)block[4 * i] << 24 | block[4 * i + 1] << 16 |
		       block[4 * i + 2] << 8 | block[4 * i + 3];
	for (u32 i = 16; i < 64; i++) {
		u32 a = w[i - 15], b = w[i - 2];

		w[i] = w[i - 16] + (rotl32(a, 25) ^ rotl32(a, 14) ^ a >> 3) +
		       w[i - 7] + (rotl32(b, 15) ^ rotl32(b, 13) ^ b >> 10);
	}
}

static NOINLINE void compress(void)
{
	u32 w[64];
	u32 a = state[0], b = state[1], c = state[2], d = state[3];
	u32 e = state[4], f = state[5], g = state[6], h = state[7];

	schedule(w);
	for (u32 i = 0; i < 64; i++) {
		u32 t1 = h + (rotl32(e, 26) ^ rotl32(e, 21) ^ rotl32(e, 7)) +
			 (g ^ (e & (f ^ g))) + k[i] + w[i];
		u32 t2 = (rotl32(a, 30) ^ rotl32(a, 19) ^ rotl32(a, 10)) +
			 ((a & b) | (c & (a | b)));

		h = g, g = f, f = e, e = d + t1;
		d = c, c = b, b = a, a = t1 + t2;
	}
	state[0] += a, state[1] += b, state[2] += c, state[3] += d;
	state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

u32 run(u32 n)
{
	for (u32 i = 0; i < 8; i++)
		state[i] = k[i] ^ 0x6a09e667;
	for (u32 i = 0; i < n; i++) {
		for (u32 j = 0; j < sizeof(block); j++)
			block[j] = state[j & 7] >> (j & 24);
		compress();
	}
	return state[0] ^ state[3] ^ state[7];
}
