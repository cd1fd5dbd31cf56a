// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the decoder and the validator.
 *
 *   decode_test                    all groups, TAP
 *   decode_test --chew FILE...     damages each file in every way; TAP
 *   decode_test --verdict          reads file names, prints FILE KIND TEXT, tabs between
 *   decode_test --rich             writes a small valid module with something of everything
 */
#include <stdarg.h>

#include "decode_test.h"

static unsigned int ran, failed;

void check(bool ok, const char *fmt, ...)
{
	va_list ap;

	failed += !ok;
	printf("%sok %u - ", ok ? "" : "not ", ++ran);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
}

struct wk_module *parse(const void *p, size_t n, struct wk_error *e)
{
	u8 *copy = wk_alloc(n, 1);

	memset(e, 0, sizeof(*e));
	if (n)
		memcpy(copy, p, n);
	return wk_module_parse(copy, n, e);
}

enum wk_errkind verdict(const struct wbuf *b, struct wk_error *e)
{
	wk_module_free(parse(b->p, b->n, e));
	return e->kind;
}

bool sound_error(const struct wk_error *e, size_t size)
{
	const char *c;

	if (e->kind == WK_ERR_NONE || e->kind > WK_ERR_LINK || !e->text[0])
		return false;
	for (c = e->text; *c; c++)
		if (*c < 0x20 || *c > 0x7e || c == e->text + WK_ERROR_TEXT - 1)
			return false;
	return e->kind == WK_ERR_NOMEM || e->offset <= size;
}

u8 *read_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	u8 *p = NULL;
	long size;

	if (!f)
		return NULL;
	if (!fseek(f, 0, SEEK_END)) {
		size = ftell(f);
		rewind(f);
		p = malloc(size + 1);
		*n = fread(p, 1, size, f);
	}
	fclose(f);
	return p;
}

static void print_verdict(const char *path)
{
	struct wk_error e = { .kind = WK_ERR_NONE };
	size_t n;
	u8 *p = read_file(path, &n);

	if (!p) {
		printf("%s\tunreadable\t\n", path);
		return;
	}
	wk_module_free(parse(p, n, &e));
	printf("%s\t%s\t%s\n", path, e.kind ? wk_errkind_name(e.kind) : "ok", e.text);
	free(p);
}

static int verdicts(void)
{
	char line[4096];

	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';
		print_verdict(line);
	}
	return 0;
}

static int write_rich(void)
{
	struct wbuf b = { 0 };

	rich_module(&b);
	fwrite(b.p, 1, b.n, stdout);
	wbuf_free(&b);
	return 0;
}

static int chew_files(char **paths)
{
	long tried = 0;
	bool ok = true;

	for (; *paths; paths++) {
		long n = chew_file(*paths);

		if (n < 0)
			printf("# wrong: %s\n", *paths);
		ok = ok && n >= 0;
		tried += n;
	}
	check(ok, "every damaged module is judged soundly, %ld of them", tried);
	return !ok;
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "--verdict"))
		return verdicts();
	if (argc > 1 && !strcmp(argv[1], "--rich"))
		return write_rich();
	if (argc > 1 && !strcmp(argv[1], "--chew")) {
		chew_files(argv + 2);
	} else {
		test_parts();
		test_cases();
		test_limits();
		test_hostile();
		test_chewed();
		check(!alloc_live, "nothing is left allocated");
	}
	printf("1..%u\n", ran);
	return failed != 0;
}
