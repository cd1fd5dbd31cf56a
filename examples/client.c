// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a WASI program in the kernel, from C. After "make install-dev":
 *
 *	gcc -o client examples/client.c $(pkg-config --cflags --libs libwasm_kernel)
 *	./client hello.wasm
 */
#include <stdio.h>
#include <wasm_kernel.h>

static void output(void *data, uint32_t space, uint32_t fd, const void *bytes, size_t n)
{
	(void)data;
	(void)space;
	fwrite(bytes, 1, n, fd == 2 ? stderr : stdout);
}

int main(int argc, char **argv)
{
	static const struct wk_client_events events = { .output = output };
	struct wk_client *c = wk_client_new(&events, NULL);
	FILE *f = argc > 1 ? fopen(argv[1], "rb") : NULL;
	static char bytes[1 << 20];
	size_t n = f ? fread(bytes, 1, sizeof(bytes), f) : 0;
	struct wk_client_done done = { 0 };
	uint32_t program, space;

	if (!c || wk_client_hello(c) || wk_client_load(c, bytes, n, "example", 0, &program) ||
	    wk_client_space_new(c, NULL, &space) ||
	    wk_client_instantiate(c, space, program, &done) ||
	    (!done.code && wk_client_invoke(c, space, done.instance, "_start", 6, NULL, 0, &done))) {
		fprintf(stderr, "%s\n", c ? wk_client_fault(c)->text : "out of memory");
		return 1;
	}
	printf("%s %s\n", wk_code_name(done.code), done.text);
	wk_client_done_clear(&done);
	wk_client_free(c);
	return 0;
}
