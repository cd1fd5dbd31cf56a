// SPDX-License-Identifier: GPL-2.0
/*
 * Holds softfloat.c, hardfloat.h and the C library to the same bits.
 *
 *   softfloat_test [--rounds N] [--seed N]   edge values and N random inputs per operation
 *   softfloat_test --full                    besides, every input of each 32-bit unary operation
 *   softfloat_test --bench                   no test: nanoseconds per operation
 *
 * The third opinion, ref_*, is plain C and libm, with its own range checks.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hardfloat.h"
#include "softfloat.h"
#include "softfloat_inputs.h"

#define EVERY_32_BITS (1ull << 32)
#define BENCH_VALUES 4096
#define UNWRITTEN 0x5a5a5a5a5a5a5a5aull

/* What an operation gave: its value, and the error of a checked conversion. */
struct outcome {
	u64 value;
	u64 error;
};

typedef struct outcome (*operation)(u64 a, u64 b);

struct test {
	const char *name;
	operation soft, hard, ref;
	enum operand a, b;
};

/* ---- the third opinion ---- */

#define REF_BINARY(name, expr32, expr64)					\
static struct outcome ref_f32_##name(u64 a, u64 b)				\
{										\
	volatile float x = in32(a), y = in32(b);				\
										\
	return (struct outcome) { .value = expr32 };				\
}										\
static struct outcome ref_f64_##name(u64 a, u64 b)				\
{										\
	volatile double x = in64(a), y = in64(b);				\
										\
	return (struct outcome) { .value = expr64 };				\
}

#define REF_UNARY(name, expr32, expr64)						\
static struct outcome ref_f32_##name(u64 a, u64 b)				\
{										\
	volatile float x = in32(a);						\
										\
	(void)b;								\
	return (struct outcome) { .value = expr32 };				\
}										\
static struct outcome ref_f64_##name(u64 a, u64 b)				\
{										\
	volatile double x = in64(a);						\
										\
	(void)b;								\
	return (struct outcome) { .value = expr64 };				\
}

#define REF_CONVERT(name, type)							\
static struct outcome ref_f32_convert_##name(u64 a, u64 b)			\
{										\
	(void)b;								\
	return (struct outcome) { .value = out32((float)(long double)(type)a) };	\
}										\
static struct outcome ref_f64_convert_##name(u64 a, u64 b)			\
{										\
	(void)b;								\
	return (struct outcome) { .value = out64((double)(long double)(type)a) };	\
}

/* libm's fmin prefers numbers to NaN and may pick either zero; Wasm does not. */
static double lesser(double x, double y)
{
	if (isnan(x) || isnan(y))
		return NAN;
	if (x == 0 && y == 0)
		return signbit(x) ? x : y;
	return fmin(x, y);
}

static double greater(double x, double y)
{
	return -lesser(-x, -y);
}

REF_BINARY(add, out32(x + y), out64(x + y))
REF_BINARY(sub, out32(x - y), out64(x - y))
REF_BINARY(mul, out32(x * y), out64(x * y))
REF_BINARY(div, out32(x / y), out64(x / y))
REF_BINARY(min, out32((float)lesser(x, y)), out64(lesser(x, y)))
REF_BINARY(max, out32((float)greater(x, y)), out64(greater(x, y)))
REF_BINARY(eq, x == y, x == y)
REF_BINARY(ne, x != y, x != y)
REF_BINARY(lt, isless(x, y), isless(x, y))
REF_BINARY(gt, isgreater(x, y), isgreater(x, y))
REF_BINARY(le, islessequal(x, y), islessequal(x, y))
REF_BINARY(ge, isgreaterequal(x, y), isgreaterequal(x, y))
REF_UNARY(sqrt, out32(sqrtf(x)), out64(sqrt(x)))
REF_UNARY(ceil, out32(ceilf(x)), out64(ceil(x)))
REF_UNARY(floor, out32(floorf(x)), out64(floor(x)))
REF_UNARY(trunc, out32(truncf(x)), out64(trunc(x)))
REF_UNARY(nearest, out32(nearbyintf(x)), out64(nearbyint(x)))

/* A long double holds every 64-bit integer: one rounding. */
REF_CONVERT(i32, s32)
REF_CONVERT(u32, u32)
REF_CONVERT(i64, s64)
REF_CONVERT(u64, u64)

static struct outcome ref_f32_demote_f64(u64 a, u64 b)
{
	volatile long double x = in64(a);

	(void)b;
	return (struct outcome) { .value = out32((float)x) };
}

static struct outcome ref_f64_promote_f32(u64 a, u64 b)
{
	(void)b;
	return (struct outcome) { .value = out64(in32(a)) };
}

