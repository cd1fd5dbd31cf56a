// SPDX-License-Identifier: GPL-2.0
/*
 * wk-diff: runs the random modules of a range of seeds.
 *
 * --print writes the portable transcripts, for comparison with another engine;
 * otherwise every way in which this engine can run is compared: both builds of the
 * interpreter, in one piece and in slices, down to NaN bits, fuel and backtraces.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../module/wasm/opts.h"
#include "gen.h"
#include "transcript.h"

static const struct way {
	const char *name;
	struct gen_setup setup;
} ways[] = {
	{ "soft floats", { WK_FLOATS_SOFT, 1ull << 40, 0 } },
	{ "FPU", { WK_FLOATS_FPU, 1ull << 40, 0 } },
	{ "soft floats, slices of 1", { WK_FLOATS_SOFT, 1, 0 } },
	{ "FPU, slices of 17", { WK_FLOATS_FPU, 17, 0 } },
};

/* Also without each of the compiler's optimisations. */
static void without(uint32_t i)
{
	wk_opts = WK_OPT_ALL;
	if (wk_opts_name(i))
		wk_opts_without(wk_opts_name(i));
}

/* Where two transcripts part: the line of each. */
static void show_difference(const struct wbuf *a, const struct wbuf *b)
{
	size_t start = 0, i;

	for (i = 0; i < a->n && i < b->n && a->p[i] == b->p[i]; i++)
		if (a->p[i] == '\n')
			start = i + 1;
	printf("#   %.*s\n", (int)strcspn((char *)a->p + start, "\n"), (char *)a->p + start);
	printf("#   %.*s\n", (int)strcspn((char *)b->p + start, "\n"), (char *)b->p + start);
}

static void transcript(const struct wbuf *module, const struct gen_setup *setup, struct wbuf *out)
{
	out->n = 0;
	gen_transcript(module->p, module->n, setup, out);
	wbuf_u8(out, '\0');
	out->n--;
}

/* Return: do all ways give the same? */
static int check(uint64_t seed, const struct wbuf *module)
{
	struct wbuf first = { 0 }, other = { 0 };
	int same = 1;
	size_t i;

	transcript(module, &ways[0].setup, &first);
	if (strncmp((char *)first.p, "run0 ", 5)) {
		printf("# seed %llu: %s", (unsigned long long)seed, (char *)first.p);
		same = 0;
	}
	for (i = 1; same && i < sizeof(ways) / sizeof(ways[0]); i++) {
		transcript(module, &ways[i].setup, &other);
		if (first.n == other.n && !memcmp(first.p, other.p, first.n))
			continue;
		printf("# seed %llu: %s and %s differ\n", (unsigned long long)seed, ways[0].name,
		       ways[i].name);
		show_difference(&first, &other);
		same = 0;
	}
	for (i = 0; same && wk_opts_name(i); i++) {
		without(i);
		transcript(module, &ways[i % 2].setup, &other);
		if (first.n == other.n && !memcmp(first.p, other.p, first.n))
			continue;
		printf("# seed %llu: differs without %s\n", (unsigned long long)seed,
		       wk_opts_name(i));
		show_difference(&first, &other);
		same = 0;
	}
	wk_opts = WK_OPT_ALL;
	wbuf_free(&first);
	wbuf_free(&other);
	return same;
}

static void print(uint64_t seed, const struct wbuf *module)
{
	const struct gen_setup setup = { WK_FLOATS_SOFT, 1ull << 40, 1 };
	struct wbuf out = { 0 };

	transcript(module, &setup, &out);
	printf("seed %llu\n%s", (unsigned long long)seed, (char *)out.p);
	wbuf_free(&out);
}

int main(int argc, char **argv)
{
	struct gen_options options = { .extended_const = 1 };
	uint64_t seed, end, failed = 0;

	if (argc > 1 && !strcmp(argv[1], "--print")) {
		options.hide_nans = 1;
		argc--;
		argv++;
	}
	if (argc != 3) {
		fputs("usage: wk-diff [--print] FIRST COUNT\n", stderr);
		return 2;
	}
	seed = strtoull(argv[1], NULL, 0);
	end = seed + strtoull(argv[2], NULL, 0);
	for (; seed != end; seed++) {
		struct gen_random random = { .state = seed };
		struct wbuf module = { 0 };

		gen_module(&random, &options, &module);
		if (options.hide_nans)
			print(seed, &module);
		else
			failed += !check(seed, &module);
		wbuf_free(&module);
	}
	return failed != 0;
}
