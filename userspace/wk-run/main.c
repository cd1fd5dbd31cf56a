// SPDX-License-Identifier: GPL-2.0
/* wk-run: the engine as a program, for tests, benches and fuzzers. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../lib/exitcodes.h"
#include "runner.h"

__attribute__((noreturn))
static void file_error(const char *name, const char *why)
{
	fprintf(stderr, "file: %s: %s\n", name, why);
	exit(WK_EXIT_FILE);
}

/* The whole of a file, or of standard input for "-"; never more than a module may have. */
static u8 *read_file(const char *name, u32 *size)
{
	FILE *f = fopen(name, "rb");
	size_t max = (size_t)WK_MAX_MODULE_BYTES + 1, have = 0, room = 1 << 16;
	u8 *bytes = malloc(room);

	if (!f)
		file_error(name, strerror(errno));
	while (bytes && have < max) {
		size_t n = fread(bytes + have, 1, room - have, f);

		have += n;
		if (!n)
			break;
		if (have == room)
			bytes = realloc(bytes, room *= 2);
	}
	if (!bytes || ferror(f))
		file_error(name, strerror(errno));
	fclose(f);
	*size = (u32)have;
	return bytes;
}

static u64 cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec;
}

/* Prints how it ended; takes the run apart. Return: exit code. */
static int finish(struct runner *r)
{
	int rc;

	fflush(stdout);
	rc = wk_outcome_print(&r->outcome, r->o->json, stdout, stderr);
	runner_free(r);
	return rc;
}

static int run_once(const struct options *o, const u8 *bytes, u32 size)
{
	struct runner r;
	u64 begin = cpu_ns();

	if (!runner_init(&r, o) && !runner_load(&r, bytes, size) && !o->validate)
		runner_call(&r);
	r.outcome.nsec = cpu_ns() - begin;
	return finish(&r);
}

static bool ended_well(const struct runner *r)
{
	return r->outcome.code == WK_C_OK || r->outcome.code == WK_C_EXIT;
}

static u64 result_bits(const struct runner *r)
{
	if (r->outcome.code == WK_C_EXIT)
		return r->outcome.exit_code;
	return r->outcome.nresults ? r->outcome.results[0].bits : 0;
}

/* RESULT LOAD_US EXEC_US. Return: exit code, -1 to go on. */
static int time_once(const struct options *o, const u8 *bytes, u32 size)
{
	u64 begin = cpu_ns(), loaded, done;
	struct runner r;

	if (runner_init(&r, o) || runner_load(&r, bytes, size))
		return finish(&r);
	loaded = cpu_ns();
	runner_call(&r);
	done = cpu_ns();
	if (!ended_well(&r))
		return finish(&r);
	printf("%" PRIu64 " %" PRIu64 " %" PRIu64 "\n", result_bits(&r), (loaded - begin) / 1000,
	       (done - loaded) / 1000);
	fflush(stdout);
	runner_free(&r);
	return -1;
}

static int run_repeated(const struct options *o, const u8 *bytes, u32 size)
{
	u64 i;

	for (i = 0; i < o->repeat; i++) {
		int rc = time_once(o, bytes, size);

		if (rc >= 0)
			return rc;
	}
	return WK_EXIT_OK;
}

int main(int argc, char **argv)
{
	struct options o = { 0 };
	u32 size;
	u8 *bytes;
	int rc;

	options_parse(&o, argc, argv);
	bytes = read_file(o.file, &size);
	stdio_catch_signals();
	rc = o.repeat && !o.validate ? run_repeated(&o, bytes, size) : run_once(&o, bytes, size);
	free(bytes);
	free(o.args);
	free(o.env);
	return rc;
}
