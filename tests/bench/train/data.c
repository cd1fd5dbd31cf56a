// SPDX-License-Identifier: GPL-2.0
/* Sorting, lists, trees, images, moves. */
#include "train.h"

TRAIN(msort)
{
	for (u32 r = 0; r < n; r++) {
		for (u32 i = 0; i < 1024; i++)
			w[i] = rnd();
		for (u32 k = 1; k < 1024; k *= 2) {
			for (u32 i = 0; i < 1024; i += 2 * k) {
				u32 a = i, b = i + k, o = i, ae = i + k, be = i + 2 * k;
				while (a < ae && b < be)
					w2[o++] = w[a] <= w[b] ? w[a++] : w[b++];
				while (a < ae)
					w2[o++] = w[a++];
				while (b < be)
					w2[o++] = w[b++];
			}
			for (u32 i = 0; i < 1024; i++)
				w[i] = w2[i];
		}
	}
	return w[77];
}

TRAIN(shell)
{
	for (u32 r = 0; r < n; r++) {
		for (u32 i = 0; i < 512; i++)
			q[i] = (s64)rnd() - 5000000;
		for (u32 g = 256; g; g /= 2)
			for (u32 i = g; i < 512; i++) {
				s64 t = q[i];
				u32 j = i;
				while (j >= g && q[j - g] > t) {
					q[j] = q[j - g];
					j -= g;
				}
				q[j] = t;
			}
	}
	return q[9];
}

TRAIN(radix)
{
	for (u32 r = 0; r < n; r++) {
		for (u32 i = 0; i < 1024; i++)
			w[i] = rnd();
		for (u32 s = 0; s < 32; s += 8) {
			u32 c[257] = {0};
			for (u32 i = 0; i < 1024; i++)
				c[(w[i] >> s & 255) + 1]++;
			for (u32 i = 0; i < 256; i++)
				c[i + 1] += c[i];
			for (u32 i = 0; i < 1024; i++)
				w2[c[w[i] >> s & 255]++] = w[i];
			for (u32 i = 0; i < 1024; i++)
				w[i] = w2[i];
		}
	}
	return w[5];
}

TRAIN(rgb2y)
{
	u32 s = 0;

	for (u32 r = 0; r < n; r++)
		for (u32 i = 0; i < 1000; i++) {
			u32 R = buf[i * 3], G = buf[i * 3 + 1], B = buf[i * 3 + 2];
			u32 y = (R * 77 + G * 150 + B * 29) >> 8;
			buf2[i] = y > 255 ? 255 : y;
			s += buf2[i];
		}
	return s;
}

struct node {
	struct node *l, *r;
	s32 k;
};

static struct node pool[4096];

static u32 np;

static struct node *ins(struct node *t, s32 k)
{
	if (!t) {
		struct node *m = &pool[np++];
		m->l = m->r = 0;
		m->k = k;
		return m;
	}
	if (k < t->k)
		t->l = ins(t->l, k);
	else
		t->r = ins(t->r, k);
	return t;
}

static u32 depth(struct node *t)
{
	if (!t)
		return 0;
	u32 a = depth(t->l), b = depth(t->r);
	return 1 + (a > b ? a : b);
}

TRAIN(bst)
{
	u32 s = 0;

	for (u32 r = 0; r < n; r++) {
		np = 0;
		struct node *t = 0;
		for (u32 i = 0; i < 500; i++)
			t = ins(t, rnd() % 100000);
		s += depth(t);
	}
	return s;
}

TRAIN(list)
{
	u32 s = 0;
	struct node *h = 0;

	for (u32 i = 0; i < 1000; i++) {
		pool[i].r = h;
		pool[i].k = rnd() % 1000;
		h = &pool[i];
	}
	for (u32 r = 0; r < n; r++) {
		for (struct node *p = h; p; p = p->r)
			if (p->k & 1)
				s += p->k;
		struct node *x = 0;
		while (h) {
			struct node *t = h->r;
			h->r = x;
			x = h;
			h = t;
		}
		h = x;
	}
	return s;
}

TRAIN(rle)
{
	u32 s = 0;

	for (u32 r = 0; r < n; r++) {
		u32 o = 0;
		for (u32 i = 0; i < 4000;) {
			u8 c = buf[i] >> 6;
			u32 k = 1;
			while (i + k < 4000 && k < 255 && (buf[i + k] >> 6) == c)
				k++;
			buf2[o++] = k;
			buf2[o++] = c;
			i += k;
		}
		s += o;
	}
	return s;
}

TRAIN(memcp)
{
	for (u32 r = 0; r < n; r++) {
		for (u32 i = 0; i < 1000; i++)
			buf2[i] = buf[i + 3];
		for (u32 i = 0; i < 1000; i++)
			w[i] = w2[i] + i;
		for (u32 i = 1000; i--;)
			buf[i] = buf2[999 - i];
	}
	return buf[5] + w[7];
}
