// SPDX-License-Identifier: GPL-2.0
/* A B-tree map: searches in nodes, splits, pointers to children, an in-order walk. */
#include "kernel.h"

#define FAN 8
#define MAX_NODES 2048

struct node {
	u32 used;
	u32 leaf;
	u32 key[2 * FAN - 1];
	u32 value[2 * FAN - 1];
	struct node *child[2 * FAN];
};

static struct node pool[MAX_NODES];
static u32 allocated;

static struct node *new_node(u32 leaf)
{
	struct node *t = &pool[allocated++];

	t->used = 0;
	t->leaf = leaf;
	return t;
}

static u32 position(const struct node *t, u32 key)
{
	u32 i = 0;

	while (i < t->used && t->key[i] < key)
		i++;
	return i;
}

/* makes room at @i for a key and for the child right of it */
static void shift(struct node *t, u32 i)
{
	for (u32 j = t->used; j > i; j--) {
		t->key[j] = t->key[j - 1];
		t->value[j] = t->value[j - 1];
		t->child[j + 1] = t->child[j];
	}
	t->used++;
}

static NOINLINE void split(struct node *t, u32 i)
{
	struct node *left = t->child[i], *right = new_node(left->leaf);

	shift(t, i);
	t->key[i] = left->key[FAN - 1];
	t->value[i] = left->value[FAN - 1];
	t->child[i + 1] = right;
	for (u32 j = 0; j < FAN - 1; j++) {
		right->key[j] = left->key[j + FAN];
		right->value[j] = left->value[j + FAN];
	}
	for (u32 j = 0; j < FAN; j++)
		right->child[j] = left->child[j + FAN];
	left->used = right->used = FAN - 1;
}

static NOINLINE void insert(struct node **root, u32 key, u32 value)
{
	struct node *t = *root;

	if (t->used == 2 * FAN - 1) {
		t = new_node(0);
		t->child[0] = *root;
		*root = t;
		split(t, 0);
	}
	for (;;) {
		u32 i = position(t, key);

		if (i < t->used && t->key[i] == key) {
			t->value[i] += value;
			return;
		}
		if (t->leaf) {
			shift(t, i);
			t->key[i] = key;
			t->value[i] = value;
			return;
		}
		if (t->child[i]->used == 2 * FAN - 1)
			split(t, i);
		else
			t = t->child[i];
	}
}

static NOINLINE u32 lookup(const struct node *t, u32 key)
{
	for (;;) {
		u32 i = position(t, key);

		if (i < t->used && t->key[i] == key)
			return t->value[i];
		if (t->leaf)
			return 0;
		t = t->child[i];
	}
}

static NOINLINE u32 walk(const struct node *t, u32 sum)
{
	for (u32 i = 0; i < t->used; i++) {
		if (!t->leaf)
			sum = walk(t->child[i], sum);
		sum = sum * 3 + (t->key[i] ^ t->value[i]);
	}
	return t->leaf ? sum : walk(t->child[t->used], sum);
}

u32 run(u32 n)
{
	u32 seed = 13, sum = 0;

	for (u32 r = 0; r < n; r++) {
		struct node *root;

		allocated = 0;
		root = new_node(1);
		for (u32 i = 0; i < 2000; i++)
			insert(&root, rnd(&seed) & 8191, i);
		for (u32 i = 0; i < 3000; i++)
			sum += lookup(root, rnd(&seed) & 8191);
		sum = walk(root, sum);
	}
	return sum;
}
