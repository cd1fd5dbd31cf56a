// SPDX-License-Identifier: GPL-2.0
/*
 * Pairs of neighbours: pairs COUNT FIRST-EPOCH HOTPLUG [OTHERS]
 *
 * Each side of a pair is an epoch of its own with the same seed. In both of them the same users do
 * the same things, but one, whose doings have nothing to do with each other on both sides. The
 * clock of budgets goes where it is told. After each side there is the log of the module on
 * stdout, behind "side PAIR SIDE EPOCH SAME". With HOTPLUG a processor goes and comes on the second
 * side, and nobody does anything else there: SAME is 1, as it is in some other pairs.
 */
#include "act.h"

#define CPU		"/sys/devices/system/cpu/cpu1/online"
#define ONE		5000

static uint32_t others = 8;

struct side {
	uint64_t pair;
	int side;
	int same;
	int hotplug;
};

static uint64_t key_of(uint64_t pair, uint64_t window, uint64_t who, uint64_t side)
{
	return pair << 40 ^ window << 32 ^ who << 8 ^ side;
}

/* The one who is protected: 1 is what hostile programs wait for. */
static void one_acts(const struct side *s, uint32_t window, uint32_t part)
{
	uint64_t key = key_of(s->pair, window, 100 + part, s->same ? 0 : s->side);
	uint32_t n = roll(&key, 8);

	/* In a third of the pairs it is there, or it is not. */
	if (!s->same && s->pair % 3 == 0 && !s->side)
		return;
	become(ONE);
	while (n--) {
		uint32_t kind = roll(&key, 4);

		go_to(roll(&key, 2));
		act(kind < 2 ? 1 : kind == 2 ? 2 : 3 + roll(&key, 200));
	}
	become(0);
}

static void other_acts(const struct side *s, uint32_t window, uint32_t part, uint32_t who)
{
	uint64_t key = key_of(s->pair, window, who << 1 | part, 0);
	uint32_t n = roll(&key, 5);

	become(10000 + who);
	go_to(roll(&key, 2));
	while (n--)
		act(roll(&key, 3) ? 2 : 3 + roll(&key, 20));
	become(0);
}

/* It comes among the others at a place of its own. */
static void everybody_acts(const struct side *s, uint32_t window, uint32_t part)
{
	uint64_t key = key_of(s->pair, window, 200 + part, s->same ? 0 : s->side);
	uint32_t who, turn = roll(&key, others);

	for (who = 0; who < others; who++) {
		if (who == turn)
			one_acts(s, window, part);
		if (s->hotplug && s->side && who == others / 2)
			put(CPU, part);
		other_acts(s, window, part, who);
	}
}

static void play(const struct side *s, uint64_t epoch)
{
	uint32_t w;

	printf("side %llu %d %llu %d\n", (unsigned long long)s->pair, s->side,
	       (unsigned long long)epoch, s->same);
	put(PARAM "dp_seed", 1 + s->pair);
	clock_to(epoch * DAY);
	clock_to(epoch * DAY + 1);
	for (w = 0; w < WINDOWS; w++) {
		everybody_acts(s, w, 0);
		clock_to(epoch * DAY + WINDOW * w + WINDOW / 2);
		everybody_acts(s, w, 1);
		clock_to(epoch * DAY + WINDOW * (w + 1));
		clock_to(epoch * DAY + WINDOW * (w + 1) + 1);
	}
	copy_log();
}

int main(int argc, char **argv)
{
	struct side s = { 0 };
	uint64_t epoch, count;

	if (argc < 4)
		return 2;
	count = strtoull(argv[1], NULL, 10);
	epoch = strtoull(argv[2], NULL, 10);
	s.hotplug = atoi(argv[3]);
	if (argc > 4)
		others = (uint32_t)atoi(argv[4]);
	for (; s.pair < count; s.pair++) {
		s.same = s.hotplug || s.pair % 8 == 7;
		for (s.side = 0; s.side < 2; s.side++)
			play(&s, epoch++);
	}
	return 0;
}
