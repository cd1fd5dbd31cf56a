// SPDX-License-Identifier: GPL-2.0
/* Searches, tables and recursion. */
#include "train.h"

TRAIN(queens)
{
	u32 N = 8, c = 0;

	for (u32 r = 0; r < n; r++) {
		s32 col[16];
		u32 k = 0;
		col[0] = -1;
		for (;;) {
			col[k]++;
			if (col[k] >= (s32)N) {
				if (!k)
					break;
				k--;
				continue;
			}
			int ok = 1;
			for (u32 j = 0; j < k; j++) {
				s32 x = col[j] - col[k];
				if (x == 0 || x == (s32)(k - j) || x == -(s32)(k - j)) {
					ok = 0;
					break;
				}
			}
			if (ok) {
				if (k == N - 1)
					c++;
				else
					col[++k] = -1;
			}
		}
	}
	return c;
}

TRAIN(fannkuch)
{
	u32 m = 0;

	for (u32 r = 0; r < n; r++) {
		u8 p[8], t[8], c[8];
		u32 N = 7, i;
		for (i = 0; i < N; i++) {
			p[i] = i;
			c[i] = 0;
		}
		i = 0;
		for (;;) {
			u32 fl = 0;
			for (u32 j = 0; j < N; j++)
				t[j] = p[j];
			while (t[0]) {
				u32 k = t[0];
				for (u32 a = 0, b = k; a < b; a++, b--) {
					u8 x = t[a];
					t[a] = t[b];
					t[b] = x;
				}
				fl++;
			}
			if (fl > m)
				m = fl;
			i = 1;
			for (;;) {
				if (i >= N)
					goto out;
				u8 x = p[0];
				for (u32 j = 0; j < i; j++)
					p[j] = p[j + 1];
				p[i] = x;
				if (++c[i] <= i)
					break;
				c[i] = 0;
				i++;
			}
		}
	out:;
	}
	return m;
}

TRAIN(lev)
{
	u32 s = 0;

	for (u32 i = 0; i < 96; i++) {
		buf[i] = 'a' + rnd() % 4;
		buf2[i] = 'a' + rnd() % 4;
	}
	for (u32 r = 0; r < n; r++) {
		u32 row[100];
		for (u32 j = 0; j <= 96; j++)
			row[j] = j;
		for (u32 i = 1; i <= 96; i++) {
			u32 p = row[0];
			row[0] = i;
			for (u32 j = 1; j <= 96; j++) {
				u32 t = row[j], c = buf[i - 1] == buf2[j - 1] ? p : p + 1;
				if (row[j - 1] + 1 < c)
					c = row[j - 1] + 1;
				if (t + 1 < c)
					c = t + 1;
				row[j] = c;
				p = t;
			}
		}
		s += row[96];
	}
	return s;
}

TRAIN(dijkstra)
{
	u32 s = 0;

	for (u32 i = 0; i < 64 * 64; i++)
		w[i] = rnd() % 100 + 1;
	for (u32 r = 0; r < n; r++) {
		u32 dist[64];
		u8 done[64] = {0};
		for (u32 i = 0; i < 64; i++)
			dist[i] = ~0u >> 1;
		dist[r % 64] = 0;
		for (u32 k = 0; k < 64; k++) {
			u32 b = 64, bd = ~0u;
			for (u32 i = 0; i < 64; i++)
				if (!done[i] && dist[i] < bd) {
					bd = dist[i];
					b = i;
				}
			if (b == 64)
				break;
			done[b] = 1;
			for (u32 i = 0; i < 64; i++)
				if (dist[b] + w[b * 64 + i] < dist[i])
					dist[i] = dist[b] + w[b * 64 + i];
		}
		s += dist[13];
	}
	return s;
}

TRAIN(knap)
{
	for (u32 i = 0; i < 1000; i++)
		w[i] = 0;
	for (u32 r = 0; r < n; r++) {
		u32 wt = rnd() % 90 + 5, v = rnd() % 100;
		for (u32 j = 999; j >= wt; j--) {
			u32 t = w[j - wt] + v;
			if (t > w[j])
				w[j] = t;
		}
	}
	return w[999];
}

