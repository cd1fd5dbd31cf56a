// SPDX-License-Identifier: GPL-2.0
/* One field of the filter's settings, translated; or the sentence that says why not. */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../../module/dp/gaussian.h"
#include "../../module/dp/laplace.h"
#include "../../module/dp/wide.h"
#include "decimal.h"
#include "dp_import.h"

#define EPSILON_MAX	8

/* Sigma squared is a whole number of these parts, rounded up. */
#define SIGMA2_PARTS	1024

/* ---- a line ---- */

static struct import_number *number_of(struct import_field *f, const char *key)
{
	if (!strcmp(key, "sensitivity"))
		return &f->sensitivity;
	if (!strcmp(key, "epsilon"))
		return &f->epsilon;
	if (!strcmp(key, "delta"))
		return &f->delta;
	return strcmp(key, "mu") ? NULL : &f->mu;
}

int import_setting(struct import_field *f, const struct toml_setting *s, char reason[CLI_WHY])
{
	struct import_number *number = number_of(f, s->key);

	if (number) {
		number->set = true;
		if (s->is_string ||
		    decimal_parse(s->text, &number->minus, &number->num, &number->den))
			return why(reason, "%s is no number of at most 64 bits: %.60s", s->key, s->text);
		return 0;
	}
	if (!strcmp(s->key, "rng_seed")) {
		f->seed = true;
		return 0;
	}
	if (strcmp(s->key, "type") && strcmp(s->key, "unit"))
		return why(reason, "what is \"%.60s\"? The filter does not know it", s->key);
	if (!s->is_string)
		return why(reason, "%s is a text, in quotes", s->key);
	*(*s->key == 't' ? &f->type : &f->unit) = s->text;
	return 0;
}

/* ---- what is refused ---- */

static bool positive(const struct import_number *n)
{
	return n->set && !n->minus && n->num;
}

static bool whole(const struct import_number *n)
{
	return n->den == 1 && n->num <= INT64_MAX;
}

static int check_words(const struct import_field *f, char reason[CLI_WHY])
{
	if (f->seed)
		return why(reason, "rng_seed gives every record the same noise, and whoever knows the seed takes it off: leave it out");
	if (!f->type || (strcmp(f->type, "Laplace") && strcmp(f->type, "Gaussian")))
		return why(reason, "type is %s: the filter has \"Laplace\" and \"Gaussian\"",
			   f->type ? f->type : "missing");
	if (!f->unit || strcmp(f->unit, "int"))
		return why(reason, "unit is %s: records hold whole numbers, so that no noise is rounded: count in a smaller unit and say unit = \"int\"",
			   f->unit ? f->unit : "missing, which means float");
	return 0;
}

static int check_numbers(const struct import_field *f, char reason[CLI_WHY])
{
	if (!positive(&f->sensitivity) || !whole(&f->sensitivity))
		return why(reason, "sensitivity has to be a whole number above 0, as the field is");
	if (!positive(&f->epsilon))
		return why(reason, "epsilon has to be above 0");
	if (f->epsilon.num > EPSILON_MAX * (wk_u128)f->epsilon.den)
		return why(reason, "an epsilon above %d for each single record promises nothing",
			   EPSILON_MAX);
	if (f->mu.set && (!whole(&f->mu)))
		return why(reason, "mu has to be a whole number, as the field is");
	return 0;
}

/* The formula that the filter has for sigma is proved for epsilon below 1 only. */
static int check_gaussian(const struct import_field *f, char reason[CLI_WHY])
{
	if (!positive(&f->delta))
		return why(reason, "delta has to be above 0: the formula of Gaussian noise has no other sense");
	if (f->epsilon.num >= f->epsilon.den)
		return why(reason, "the filter takes sigma from sqrt(2 ln(1.25/delta)) sensitivity/epsilon, which is proved for an epsilon below 1 only: use a smaller one, or Laplace");
	if ((wk_u128)f->delta.num << 20 > f->delta.den)
		return why(reason, "delta is above 2^-20: one record in a million would be given away; 1e-7 will do");
	return 0;
}

