// SPDX-License-Identifier: GPL-2.0
/* The way into the kernel that the verbs share. */

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"

/* Whatever comes from such a module, nobody should take it for protected. */
static void warn_of_test_build(const struct wk_client *c)
{
	if (strstr(wk_client_release(c), "-insecure"))
		fprintf(stderr, CLI_NAME ": INSECURE: a test build of the module is loaded, whose noise may be known\n");
}

int cli_connect(const struct cli_common *common, const struct wk_client_events *events, void *data,
		struct wk_client **c)
{
	int exit;

	*c = wk_client_new(events, data);
	if (!*c)
		return cli_fail(common, WK_EXIT_LIMIT, "out of memory");
	if (!wk_client_hello(*c)) {
		warn_of_test_build(*c);
		return 0;
	}
	exit = cli_fault(common, *c, NULL);
	wk_client_free(*c);
	*c = NULL;
	return exit;
}

/* The kernel wants printable ASCII of at most 63 bytes. */
static void program_name(const char *path, char name[64])
{
	const char *base = strrchr(path, '/');
	char *p;

	snprintf(name, 64, "%s", base ? base + 1 : path);
	for (p = name; *p; p++)
		if (!isprint((unsigned char)*p))
			*p = '?';
}

int cli_load(const struct cli_common *common, struct wk_client *c, const char *path,
	     const void *bytes, size_t len, unsigned int flags, uint32_t *program)
{
	char name[64];

	program_name(path, name);
	if (wk_client_load(c, bytes, len, name, flags, program))
		return cli_fault(common, c, path);
	return 0;
}

static double seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

void cli_progress(void *data, size_t sent, size_t total)
{
	static double start, shown;
	double now = seconds();

	(void)data;
	if (!start)
		start = now;
	/* Most uploads are over before anybody could read about them. */
	if (!isatty(STDERR_FILENO) || now - start < 0.5)
		return;
	if (sent == total)
		fprintf(stderr, "\r\033[K");
	else if (now - shown > 0.1)
		fprintf(stderr, "\rsending: %5.1f of %.1f MB, %zu %%", (double)sent / 1e6,
			(double)total / 1e6, sent * 100 / total);
	else
		return;
	fflush(stderr);
	shown = now;
}
