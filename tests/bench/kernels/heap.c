// SPDX-License-Identifier: GPL-2.0
/* A binary heap of events with payloads: sift up, sift down, struct copies. */
#include "kernel.h"

#define SIZE 1024

struct event {
	u64 when;
	u32 who;
	u32 what;
};

static struct event heap[SIZE];
static u32 used;

static NOINLINE void push(struct event e)
{
	u32 i = used++;

	while (i && heap[(i - 1) / 2].when > e.when) {
		heap[i] = heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	heap[i] = e;
}

static NOINLINE struct event pop(void)
{
	struct event top = heap[0], last = heap[--used];
	u32 i = 0;

	for (;;) {
		u32 child = 2 * i + 1;

		if (child >= used)
			break;
		if (child + 1 < used && heap[child + 1].when < heap[child].when)
			child++;
		if (heap[child].when >= last.when)
			break;
		heap[i] = heap[child];
		i = child;
	}
	heap[i] = last;
	return top;
}

u32 run(u32 n)
{
	u32 seed = 77, sum = 0;
	u64 now = 0;

	for (u32 i = 0; i < n; i++) {
		if (used < SIZE / 2 || (used < SIZE && seed & 1))
			push((struct event){ now + (rnd(&seed) & 0xffff), i, seed });
		if (seed & 2 || used == SIZE) {
			struct event e = pop();

			now = e.when;
			sum = sum * 3 + e.who + (e.what ^ (u32)now);
		}
		rnd(&seed);
	}
	return sum;
}
