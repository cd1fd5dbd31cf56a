// SPDX-License-Identifier: GPL-2.0
/* Planets attracting each other in f64: square roots and divisions. */
#include "kernel.h"

#define BODIES 5

struct body {
	double x[3], v[3], mass;
};

static struct body bodies[BODIES];

static void setup(void)
{
	u32 seed = 1234;

	for (u32 i = 0; i < BODIES; i++) {
		for (u32 k = 0; k < 3; k++) {
			bodies[i].x[k] = (s32)rnd(&seed) * 0x1p-28;
			bodies[i].v[k] = (s32)rnd(&seed) * 0x1p-31;
		}
		bodies[i].mass = rnd(&seed) * 0x1p-32;
	}
}

static void attract(struct body *p, struct body *q, double dt)
{
	double dx = p->x[0] - q->x[0], dy = p->x[1] - q->x[1], dz = p->x[2] - q->x[2];
	double d2 = dx * dx + dy * dy + dz * dz + 0.01;
	double mag = dt / (d2 * __builtin_sqrt(d2));

	p->v[0] -= dx * q->mass * mag;
	p->v[1] -= dy * q->mass * mag;
	p->v[2] -= dz * q->mass * mag;
	q->v[0] += dx * p->mass * mag;
	q->v[1] += dy * p->mass * mag;
	q->v[2] += dz * p->mass * mag;
}

static NOINLINE void advance(double dt)
{
	for (u32 i = 0; i < BODIES; i++)
		for (u32 j = i + 1; j < BODIES; j++)
			attract(&bodies[i], &bodies[j], dt);
	for (u32 i = 0; i < BODIES; i++)
		for (u32 k = 0; k < 3; k++)
			bodies[i].x[k] += dt * bodies[i].v[k];
}

u32 run(u32 n)
{
	u32 sum = 0;

	setup();
	for (u32 i = 0; i < n; i++)
		advance(0.001);
	for (u32 i = 0; i < BODIES; i++)
		sum = rotl32(sum, 5) ^ fold_f64(bodies[i].x[i % 3]);
	return sum;
}
