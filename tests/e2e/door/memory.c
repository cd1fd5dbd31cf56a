// SPDX-License-Identifier: GPL-2.0
/* Guests that want all memory: refused by their budget, or by their loader's control group. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client.h"

#define GROUP "/sys/fs/cgroup/wk-test"

static uint32_t result_i32(struct client *c)
{
	uint32_t v = 0;

	if (raw_has(&c->in, WK_A_RESULTS))
		memcpy(&v, c->in.attr[WK_A_RESULTS] + 8, sizeof(v));
	return v;
}

static bool put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	bool good = f && fputs(text, f) >= 0;

	return (f ? !fclose(f) : false) && good;
}

/* Starts "grow" in a space of @pages. Return: pages it got, or 0. */
static uint32_t grow(struct client *c, uint32_t pages, uint32_t step)
{
	uint32_t code, program = load(c, guest, guest_len, false, &code), space, inst;

	begin(c, WK_V_SPACE_NEW);
	raw_u32(&c->m, WK_A_MEMORY, pages);
	space = ask(c) == WK_C_OK ? raw_get32(&c->in, WK_A_SPACE) : 0;
	inst = space ? instantiate(c, space, program) : 0;
	if (!inst)
		return 0;
	/* The guest stays charged to the group. Whoever shares a full one with it may be killed. */
	put("/sys/fs/cgroup/cgroup.procs", "0");
	start(c, space, inst, "grow", WK_VT_I32, step, 0, 0);
	return wait_done(c, 12 * patience) == WK_C_OK ? result_i32(c) : 0;
}

static long event(const char *name)
{
	char line[64];
	long n = -1;
	FILE *f = fopen(GROUP "/memory.events", "r");

	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, name, strlen(name)) && line[strlen(name)] == ' ')
			n = atol(line + strlen(name));
	if (f)
		fclose(f);
	return n;
}

/* What the group is charged with now, in bytes. */
static long charged(void)
{
	long n = -1;
	FILE *f = fopen(GROUP "/memory.current", "r");

	if (f && fscanf(f, "%ld", &n) != 1)
		n = -1;
	if (f)
		fclose(f);
	return n;
}

static void in_group(void)
{
	struct client *c;
	uint32_t pages;
	long before;
	int tries;

	put("/sys/fs/cgroup/cgroup.subtree_control", "+memory");
	mkdir(GROUP, 0755);
	if (!ok(put(GROUP "/memory.max", "48000000") && put(GROUP "/cgroup.procs", "0"),
		"a control group of 48 MB"))
		return;
	c = client_new();
	before = charged();
	pages = grow(c, 4096, 16);
	ok(pages >= 256 && pages < 740, "a guest in it gets %u pages of 64 KiB", pages);
	ok(charged() - before > pages * 60000l, "... which are charged to it");
	ok(event("oom_kill") == 0, "... and nobody is killed for it");
	client_free(c);
	ok(all_gone(WK_LIST_SPACES, patience), "the guest goes");
	for (tries = 0; tries < 100 && charged() - before > 8000000; tries++)
		usleep(50000);
	ok(tries < 100, "... and gives the memory back (%ld kB still charged)",
	   (charged() - before) / 1000);
}

void suite_memory(void)
{
	struct client *c = client_new();

	ok(grow(c, 10, 1) == 10, "a budget of 10 pages ends at 10");
	ok(grow(c, 10, 3) == 8, "... in steps of 3 at 8");
	ok(grow(c, 1, 1) == 0, "a module that declares more than the budget is refused");
	ok(grow(c, 1000, 7) == 1000 - (1000 - 2) % 7, "a budget of 1000 pages");
	client_free(c);
	ok(all_gone(WK_LIST_SPACES, patience), "all is given back");
	in_group();
}
