// SPDX-License-Identifier: GPL-2.0
/* Floating point. */
#include "train.h"

TRAIN(spectral)
{
	for (u32 i = 0; i < 64; i++)
		d[i] = 1;
	for (u32 r = 0; r < n; r++) {
		for (u32 i = 0; i < 64; i++) {
			double s = 0;
			for (u32 j = 0; j < 64; j++)
				s += d[j] / ((i + j) * (i + j + 1) / 2 + i + 1);
			e[i] = s;
		}
		for (u32 i = 0; i < 64; i++)
			d[i] = e[i];
	}
	return (u32)(d[3] * 1e6);
}

struct pt {
	double x, y;
	int c;
};

static struct pt pts[256];

TRAIN(kmeans)
{
	double cx[4] = {0, 1, 2, 3}, cy[4] = {0, 1, 2, 3};

	for (u32 i = 0; i < 256; i++) {
		pts[i].x = rnd() % 1000 / 250.;
		pts[i].y = rnd() % 1000 / 250.;
	}
	for (u32 r = 0; r < n; r++) {
		double sx[4] = {0}, sy[4] = {0};
		u32 k[4] = {0};
		for (u32 i = 0; i < 256; i++) {
			double b = 1e9;
			for (u32 j = 0; j < 4; j++) {
				double dx = pts[i].x - cx[j], dy = pts[i].y - cy[j],
				       D = dx * dx + dy * dy;
				if (D < b) {
					b = D;
					pts[i].c = j;
				}
			}
			sx[pts[i].c] += pts[i].x;
			sy[pts[i].c] += pts[i].y;
			k[pts[i].c]++;
		}
		for (u32 j = 0; j < 4; j++)
			if (k[j]) {
				cx[j] = sx[j] / k[j];
				cy[j] = sy[j] / k[j];
			}
	}
	return (u32)(cx[0] * 1000);
}

TRAIN(fft)
{
	for (u32 i = 0; i < 512; i++) {
		d[i] = i % 17;
		d[512 + i] = 0;
	}
	for (u32 r = 0; r < n; r++)
		for (u32 len = 2; len <= 512; len <<= 1) {
			double wr = 1 - 6.0 / len, wi = -4.0 / len;
			for (u32 i = 0; i < 512; i += len) {
				double ur = 1, ui = 0;
				for (u32 j = 0; j < len / 2; j++) {
					u32 a = i + j, b = a + len / 2;
					double xr = d[b] * ur - d[512 + b] * ui,
					       xi = d[b] * ui + d[512 + b] * ur;
					d[b] = (d[a] - xr) * .5;
					d[512 + b] = (d[512 + a] - xi) * .5;
					d[a] = (d[a] + xr) * .5;
					d[512 + a] = (d[512 + a] + xi) * .5;
					double t = ur * wr - ui * wi;
					ui = ur * wi + ui * wr;
					ur = t;
				}
			}
		}
	return (u32)(d[5] * 1e6);
}

TRAIN(julia)
{
	u32 c = 0;

	for (u32 r = 0; r < n; r++) {
		float x = (r % 64) / 32.f - 1, y = (r / 64 % 64) / 32.f - 1;
		for (u32 i = 0; i < 100; i++) {
			float a = x * x, b = y * y;
			if (a + b > 4)
				break;
			y = 2 * x * y + .27f;
			x = a - b - .7f;
			c++;
		}
	}
	return c;
}

TRAIN(lu)
{
	u32 s = 0;

	for (u32 r = 0; r < n; r++) {
		u32 N = 24;
		for (u32 i = 0; i < N * N; i++)
			d[i] = rnd() % 100 + (i % (N + 1) == 0 ? 1000 : 0);
		for (u32 k = 0; k < N; k++)
			for (u32 i = k + 1; i < N; i++) {
				double m = d[i * N + k] / d[k * N + k];
				for (u32 j = k; j < N; j++)
					d[i * N + j] -= m * d[k * N + j];
			}
		s += (u32)d[N * N - 1];
	}
	return s;
}

TRAIN(conv)
{
	for (u32 r = 0; r < n; r++)
		for (u32 y = 1; y < 31; y++)
			for (u32 x = 1; x < 31; x++) {
				float s = 0;
				for (s32 a = -1; a <= 1; a++)
					for (s32 b = -1; b <= 1; b++)
						s += f[(y + a) * 32 + x + b] * (a * b + 1);
				f[1024 + y * 32 + x] = s * .1f + .5f;
			}
	return (u32)(f[1100] * 1000);
}

TRAIN(poly)
{
	double s = 0;

	for (u32 i = 0; i < n * 8; i++) {
		double x = i * 1e-4;
		s += ((((x * .1 + .2) * x - .3) * x + .4) * x - .5) * x + 1;
		s = s > 1e6 ? s * .5 : s;
	}
	return (u32)s;
}

TRAIN(newton)
{
	u32 c = 0;

	for (u32 i = 1; i < n * 4; i++) {
		double x = i, g = x * .5;
		for (u32 k = 0; k < 20; k++) {
			double t = .5 * (g + x / g);
			if (__builtin_fabs(t - g) < 1e-9)
				break;
			g = t;
			c++;
		}
		c += (u32)g;
	}
	return c;
}

TRAIN(fsum)
{
	float s = 0;

	for (u32 r = 0; r < n; r++)
		for (u32 i = 0; i < 1000; i++) {
			s += f[i] * f[i + 1];
			f[i] = s > 100 ? 0.f : f[i] + .01f;
		}
	return (u32)s;
}

TRAIN(ray)
{
	u32 h = 0;

	for (u32 r = 0; r < n; r++) {
		double ox = 0, oy = 0, oz = -3, dx = (r % 64) / 64. - .5,
		       dy = (r / 64 % 64) / 64. - .5, dz = 1,
		       l = __builtin_sqrt(dx * dx + dy * dy + dz * dz);
		dx /= l;
		dy /= l;
		dz /= l;
		for (u32 i = 0; i < 8; i++) {
			double cx = i * .3 - 1, cy = .1 * i, cz = 1;
			double b = (ox - cx) * dx + (oy - cy) * dy + (oz - cz) * dz,
			       c = (ox - cx) * (ox - cx) + (oy - cy) * (oy - cy) +
				   (oz - cz) * (oz - cz) - .2,
			       D = b * b - c;
			if (D > 0) {
				double t = -b - __builtin_sqrt(D);
				if (t > 0)
					h += (u32)(t * 100);
			}
		}
	}
	return h;
}
