// SPDX-License-Identifier: GPL-2.0
/* An open-addressing hash table: insert, look up, delete; loads that miss the branch. */
#include "kernel.h"

#define SLOTS 4096
#define EMPTY 0u
#define TOMB 1u

struct slot {
	u32 key;
	u32 value;
};

static struct slot slots[SLOTS];

static inline u32 home(u32 key)
{
	return key * 2654435761u >> 20;
}

static NOINLINE struct slot *lookup(u32 key)
{
	for (u32 i = home(key);; i = (i + 1) % SLOTS) {
		if (slots[i].key == key)
			return &slots[i];
		if (slots[i].key == EMPTY)
			return 0;
	}
}

static NOINLINE void insert(u32 key, u32 value)
{
	struct slot *s = lookup(key);
	u32 i = home(key);

	if (!s) {
		while (slots[i].key > TOMB)
			i = (i + 1) % SLOTS;
		s = &slots[i];
		s->key = key;
	}
	s->value = value;
}

static NOINLINE u32 erase(u32 key)
{
	struct slot *s = lookup(key);

	if (!s)
		return 0;
	s->key = TOMB;
	return s->value;
}

static u32 one_round(u32 seed)
{
	u32 sum = 0;

	for (u32 i = 0; i < SLOTS; i++)
		slots[i].key = EMPTY;
	for (u32 i = 0; i < 3 * SLOTS; i++) {
		u32 key = (rnd(&seed) & 4095) + 2;
		struct slot *s;

		if (i % 5 < 2)
			insert(key, i);
		else if (i % 5 == 2)
			sum += erase(key);
		else if ((s = lookup(key)))
			sum ^= s->value;
	}
	return sum;
}

u32 run(u32 n)
{
	u32 sum = 1;

	for (u32 i = 0; i < n; i++)
		sum = rotl32(sum, 3) + one_round(sum | 1);
	return sum;
}