/* Every float and every bound is exact in a long double, as is its truncation. */
static struct outcome ref_to_integer(long double x, long double min, long double max)
{
	struct outcome o = { .value = UNWRITTEN };

	x = truncl(x);
	if (isnan(x))
		o.error = WK_FLOAT_INVALID;
	else if (x < min || x > max)
		o.error = WK_FLOAT_OVERFLOW;
	else
		o.value = x < 0 ? (u64)(s64)x : (u64)x;
	return o;
}

static struct outcome ref_trunc_sat(long double x, long double min, long double max)
{
	x = truncl(x);
	if (isnan(x))
		x = 0;
	x = fminl(fmaxl(x, min), max);
	return (struct outcome) { .value = x < 0 ? (u64)(s64)x : (u64)x };
}

#define REF_TO_INTEGER(width, name, type, min, max)				\
static struct outcome ref_f##width##_to_##name(u64 a, u64 b)			\
{										\
	struct outcome o = ref_to_integer(in##width(a), min, max);		\
										\
	(void)b;								\
	o.value = (type)o.value;						\
	return o;								\
}										\
static struct outcome ref_##name##_trunc_sat_f##width(u64 a, u64 b)		\
{										\
	(void)b;								\
	return (struct outcome) {						\
		.value = (type)ref_trunc_sat(in##width(a), min, max).value	\
	};									\
}

REF_TO_INTEGER(32, i32, u32, -0x1p31L, 0x1p31L - 1)
REF_TO_INTEGER(32, u32, u32, 0, 0x1p32L - 1)
REF_TO_INTEGER(32, i64, u64, -0x1p63L, 0x1p63L - 1)
REF_TO_INTEGER(32, u64, u64, 0, 0x1p64L - 1)
REF_TO_INTEGER(64, i32, u32, -0x1p31L, 0x1p31L - 1)
REF_TO_INTEGER(64, u32, u32, 0, 0x1p32L - 1)
REF_TO_INTEGER(64, i64, u64, -0x1p63L, 0x1p63L - 1)
REF_TO_INTEGER(64, u64, u64, 0, 0x1p64L - 1)

/* ---- soft and hard behind one signature ---- */

#define ADAPT_1(prefix, name, type)						\
static struct outcome prefix##_##name(u64 a, u64 b)				\
{										\
	(void)b;								\
	return (struct outcome) { .value = wk_##prefix##_##name((type)a) };	\
}

#define ADAPT_2(prefix, name, type)						\
static struct outcome prefix##_##name(u64 a, u64 b)				\
{										\
	return (struct outcome) { .value = wk_##prefix##_##name((type)a, (type)b) };	\
}

#define ADAPT_CHECKED(prefix, name, type, result)				\
static struct outcome prefix##_##name(u64 a, u64 b)				\
{										\
	result out = (result)UNWRITTEN;						\
	int error = wk_##prefix##_##name((type)a, &out);			\
										\
	(void)b;								\
	return (struct outcome) { .value = out, .error = (u64)error };		\
}

/* The operations: name of each, what it takes, and the C types it is called with. */
#define FOR_EACH_OPERATION(UNARY, BINARY, CHECKED)				\
	BINARY(f32_add, FLOAT32, u32) BINARY(f64_add, FLOAT64, u64)		\
	BINARY(f32_sub, FLOAT32, u32) BINARY(f64_sub, FLOAT64, u64)		\
	BINARY(f32_mul, FLOAT32, u32) BINARY(f64_mul, FLOAT64, u64)		\
	BINARY(f32_div, FLOAT32, u32) BINARY(f64_div, FLOAT64, u64)		\
	BINARY(f32_min, FLOAT32, u32) BINARY(f64_min, FLOAT64, u64)		\
	BINARY(f32_max, FLOAT32, u32) BINARY(f64_max, FLOAT64, u64)		\
	BINARY(f32_eq, FLOAT32, u32) BINARY(f64_eq, FLOAT64, u64)		\
	BINARY(f32_ne, FLOAT32, u32) BINARY(f64_ne, FLOAT64, u64)		\
	BINARY(f32_lt, FLOAT32, u32) BINARY(f64_lt, FLOAT64, u64)		\
	BINARY(f32_gt, FLOAT32, u32) BINARY(f64_gt, FLOAT64, u64)		\
	BINARY(f32_le, FLOAT32, u32) BINARY(f64_le, FLOAT64, u64)		\
	BINARY(f32_ge, FLOAT32, u32) BINARY(f64_ge, FLOAT64, u64)		\
	UNARY(f32_sqrt, FLOAT32, u32) UNARY(f64_sqrt, FLOAT64, u64)		\
	UNARY(f32_ceil, FLOAT32, u32) UNARY(f64_ceil, FLOAT64, u64)		\
	UNARY(f32_floor, FLOAT32, u32) UNARY(f64_floor, FLOAT64, u64)		\
	UNARY(f32_trunc, FLOAT32, u32) UNARY(f64_trunc, FLOAT64, u64)		\
	UNARY(f32_nearest, FLOAT32, u32) UNARY(f64_nearest, FLOAT64, u64)	\
	UNARY(f32_demote_f64, FLOAT64, u64) UNARY(f64_promote_f32, FLOAT32, u32)	\
	UNARY(f32_convert_i32, INT32, u32) UNARY(f64_convert_i32, INT32, u32)	\
	UNARY(f32_convert_u32, INT32, u32) UNARY(f64_convert_u32, INT32, u32)	\
	UNARY(f32_convert_i64, INT64, u64) UNARY(f64_convert_i64, INT64, u64)	\
	UNARY(f32_convert_u64, INT64, u64) UNARY(f64_convert_u64, INT64, u64)	\
	UNARY(i32_trunc_sat_f32, FLOAT32, u32) UNARY(i32_trunc_sat_f64, FLOAT64, u64)	\
	UNARY(u32_trunc_sat_f32, FLOAT32, u32) UNARY(u32_trunc_sat_f64, FLOAT64, u64)	\
	UNARY(i64_trunc_sat_f32, FLOAT32, u32) UNARY(i64_trunc_sat_f64, FLOAT64, u64)	\
	UNARY(u64_trunc_sat_f32, FLOAT32, u32) UNARY(u64_trunc_sat_f64, FLOAT64, u64)	\
	CHECKED(f32_to_i32, FLOAT32, u32, u32) CHECKED(f64_to_i32, FLOAT64, u64, u32)	\
	CHECKED(f32_to_u32, FLOAT32, u32, u32) CHECKED(f64_to_u32, FLOAT64, u64, u32)	\
	CHECKED(f32_to_i64, FLOAT32, u32, u64) CHECKED(f64_to_i64, FLOAT64, u64, u64)	\
	CHECKED(f32_to_u64, FLOAT32, u32, u64) CHECKED(f64_to_u64, FLOAT64, u64, u64)

#define UNARY(name, kind, type) ADAPT_1(sf, name, type) ADAPT_1(hf, name, type)
#define BINARY(name, kind, type) ADAPT_2(sf, name, type) ADAPT_2(hf, name, type)
#define CHECKED(name, kind, type, result)					\
	ADAPT_CHECKED(sf, name, type, result) ADAPT_CHECKED(hf, name, type, result)
FOR_EACH_OPERATION(UNARY, BINARY, CHECKED)
#undef UNARY
#undef BINARY
#undef CHECKED

#define UNARY(name, kind, type) { #name, sf_##name, hf_##name, ref_##name, kind, NONE },
#define BINARY(name, kind, type) { #name, sf_##name, hf_##name, ref_##name, kind, kind },
#define CHECKED(name, kind, type, result) UNARY(name, kind, type)
static const struct test tests[] = { FOR_EACH_OPERATION(UNARY, BINARY, CHECKED) };

/* ---- running ---- */

static bool same(struct outcome x, struct outcome y)
{
	return x.value == y.value && x.error == y.error;
}

/* Return: whether all three agree; the first disagreements are explained. */
static bool agree(const struct test *t, u64 a, u64 b, unsigned long *failures)
{
	struct outcome soft = t->soft(a, b), hard = t->hard(a, b), ref = t->ref(a, b);

	if (same(soft, hard) && same(soft, ref))
		return true;
	if (++*failures <= 3)
		printf("# %s(%#llx, %#llx): soft %#llx/%d, hard %#llx/%d, reference %#llx/%d\n",
		       t->name, (unsigned long long)a, (unsigned long long)b,
		       (unsigned long long)soft.value, (int)soft.error,
		       (unsigned long long)hard.value, (int)hard.error,
		       (unsigned long long)ref.value, (int)ref.error);
	return false;
}

static u64 try_edges(const struct test *t, unsigned long *failures)
{
	static u64 a[MAX_EDGES], b[MAX_EDGES];
	size_t i, j, na = edge_values(t->a, a), nb = edge_values(t->b, b);

	for (i = 0; i < na; i++)
		for (j = 0; j < nb; j++)
			agree(t, a[i], b[j], failures);
	return (u64)na * nb;
}

static u64 try_random(const struct test *t, unsigned long rounds, unsigned long *failures)
{
	unsigned long i;
	u64 a, b;

	for (i = 0; i < rounds; i++) {
		a = random_operand(t->a);
		b = random_operand(t->b);
		if (t->b != NONE && i % 2)
			b = related_operand(t->b, &a);
		else if (strstr(t->name, "sqrt") && i % 2)
			a = near_square(t->a, a);
		if (t->a == FLOAT32 || t->a == INT32) {
			a = (u32)a;
			b = (u32)b;
		}
		agree(t, a, b, failures);
	}
	return rounds;
}

static u64 try_every(const struct test *t, unsigned long *failures)
{
	u64 a;

	if (t->b != NONE || (t->a != FLOAT32 && t->a != INT32))
		return 0;
	for (a = 0; a < EVERY_32_BITS; a++)
		agree(t, a, 0, failures);
	return EVERY_32_BITS;
}

static int run_tests(unsigned long rounds, bool full)
{
	unsigned long failures, failed = 0;
	size_t i;
	u64 tried;

	printf("1..%zu\n", ARRAY_SIZE(tests));
	for (i = 0; i < ARRAY_SIZE(tests); i++) {
		failures = 0;
		tried = try_edges(&tests[i], &failures);
		tried += try_random(&tests[i], rounds, &failures);
		if (full)
			tried += try_every(&tests[i], &failures);
		if (failures)
			failed++;
		printf("%sok %zu - %s: %llu inputs, %lu wrong\n", failures ? "not " : "", i + 1,
		       tests[i].name, (unsigned long long)tried, failures);
		fflush(stdout);
	}
	return failed ? 1 : 0;
}

/* ---- measuring ---- */

/* Ordinary numbers: what programs mostly compute with. */
static void fill_bench(const struct test *t, u64 *v)
{
	int i;

	for (i = 0; i < BENCH_VALUES; i++) {
		double d = (double)(s64)random64() * 0x1p-40;

		if (strstr(t->name, "sqrt"))
			d = fabs(d);
		if (t->a >= INT32)
			v[i] = t->a == INT32 ? (u32)random64() : random64();
		else
			v[i] = t->a == FLOAT32 ? out32((float)d) : out64(d);
	}
}

static double nanoseconds(operation op, const u64 *v)
{
	struct timespec start, end;
	double best = 1e9, ns;
	volatile u64 sink;
	int i, round;
	u64 sum = 0;

	for (round = 0; round < 200; round++) {
		clock_gettime(CLOCK_MONOTONIC, &start);
		for (i = 0; i < BENCH_VALUES - 1; i++)
			sum += op(v[i], v[i + 1]).value;
		clock_gettime(CLOCK_MONOTONIC, &end);
		ns = (double)(end.tv_sec - start.tv_sec) * 1e9 +
		     (double)(end.tv_nsec - start.tv_nsec);
		if (ns / (BENCH_VALUES - 1) < best)
			best = ns / (BENCH_VALUES - 1);
	}
	sink = sum;
	(void)sink;
	return best;
}

static struct outcome nothing(u64 a, u64 b)
{
	return (struct outcome) { .value = a ^ b };
}

static int run_bench(void)
{
	static u64 v[BENCH_VALUES];
	size_t i;

	printf("# best of 200 rounds, ns per call through a pointer, loop and call included\n");
	printf("%-20s %8s %8s\n", "operation", "soft", "hard");
	fill_bench(&tests[0], v);
	printf("%-20s %8.2f %8.2f\n", "(empty)", nanoseconds(nothing, v), nanoseconds(nothing, v));
	for (i = 0; i < ARRAY_SIZE(tests); i++) {
		fill_bench(&tests[i], v);
		printf("%-20s %8.2f %8.2f\n", tests[i].name,
		       nanoseconds(tests[i].soft, v), nanoseconds(tests[i].hard, v));
	}
	return 0;
}

int main(int argc, char **argv)
{
	unsigned long rounds = 200000;
	bool full = false;
	int i;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--full")) {
			full = true;
		} else if (!strcmp(argv[i], "--bench")) {
			return run_bench();
		} else if (!strcmp(argv[i], "--rounds") && i + 1 < argc) {
			rounds = strtoul(argv[++i], NULL, 0);
		} else if (!strcmp(argv[i], "--seed") && i + 1 < argc) {
			random_state = strtoull(argv[++i], NULL, 0);
		} else {
			fprintf(stderr, "usage: %s [--rounds N] [--seed N] [--full] [--bench]\n",
				argv[0]);
			return 2;
		}
	}
	return run_tests(rounds, full);
}
