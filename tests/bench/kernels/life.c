// SPDX-License-Identifier: GPL-2.0
/* Conway's game on a torus of bytes: a two-dimensional stencil. */
#include "kernel.h"

#define W 64
#define H 64

static u8 cells[2][H][W];

static NOINLINE void generation(u8 (*to)[W], u8 (*from)[W])
{
	for (u32 y = 0; y < H; y++) {
		const u8 *up = from[(y + H - 1) % H], *row = from[y], *down = from[(y + 1) % H];

		for (u32 x = 0; x < W; x++) {
			u32 l = (x + W - 1) % W, r = (x + 1) % W;
			u32 n = up[l] + up[x] + up[r] + row[l] + row[r] +
				down[l] + down[x] + down[r];

			to[y][x] = n == 3 || (n == 2 && row[x]);
		}
	}
}

u32 run(u32 n)
{
	u32 seed = 19, sum = 0;

	for (u32 i = 0; i < W * H; i++)
		cells[0][i / W][i % W] = rnd(&seed) >> 31;
	for (u32 i = 0; i < n; i++) {
		generation(cells[~i & 1], cells[i & 1]);
		sum = rotl32(sum, 1) + cells[~i & 1][i % H][sum % W];
	}
	return sum;
}
