// SPDX-License-Identifier: GPL-2.0
/* Small functions that the compiler may not inline: the price of a call. */
#include "kernel.h"

struct point {
	s32 x, y;
};

static struct point ring[64];

static NOINLINE s32 clamp(s32 v, s32 lo, s32 hi)
{
	return v < lo ? lo : v > hi ? hi : v;
}

static NOINLINE u32 mix(u32 a, u32 b, u32 c, u32 d)
{
	return (a ^ rotl32(b, 7)) + (c ^ rotl32(d, 13));
}

static NOINLINE void move(struct point *p, s32 dx, s32 dy)
{
	p->x = clamp(p->x + dx, -1000, 1000);
	p->y = clamp(p->y + dy, -1000, 1000);
}

static NOINLINE u64 weigh(u64 sum, const struct point *p)
{
	return sum + (u64)(p->x * p->x) + (u64)(p->y * p->y);
}

static NOINLINE u32 step(u32 h, u32 i)
{
	struct point *p = &ring[i % ARRAY_SIZE(ring)];

	move(p, (s32)(h & 31) - 15, (s32)(h >> 27) - 15);
	return mix(h, i, (u32)p->x, (u32)p->y);
}

u32 run(u32 n)
{
	u32 h = 1;
	u64 sum = 0;

	for (u32 i = 0; i < n; i++) {
		h = step(h, i);
		sum = weigh(sum, &ring[h % ARRAY_SIZE(ring)]);
	}
	return h ^ (u32)sum ^ (u32)(sum >> 32);
}
