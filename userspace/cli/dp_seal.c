// SPDX-License-Identifier: GPL-2.0
/* The state of the budgets in a file, sealed with a key in another. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dp_seal.h"

static int file_fail(const struct dp_args *a, const char *path)
{
	return cli_fail(&a->common, WK_EXIT_FILE, "%s: %s", path, strerror(errno));
}

/* Nobody ever sees half of a file, not even after a crash. */
static int write_file(const struct dp_args *a, const char *path, const void *bytes, size_t n)
{
	char temp[4096];
	int fd, err;

	snprintf(temp, sizeof(temp), "%s.new", path);
	unlink(temp);
	fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return file_fail(a, temp);
	err = write(fd, bytes, n) != (ssize_t)n || fsync(fd);
	if (close(fd) || err || rename(temp, path))
		return file_fail(a, path);
	return 0;
}

static int read_file(const struct dp_args *a, const char *path, void *bytes, size_t n)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;
	char more;

	if (fd < 0)
		return file_fail(a, path);
	got = read(fd, bytes, n);
	if (got == (ssize_t)n && read(fd, &more, 1) == 1)
		got++;
	close(fd);
	if (got < 0)
		return file_fail(a, path);
	if (got != (ssize_t)n)
		return cli_fail(&a->common, WK_EXIT_FILE, "%s: %zu bytes are expected", path, n);
	return 0;
}

/* The folder of the default is ours to make. */
static int make_key(const struct dp_args *a, const char *path, uint8_t *key)
{
	if (getrandom(key, WK_SEAL_KEY, 0) != WK_SEAL_KEY)
		return file_fail(a, "getrandom");
	if (!a->key && mkdir("/var/lib/wasm_kernel", 0700) && errno != EEXIST)
		return file_fail(a, "/var/lib/wasm_kernel");
	return write_file(a, path, key, WK_SEAL_KEY);
}

static int get_key(const struct dp_args *a, bool make, uint8_t *key)
{
	const char *path = a->key ? a->key : DP_KEY_FILE;

	if (make && access(path, F_OK) && errno == ENOENT)
		return make_key(a, path, key);
	return read_file(a, path, key, WK_SEAL_KEY);
}

static int export(const struct dp_args *a, struct wk_client *c, const uint8_t *key)
{
	uint8_t state[WK_SEAL_STATE];

	if (wk_client_dp_export(c, key, state))
		return cli_fault(&a->common, c, NULL);
	return write_file(a, a->export, state, sizeof(state));
}

static int import(const struct dp_args *a, struct wk_client *c, const uint8_t *key)
{
	uint8_t state[WK_SEAL_STATE];
	int exit = read_file(a, a->import, state, sizeof(state));

	if (exit)
		return exit;
	if (wk_client_dp_import(c, key, state))
		return cli_fault(&a->common, c, a->import);
	return 0;
}

int dp_seal(const struct dp_args *a, struct wk_client *c)
{
	uint8_t key[WK_SEAL_KEY];
	int exit = get_key(a, a->export, key);

	if (!exit)
		exit = a->export ? export(a, c, key) : import(a, c, key);
	explicit_bzero(key, sizeof(key));
	return exit;
}
