// SPDX-License-Identifier: GPL-2.0
/*
 * In each window users act as often as counts, for 8 of 16 metrics that are chosen anew:
 * masks WINDOWS TICK-MS SECONDS
 *
 * Until there were so many windows in which all of it happened. It fails when that takes too long,
 * or when in most of the first ones the machine was too slow.
 */
#include <stdbool.h>
#include <time.h>

#include "act.h"

#define WINDOW		10
#define METRICS		16
#define USERS		10
#define CALLS		10
/* Windows after which it is clear whether the machine is fast enough. */
#define TRIED		20

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * 1000ull + now.tv_nsec / 1000000;
}

/* Always half of them: what a window costs does not depend on which. */
static uint32_t choose(uint64_t *key)
{
	uint32_t mask = 0, chosen = 0;

	while (chosen < METRICS / 2) {
		uint32_t bit = 1u << roll(key, METRICS);

		chosen += !(mask & bit);
		mask |= bit;
	}
	return mask;
}

static void fill(uint32_t mask)
{
	uint32_t who, i;

	for (who = 0; who < USERS; who++) {
		become(10000 + who);
		for (i = 0; i < CALLS; i++)
			act(mask);
		become(0);
	}
}

/* A whole window from its start on: did all of it happen in there? */
static bool window_of(uint64_t ms, uint64_t *key)
{
	uint64_t begin = (now_ms() / ms + 1) * ms;

	while (now_ms() <= begin)
		usleep(1000);
	fill(choose(key));
	return now_ms() < begin + ms;
}

int main(int argc, char **argv)
{
	uint64_t end, ms, wanted, key = 7, good = 0, tried = 0;

	if (argc != 4)
		return 2;
	wanted = strtoull(argv[1], NULL, 10);
	ms = WINDOW * strtoull(argv[2], NULL, 10);
	end = now_ms() + 1000 * strtoull(argv[3], NULL, 10);
	for (; good < wanted && now_ms() < end; tried++) {
		if (tried == TRIED && good < TRIED * 2 / 3)
			return 1;
		good += window_of(ms, &key);
	}
	return good < wanted;
}
