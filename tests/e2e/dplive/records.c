// SPDX-License-Identifier: GPL-2.0
/*
 * Pairs of neighbours, whose records have other values: records COUNT FIRST-EPOCH
 *
 * As pairs.c, but each user has as many records on both sides, at the same places; in those of one
 * user there is something else. All of a part are on one CPU, and have had their turn before the
 * next part begins or the clock goes on. Each side begins with a record of somebody else, which
 * takes what noise there is of the words before; then there is "act NUMBER USER VALUE" for each
 * record, and the log of the module.
 */
#include "act.h"

#define OTHERS		6
#define ONE		5000
/* The number of the record stands above the value: of its side, and in it. */
#define BITS		12
#define SIDE_BITS	7
#define VALUES		4000

static uint64_t acted, sides;

static void emit(uint32_t uid, uint32_t value)
{
	uint64_t number = sides << SIDE_BITS | acted++;

	printf("act %llu %u %u\n", (unsigned long long)number, uid, value);
	become(uid);
	act((uint32_t)number << BITS | value);
	become(0);
}

/* Two minutes at most, of waiting itself: a record that is lost does not come later. */
static void wait_for_turns(void)
{
	int tries;

	for (tries = 0; read_log(NULL) < acted; tries++) {
		if (tries == 24000) {
			fprintf(stderr, "%llu records, and a log of %llu lines\n",
				(unsigned long long)acted, (unsigned long long)read_log(NULL));
			exit(1);
		}
		usleep(5000);
	}
}

/* Each has up to seven, more than the cap. The values of the one are anything on each side. */
static void part(uint64_t pair, int side, uint64_t window, int cpu)
{
	uint64_t common = pair << 40 ^ window << 32 ^ (uint64_t)cpu << 24;
	uint64_t own = common ^ (pair % 8 == 7 ? 0 : side) ^ 0x100;
	uint32_t i;

	go_to(cpu);
	for (i = 0; i < 12; i++) {
		uint32_t who = roll(&common, OTHERS + 3), value = roll(&common, VALUES);

		if (who < OTHERS)
			emit(10000 + who, value);
		else
			emit(ONE, roll(&own, VALUES));
	}
	wait_for_turns();
}

static void play(uint64_t pair, int side, uint64_t epoch)
{
	uint64_t w;

	printf("side %llu %d %llu %d\n", (unsigned long long)pair, side,
	       (unsigned long long)epoch, pair % 8 == 7);
	put(PARAM "dp_seed", 1 + pair);
	clock_to(epoch * DAY);
	acted = 0;
	emit(9999, 0);
	wait_for_turns();
	for (w = 0; w < WINDOWS; w++) {
		clock_to(epoch * DAY + WINDOW * w);
		part(pair, side, w, 0);
		part(pair, side, w, 1);
	}
	copy_log();
	sides++;
}

int main(int argc, char **argv)
{
	uint64_t pair, count, epoch;

	if (argc != 3)
		return 2;
	count = strtoull(argv[1], NULL, 10);
	epoch = strtoull(argv[2], NULL, 10);
	for (pair = 0; pair < count; pair++) {
		play(pair, 0, epoch++);
		play(pair, 1, epoch++);
	}
	return 0;
}