TRAIN(lcs)
{
	u32 s = 0;
	static u16 T[128][128];

	for (u32 r = 0; r < n; r++) {
		for (u32 i = 1; i < 128; i++)
			for (u32 j = 1; j < 128; j++)
				T[i][j] = buf[i] == buf2[j + r % 50]  ? T[i - 1][j - 1] + 1
					  : T[i - 1][j] > T[i][j - 1] ? T[i - 1][j]
								      : T[i][j - 1];
		s += T[127][127];
	}
	return s;
}

TRAIN(bfs)
{
	u32 s = 0;

	for (u32 r = 0; r < n; r++) {
		u8 *g = buf;
		u16 Q[1024];
		u32 h = 0, t = 0;
		for (u32 i = 0; i < 1024; i++) {
			g[i] = rnd() % 4 == 0;
			buf2[i] = 255;
		}
		Q[t++] = 0;
		buf2[0] = 0;
		while (h < t) {
			u32 p = Q[h++], x = p & 31, y = p >> 5;
			static const s32 dx[] = {1, -1, 0, 0}, dy[] = {0, 0, 1, -1};
			for (u32 k = 0; k < 4; k++) {
				u32 a = x + dx[k], b = y + dy[k];
				if (a < 32 && b < 32 && !g[b * 32 + a] &&
				    buf2[b * 32 + a] == 255) {
					buf2[b * 32 + a] = buf2[p] + 1;
					Q[t++] = b * 32 + a;
				}
			}
		}
		s += t;
	}
	return s;
}

TRAIN(huff)
{
	u32 s = 0;
	u32 fr[64];

	for (u32 r = 0; r < n; r++) {
		for (u32 i = 0; i < 32; i++)
			fr[i] = rnd() % 50 + 1;
		u32 m = 32;
		u8 par[64];
		u8 use[64];
		for (u32 i = 0; i < 64; i++)
			use[i] = i < 32;
		while (m < 63) {
			u32 a = 64, b = 64;
			for (u32 i = 0; i < m; i++)
				if (use[i]) {
					if (a == 64 || fr[i] < fr[a]) {
						b = a;
						a = i;
					} else if (b == 64 || fr[i] < fr[b])
						b = i;
				}
			use[a] = use[b] = 0;
			par[a] = par[b] = m;
			fr[m] = fr[a] + fr[b];
			use[m++] = 1;
		}
		for (u32 i = 0; i < 32; i++) {
			u32 x = i;
			while (x != 62) {
				x = par[x];
				s++;
			}
		}
	}
	return s;
}

TRAIN(trie)
{
	static u16 nx[2048][8];
	u32 m = 1, s = 0;

	for (u32 i = 0; i < 8; i++)
		nx[0][i] = 0;
	for (u32 r = 0; r < n * 4; r++) {
		u32 t = 0;
		for (u32 k = 0; k < 6; k++) {
			u32 c = rnd() & 7;
			if (!nx[t][c]) {
				if (m >= 2048) {
					s++;
					break;
				}
				for (u32 i = 0; i < 8; i++)
					nx[m][i] = 0;
				nx[t][c] = m++;
			}
			t = nx[t][c];
		}
		s += t;
	}
	return s;
}

TRAIN(ack)
{
	u32 s = 0;

	struct {
		u32 m, n;
	} st[512];
	for (u32 r = 0; r < n; r++) {
		u32 sp = 0, m = 2, k = 3 + (r & 3);
		for (;;) {
			if (!m) {
				k++;
				if (!sp)
					break;
				m = st[--sp].m;
			} else if (!k) {
				m--;
				k = 1;
			} else {
				st[sp++].m = m - 1;
				k--;
				if (sp > 500)
					break;
			}
		}
		s += k;
	}
	return s;
}

static u32 tak_(s32 x, s32 y, s32 z)
{
	return y >= x ? z : tak_(tak_(x - 1, y, z), tak_(y - 1, z, x), tak_(z - 1, x, y));
}

TRAIN(tak)
{
	u32 s = 0;

	for (u32 r = 0; r < n; r++)
		s += tak_(8, 4, 2 + (r & 1));
	return s;
}

static u32 hanoi_(u32 k, u32 a, u32 b, u32 c)
{
	if (!k)
		return 0;
	return hanoi_(k - 1, a, c, b) + 1 + hanoi_(k - 1, c, b, a);
}

TRAIN(hanoi)
{
	u32 s = 0;

	for (u32 r = 0; r < n; r++)
		s += hanoi_(8, 0, 1, 2);
	return s;
}
