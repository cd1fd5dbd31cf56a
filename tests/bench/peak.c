// SPDX-License-Identifier: GPL-2.0
/*
 * How much memory the engine needs at once to load a module, for loading.py: prints the most bytes
 * that it had allocated at any time, and the size of the module.
 *
 *	peak FILE
 *
 * Linked with --wrap for the functions of its allocator.
 */
#include <malloc.h>
#include <stdio.h>
#include "../../module/wasm/pages.h"
#include "../../module/wasm/wasm.h"

static size_t live, peak;

static size_t whole_pages(u64 bytes)
{
	return (bytes + 4095) / 4096 * 4096;
}

void *__real_wk_alloc(size_t n, size_t size);
void *__real_wk_realloc(void *p, size_t old_n, size_t n, size_t size);
void __real_wk_free(void *p);
void *__wrap_wk_alloc(size_t n, size_t size);
void *__wrap_wk_realloc(void *p, size_t old_n, size_t n, size_t size);
void __wrap_wk_free(void *p);
int __real_wk_pages_grow(struct wk_pages *p, u64 bytes);
void __real_wk_pages_free(struct wk_pages *p);
int __wrap_wk_pages_grow(struct wk_pages *p, u64 bytes);
void __wrap_wk_pages_free(struct wk_pages *p);

static void *account(void *p)
{
	live += malloc_usable_size(p);
	peak = live > peak ? live : peak;
	return p;
}

void *__wrap_wk_alloc(size_t n, size_t size)
{
	return account(__real_wk_alloc(n, size));
}

/* The kernel's has both at once, the old and the new. */
void *__wrap_wk_realloc(void *p, size_t old_n, size_t n, size_t size)
{
	void *q = account(__real_wk_alloc(n, size));

	if (q && p)
		memcpy(q, p, old_n * size);
	if (q)
		__wrap_wk_free(p);
	return q;
}

void __wrap_wk_free(void *p)
{
	live -= malloc_usable_size(p);
	__real_wk_free(p);
}

int __wrap_wk_pages_grow(struct wk_pages *p, u64 bytes)
{
	u64 old = p->bytes;
	int err = __real_wk_pages_grow(p, bytes);

	live += whole_pages(p->bytes) - whole_pages(old);
	peak = live > peak ? live : peak;
	return err;
}

void __wrap_wk_pages_free(struct wk_pages *p)
{
	live -= whole_pages(p->bytes);
	__real_wk_pages_free(p);
}

int main(int argc, char **argv)
{
	struct wk_error e = { 0 };
	struct wk_module *m;
	FILE *f = argc == 2 ? fopen(argv[1], "rb") : NULL;
	long size;
	u8 *bytes;

	if (!f || fseek(f, 0, SEEK_END) || (size = ftell(f)) <= 0)
		return 2;
	rewind(f);
	bytes = __wrap_wk_alloc((size_t)size, 1);
	if (!bytes || fread(bytes, 1, (size_t)size, f) != (size_t)size)
		return 2;
	fclose(f);
	m = wk_module_load(bytes, (u32)size, &e);
	if (!m) {
		fprintf(stderr, "peak: %s\n", e.text);
		return 1;
	}
	printf("%zu %ld\n", peak, size);
	wk_module_free(m);
	return live != 0;
}
