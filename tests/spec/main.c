// SPDX-License-Identifier: GPL-2.0
/*
 * wk-spec: runs the official WebAssembly test suite in its JSON form.
 *
 * Prints TAP: one line for each JSON file, failures and counts as comments.
 * Each file runs in a process of its own, so that a crash is one failure.
 */
#include <dirent.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../module/wasm/opts.h"
#include "script.h"

static const struct spec_backend *const backends[] = {
	&spec_backend_host,
#ifdef WITH_KERNEL
	&spec_backend_kernel,
#endif
};

static struct {
	const struct spec_backend *backend;
	struct spec_options options;
	unsigned int timeout;
	unsigned int tests;
	unsigned int failed_tests;
	struct spec_counts *counts;	/* shared with the child */
} run = {
	.backend = &spec_backend_host,
	.options = { .slice = 100000 },
	.timeout = 300,
};

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), n = strlen(end);

	return len >= n && !strcmp(text + len - n, end);
}

static int is_json(const struct dirent *entry)
{
	return ends_with(entry->d_name, ".json");
}

static void report_death(const char *path, int status)
{
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		printf("# %s:%u: not done after %u seconds\n", path, run.counts->line,
		       run.timeout);
	else if (WIFSIGNALED(status))
		printf("# %s:%u: died of signal %d\n", path, run.counts->line, WTERMSIG(status));
	else
		printf("# %s:%u: died with status %d\n", path, run.counts->line,
		       WEXITSTATUS(status));
}

/* Runs a file in a child; Return: did everything in it pass? */
static bool run_file(const char *path)
{
	int status;
	pid_t pid;

	memset(run.counts, 0, sizeof(*run.counts));
	fflush(stdout);
	pid = fork();
	if (pid < 0) {
		perror("fork");
		exit(2);
	}
	if (!pid) {
		alarm(run.timeout);
		spec_script_run(run.backend, &run.options, path, run.counts);
		exit(0);	/* not _exit(): LeakSanitizer has its say */
	}
	if (waitpid(pid, &status, 0) != pid) {
		perror("waitpid");
		exit(2);
	}
	if (status) {
		report_death(path, status);
		run.counts->failed++;
	}
	return run.counts->complete && !run.counts->failed;
}

static void add_counts(struct spec_counts *sum)
{
	sum->asserts += run.counts->asserts;
	sum->actions += run.counts->actions;
	sum->failed += run.counts->failed;
	sum->text += run.counts->text;
}

static void report_group(const char *group, const struct spec_counts *sum, int files)
{
	printf("# %s (%s%s%s): %d files, %u assertions passed, %u other commands passed, "
	       "%u failed, skipped: %u text format\n", group, run.backend->name,
	       run.options.floats ? ", " : "", run.options.floats ? run.options.floats : "",
	       files, sum->asserts, sum->actions, sum->failed, sum->text);
}

/* Every JSON file of one folder. */
static void run_group(const char *dir)
{
	struct spec_counts sum = { 0 };
	const char *group = strrchr(dir, '/') ? strrchr(dir, '/') + 1 : dir;
	struct dirent **entries;
	char path[4096];
	bool passed;
	int n, i;

	n = scandir(dir, &entries, is_json, alphasort);
	if (n <= 0) {
		printf("not ok %u - %s: no JSON files in %s\n", ++run.tests, group, dir);
		run.failed_tests++;
		return;
	}
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, entries[i]->d_name);
		passed = run_file(path);
		run.failed_tests += !passed;
		add_counts(&sum);
		printf("%s %u - spec %s%s%s %s/%s\n", passed ? "ok" : "not ok", ++run.tests,
		       run.backend->name, run.options.floats ? " " : "",
		       run.options.floats ? run.options.floats : "", group, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	report_group(group, &sum, n);
}

static void usage(int status)
{
	fputs("usage: wk-spec [--backend host|kernel] [--floats soft|fpu] [--slice N]\n"
	      "               [--timeout SECONDS] [--without OPTIMISATION] DIR...\n"
	      "Runs every JSON file of each DIR and prints TAP.\n", status ? stderr : stdout);
	exit(status);
}

static const struct spec_backend *backend_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(backends) / sizeof(backends[0]); i++)
		if (!strcmp(name, backends[i]->name))
			return backends[i];
	usage(2);
	return NULL;
}

static const char *floats_check(const char *name)
{
	if (strcmp(name, "soft") && strcmp(name, "fpu"))
		usage(2);
	return name;
}

static void parse(int argc, char **argv)
{
	static const struct option options[] = {
		{ "backend", required_argument, NULL, 'b' },
		{ "floats", required_argument, NULL, 'f' },
		{ "slice", required_argument, NULL, 's' },
		{ "timeout", required_argument, NULL, 't' },
		{ "without", required_argument, NULL, 'w' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (c == 'b')
			run.backend = backend_find(optarg);
		else if (c == 'f')
			run.options.floats = floats_check(optarg);
		else if (c == 's')
			run.options.slice = strtoull(optarg, NULL, 0);
		else if (c == 't')
			run.timeout = strtoul(optarg, NULL, 0);
		else if (c == 'w' && wk_opts_without(optarg))
			continue;
		else
			usage(c == 'h' ? 0 : 2);
	}
	if (optind == argc || !run.options.slice)
		usage(2);
}

int main(int argc, char **argv)
{
	parse(argc, argv);
	run.counts = mmap(NULL, sizeof(*run.counts), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (run.counts == MAP_FAILED) {
		perror("mmap");
		return 2;
	}
	for (; optind < argc; optind++)
		run_group(argv[optind]);
	printf("1..%u\n", run.tests);
	return run.failed_tests != 0;
}
