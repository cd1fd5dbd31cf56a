// SPDX-License-Identifier: GPL-2.0
/*
 * The mix that microcontroller benchmarks use: a linked list that is searched,
 * reversed and sorted, a small integer matrix, a state machine over text, and
 * a CRC-16 over everything that came out.
 */
#include "kernel.h"

#define NODES 100
#define DIM 10

struct node {
	struct node *next;
	s16 value;
	s16 index;
};

static struct node nodes[NODES];
static s16 a[DIM][DIM], b[DIM][DIM];
static s32 c[DIM][DIM];
static const char input[] = "5012,-874,+122,0x1b,3.5e-4,T0.3e-1F,-110.700,+0.64400,1e,-,.75,9999";

static u16 crc16(u32 value, u16 crc)
{
	for (u32 bit = 0; bit < 16; bit++, value >>= 1)
		crc = (value ^ crc) & 1 ? crc >> 1 ^ 0xa001 : crc >> 1;
	return crc;
}

static struct node *make_list(u32 seed)
{
	for (u32 i = 0; i < NODES; i++) {
		nodes[i].next = i + 1 < NODES ? &nodes[i + 1] : 0;
		nodes[i].value = (s16)rnd(&seed);
		nodes[i].index = i;
	}
	return nodes;
}

static NOINLINE struct node *reverse(struct node *l)
{
	struct node *prev = 0;

	while (l) {
		struct node *next = l->next;

		l->next = prev;
		prev = l;
		l = next;
	}
	return prev;
}

static NOINLINE struct node *find(struct node *l, s16 value)
{
	while (l && l->value < value)
		l = l->next;
	return l;
}

static s32 by_value(const struct node *x, const struct node *y) { return x->value - y->value; }
static s32 by_index(const struct node *x, const struct node *y) { return x->index - y->index; }

static struct node *merge(struct node *x, struct node *y,
			  s32 (*cmp)(const struct node *, const struct node *))
{
	struct node head, *tail = &head;

	while (x && y) {
		struct node **from = cmp(x, y) <= 0 ? &x : &y;

		tail->next = *from;
		tail = *from;
		*from = tail->next;
	}
	tail->next = x ? x : y;
	return head.next;
}

static NOINLINE struct node *sort(struct node *l, u32 n,
				  s32 (*cmp)(const struct node *, const struct node *))
{
	struct node *mid = l, *last;

	if (n < 2)
		return l;
	for (u32 i = 1; i < n / 2; i++)
		mid = mid->next;
	last = mid;
	mid = mid->next;
	last->next = 0;
	return merge(sort(l, n / 2, cmp), sort(mid, n - n / 2, cmp), cmp);
}

static u16 list_part(u32 seed, u16 crc)
{
	struct node *l = make_list(seed), *hit;

	for (s32 i = 0; i < 20; i++) {
		hit = find(l, (s16)(seed + i * 999));
		crc = crc16(hit ? (u16)hit->value : i, crc);
		l = reverse(l);
	}
	l = sort(l, NODES, by_value);
	crc = crc16((u16)l->value, crc);
	l = sort(l, NODES, by_index);
	return crc16((u16)l->next->value, crc);
}

static NOINLINE u16 matrix_part(u32 seed, u16 crc)
{
	s32 sum = 0;

	for (u32 i = 0; i < DIM * DIM; i++) {
		a[i / DIM][i % DIM] = (s16)(seed * (i + 1));
		b[i % DIM][i / DIM] = (s16)(seed + i * 77);
	}
	for (u32 i = 0; i < DIM; i++)
		for (u32 j = 0; j < DIM; j++) {
			c[i][j] = 0;
			for (u32 k = 0; k < DIM; k++)
				c[i][j] += a[i][k] * b[k][j] >> 3;
			sum += c[i][j] > 1000 ? c[i][j] & 255 : -1;
		}
	return crc16((u32)sum, crc);
}

enum state { START, SIGN, INT, FRACTION, EXPONENT, HEX, INVALID, STATES };

static enum state next_state(enum state s, char ch)
{
	u32 digit = (u32)(ch - '0') < 10;

	switch (s) {
	case START:
		return digit ? INT : ch == '+' || ch == '-' ? SIGN : ch == '.' ? FRACTION : INVALID;
	case SIGN:
		return digit ? INT : ch == '.' ? FRACTION : INVALID;
	case INT:
		return digit ? INT : ch == '.' ? FRACTION : ch == 'e' ? EXPONENT :
		       ch == 'x' ? HEX : INVALID;
	case FRACTION:
		return digit ? FRACTION : ch == 'e' ? EXPONENT : INVALID;
	case EXPONENT:
		return digit || ch == '-' ? EXPONENT : INVALID;
	case HEX:
		return digit || (u32)(ch - 'a') < 6 ? HEX : INVALID;
	default:
		return INVALID;
	}
}

static NOINLINE u16 state_part(u32 seed, u16 crc)
{
	u32 finals[STATES] = { 0 };
	enum state s = START;

	for (u32 i = 0; input[i]; i++) {
		if (input[i] == ',') {
			finals[s]++;
			s = START;
		} else {
			s = next_state(s, (seed >> (i & 31)) & 1 ? input[i] : input[i] ^ 1);
		}
	}
	for (u32 i = 0; i < STATES; i++)
		crc = crc16(finals[i], crc);
	return crc;
}

u32 run(u32 n)
{
	u16 crc = 0xffff;

	for (u32 i = 0; i < n; i++) {
		crc = list_part(i * 65536u + crc + 1, crc);
		crc = matrix_part(crc, crc);
		crc = state_part(crc * 65537u, crc);
	}
	return crc;
}
