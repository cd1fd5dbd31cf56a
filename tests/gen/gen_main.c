// SPDX-License-Identifier: GPL-2.0
/* wk-gen: writes the random modules of a range of seeds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gen.h"

static int write_file(const char *dir, uint64_t seed, const struct wbuf *b)
{
	char path[4096];
	FILE *f;
	int ok;

	snprintf(path, sizeof(path), "%s/%llu.wasm", dir, (unsigned long long)seed);
	f = fopen(path, "wb");
	if (!f) {
		perror(path);
		return 0;
	}
	ok = fwrite(b->p, 1, b->n, f) == b->n;
	return !fclose(f) && ok;
}

int main(int argc, char **argv)
{
	struct gen_options options = { .hide_nans = 0, .extended_const = 1 };
	uint64_t seed, end;
	int ok = 1;

	if (argc > 1 && !strcmp(argv[1], "--hide-nans")) {
		options.hide_nans = 1;
		argc--;
		argv++;
	}
	if (argc != 4) {
		fputs("usage: wk-gen [--hide-nans] FIRST COUNT DIR\n"
		      "Writes DIR/SEED.wasm for COUNT seeds from FIRST on.\n", stderr);
		return 2;
	}
	seed = strtoull(argv[1], NULL, 0);
	end = seed + strtoull(argv[2], NULL, 0);
	for (; ok && seed != end; seed++) {
		struct gen_random random = { .state = seed };
		struct wbuf module = { 0 };

		gen_module(&random, &options, &module);
		ok = write_file(argv[3], seed, &module);
		wbuf_free(&module);
	}
	return !ok;
}