/* ---- bounds ---- */

static int parse_side(const char **p, int64_t *v)
{
	char *end;

	errno = 0;
	*v = strtoll(*p, &end, 10);
	if (end == *p || errno)
		return -1;
	*p = end;
	return 0;
}

static int read_bounds(const struct import_field *f, const char *clamp, struct wk_dp_field *out,
		       char reason[CLI_WHY])
{
	uint64_t span;

	if (!clamp)
		return why(reason, "no bounds: the filter believes that values are at most %" PRIu64
			   " apart and enforces nothing; say where they lie: --clamp %s=LO:HI",
			   f->sensitivity.num, f->name);
	if (parse_side(&clamp, &out->lo) || *clamp++ != ':' ||
	    parse_side(&clamp, &out->hi) || *clamp)
		return why(reason, "bounds are two whole numbers: --clamp %s=0:1000", f->name);
	span = (uint64_t)out->hi - (uint64_t)out->lo;
	if (out->hi <= out->lo || span > f->sensitivity.num)
		return why(reason, "bounds are from 1 to %" PRIu64
			   " apart, which is the sensitivity that the noise is for", f->sensitivity.num);
	return 0;
}

/* ---- noise ---- */

static uint64_t gcd(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* Sensitivity over epsilon, exactly. */
static bool laplace_noise(const struct import_field *f, struct wk_dp_ratio *noise)
{
	wk_u128 num = (wk_u128)f->sensitivity.num * f->epsilon.den;
	uint64_t common;

	if (num >> 64)
		return false;
	common = gcd((uint64_t)num, f->epsilon.num);
	noise->num = (uint64_t)num / common;
	noise->den = f->epsilon.num / common;
	return wk_dp_laplace_valid(*noise);
}

/* 2 ln(1.25/delta) (sensitivity/epsilon)^2, rounded up. */
static bool gaussian_noise(const struct import_field *f, struct wk_dp_ratio *noise)
{
	wk_u128 top = f->delta.den, v;
	uint64_t common;

	/* 1.25/delta is 5 den/(4 num). */
	if (!wk_dp_mul(&top, 5) || top >> 64 || f->delta.num >> 62)
		return false;
	v = 2 * (wk_u128)decimal_ln_up((uint64_t)top, 4 * f->delta.num) * SIGMA2_PARTS;
	if (!wk_dp_mul(&v, f->sensitivity.num) || !wk_dp_mul(&v, f->sensitivity.num) ||
	    !wk_dp_mul(&v, f->epsilon.den))
		return false;
	v = wk_dp_div_up(v, f->epsilon.num);
	if (!wk_dp_mul(&v, f->epsilon.den))
		return false;
	v = wk_dp_div_up(wk_dp_div_up(v, f->epsilon.num), 1000000000);
	if (v >> 64)
		return false;
	common = gcd((uint64_t)v, SIGMA2_PARTS);
	*noise = (struct wk_dp_ratio){ (uint64_t)v / common, SIGMA2_PARTS / common };
	return wk_dp_gaussian_valid(*noise);
}

int import_field(const struct import_field *f, const char *clamp, struct wk_dp_field *out,
		 char reason[CLI_WHY])
{
	if (check_words(f, reason) || check_numbers(f, reason))
		return -1;
	out->gaussian = *f->type == 'G';
	if (out->gaussian && check_gaussian(f, reason))
		return -1;
	if (read_bounds(f, clamp, out, reason))
		return -1;
	if (out->gaussian ? !gaussian_noise(f, &out->noise) : !laplace_noise(f, &out->noise))
		return why(reason, "that much noise cannot be drawn");
	if (f->mu.set)
		out->shift = f->mu.minus ? -(int64_t)f->mu.num : (int64_t)f->mu.num;
	return 0;
}
