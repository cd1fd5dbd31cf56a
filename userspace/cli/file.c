// SPDX-License-Identifier: GPL-2.0
/* A module file, read and taken apart. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "../../module/wasm/limits.h"

struct buffer {
	u8 *bytes;
	size_t size;
	size_t len;
};

static bool buffer_grow(struct buffer *b)
{
	size_t size = b->size ? 2 * b->size : 64 << 10;
	u8 *bytes = wk_realloc(b->bytes, b->size, size, 1);

	if (!bytes)
		return false;
	b->bytes = bytes;
	b->size = size;
	return true;
}

static int read_all(const struct cli_common *common, int fd, const char *path, struct buffer *b)
{
	ssize_t n;

	for (;;) {
		if (b->len == b->size && !buffer_grow(b))
			return cli_fail(common, WK_EXIT_LIMIT, "out of memory");
		n = read(fd, b->bytes + b->len, b->size - b->len);
		if (n == 0)
			return 0;
		if (n < 0 && errno != EINTR)
			return cli_fail(common, WK_EXIT_FILE, "%s: %s", path, strerror(errno));
		b->len += n > 0 ? (size_t)n : 0;
		if (b->len > WK_MAX_MODULE_BYTES)
			return cli_fail(common, WK_EXIT_INVALID,
					"%s: larger than %d MiB, the largest module there can be",
					path, WK_MAX_MODULE_BYTES >> 20);
	}
}

/* No binary begins like that; who has text wants to know what to do with it. */
static bool is_text(const u8 *p, size_t len)
{
	size_t i = 0;

	while (i < len && (p[i] == ' ' || p[i] == '\t' || p[i] == '\r' || p[i] == '\n'))
		i++;
	return i + 1 < len && (p[i] == '(' || (p[i] == ';' && p[i + 1] == ';'));
}

int cli_read_file(const struct cli_common *common, const char *path, uint8_t **bytes,
		  uint32_t *len)
{
	bool is_stdin = !strcmp(path, "-");
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct buffer b = { 0 };
	int exit;

	if (fd < 0)
		return cli_fail(common, WK_EXIT_FILE, "%s: %s", path, strerror(errno));
	exit = read_all(common, fd, path, &b);
	if (!is_stdin)
		close(fd);
	if (!exit && is_text(b.bytes, b.len))
		exit = cli_fail(common, WK_EXIT_INVALID,
				"%s: this is WebAssembly as text: wat2wasm makes a binary of it",
				path);
	if (exit) {
		wk_free(b.bytes);
		return exit;
	}
	*bytes = b.bytes;
	*len = (uint32_t)b.len;
	return 0;
}

static int take_kept(const struct cli_common *common, struct wk_client *c, uint32_t program,
		     uint8_t **bytes, uint32_t *len)
{
	void *copy;
	size_t n;

	if (wk_client_program_read(c, program, &copy, &n))
		return cli_fault(common, c, NULL);
	*bytes = wk_alloc(n ? n : 1, 1);
	if (*bytes)
		memcpy(*bytes, copy, n);
	free(copy);
	*len = (uint32_t)n;
	return *bytes ? 0 : cli_fail(common, WK_EXIT_LIMIT, "out of memory");
}

int cli_read_kept(const struct cli_common *common, uint32_t program, char *name, size_t size,
		  uint8_t **bytes, uint32_t *len)
{
	struct wk_client *c;
	int exit = cli_connect(common, NULL, NULL, &c);

	snprintf(name, size, "program %u", program);
	if (exit)
		return exit;
	exit = take_kept(common, c, program, bytes, len);
	wk_client_free(c);
	return exit;
}

int cli_decode(struct wk_module *m, uint8_t *bytes, uint32_t len, struct wk_error *e)
{
	memset(m, 0, sizeof(*m));
	memset(e, 0, sizeof(*e));
	m->bytes = bytes;
	m->size = len;
	if (wk_decode(m, e))
		return -1;
	return wk_validate(m, e) ? 1 : 0;
}

enum wk_exitcode cli_error_exit(const struct wk_error *e)
{
	switch (e->kind) {
	case WK_ERR_LIMIT:
	case WK_ERR_NOMEM:
		return WK_EXIT_LIMIT;
	case WK_ERR_LINK:
		return WK_EXIT_LINK;
	default:
		return WK_EXIT_INVALID;
	}
}

int cli_error_report(const struct cli_common *common, const char *path, const struct wk_error *e)
{
	int exit = cli_error_exit(e);
	json_t *obj;

	if (!common->json)
		return cli_fail(common, exit, "%s: %s: %s", path, wk_errkind_name(e->kind), e->text);
	obj = json_pack("{s:s, s:s}", "code", wk_errkind_name(e->kind), "text", e->text);
	if (e->offset != WK_NO_OFFSET)
		json_object_set_new(obj, "offset", json_integer(e->offset));
	if (e->func != WK_NO_FUNC)
		json_object_set_new(obj, "func", json_integer(e->func));
	cli_json(obj);
	return exit;
}
