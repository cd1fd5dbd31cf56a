// SPDX-License-Identifier: GPL-2.0
/* An LZ77 compressor with a hash chain head, and its decompressor, checked against the input. */
#include "kernel.h"

#define SIZE 16384
#define HASH_BITS 12
#define MIN_MATCH 4

static u8 input[SIZE], packed[SIZE * 2], output[SIZE];
static u16 heads[1 << HASH_BITS];

static void write_input(u32 seed)
{
	u32 i = 0;

	while (i < SIZE) {
		u32 r = rnd(&seed), len = r >> 24 & 31, from = r & 4095;

		if (i > 4096 && r >> 30) {
			while (len-- && i < SIZE)
				input[i] = input[i - 1 - from], i++;
		} else {
			input[i++] = "etaoin shrdlu\n\0x"[r >> 8 & 15];
		}
	}
}

static inline u32 read32(const u8 *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (u32)p[3] << 24;
}

static u32 match_length(const u8 *a, const u8 *b, const u8 *end)
{
	u32 n = 0;

	while (b + n < end && n < 255 && a[n] == b[n])
		n++;
	return n;
}

static NOINLINE u32 compress(void)
{
	u32 out = 0;

	for (u32 i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		heads[i] = 0;
	for (u32 i = 0; i < SIZE;) {
		u32 len = 0, cand = 0;

		if (i + MIN_MATCH <= SIZE) {
			u16 *head = &heads[read32(input + i) * 2654435761u >> (32 - HASH_BITS)];

			cand = *head;
			*head = i;
			if (cand < i)
				len = match_length(input + cand, input + i, input + SIZE);
		}
		if (len >= MIN_MATCH) {
			packed[out++] = len;
			packed[out++] = i - cand;
			packed[out++] = (i - cand) >> 8;
			i += len;
		} else {
			packed[out++] = 0;
			packed[out++] = input[i++];
		}
	}
	return out;
}

static NOINLINE u32 decompress(u32 len)
{
	u32 out = 0;

	for (u32 in = 0; in < len;) {
		u32 n = packed[in++];

		if (!n) {
			output[out++] = packed[in++];
			continue;
		}
		u32 from = out - (packed[in] | packed[in + 1] << 8);

		in += 2;
		while (n--)
			output[out++] = output[from++];
	}
	return out;
}

u32 run(u32 n)
{
	u32 sum = 0;

	for (u32 r = 0; r < n; r++) {
		if (r % 8 == 0)
			write_input(sum | 1);
		u32 len = compress();

		if (decompress(len) != SIZE)
			return 0xdeadbeef;
		for (u32 i = 0; i < SIZE; i += 5)
			sum += output[i] != input[i] ? 0x10000000 : output[i];
		sum = sum * 3 + len;
	}
	return sum;
}
