// SPDX-License-Identifier: GPL-2.0
/* The same programs as eBPF, through libbpf. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "hits.h"

static struct bpf_object *obj;
static struct bpf_link *link;
static struct ring_buffer *ring;
static uint64_t received;

void bpf_on(const char *hook, const char *program)
{
	struct bpf_program *p, *want = NULL;
	char name[64];

	snprintf(name, sizeof(name), "%s_%s", hook, program);
	obj = bpf_object__open_file("/hits/programs.bpf.o", NULL);
	if (!obj)
		die("programs.bpf.o: %s", strerror(errno));
	bpf_object__for_each_program(p, obj) {
		bpf_program__set_autoload(p, !strcmp(bpf_program__name(p), name));
		if (!strcmp(bpf_program__name(p), name))
			want = p;
	}
	if (!want || bpf_object__load(obj))
		die("%s: %s", name, strerror(errno));
	link = bpf_program__attach(want);
	if (!link)
		die("%s: %s", name, strerror(errno));
}

void bpf_off(void)
{
	bpf_link__destroy(link);
	bpf_object__close(obj);
}

static int on_record(void *ctx, void *data, size_t size)
{
	(void)ctx;
	(void)data;
	received += size == 72;
	return 0;
}

static void start(void)
{
	received = 0;
	bpf_on("kprobe", "emit");
	ring = ring_buffer__new(bpf_object__find_map_fd_by_name(obj, "ring"), on_record, NULL, NULL);
	if (!ring)
		die("ring: %s", strerror(errno));
}

static uint64_t take(int ms)
{
	if (ring_buffer__poll(ring, ms) < 0)
		die("ring: poll");
	return received;
}

static uint64_t lost(void)
{
	uint32_t key = 0;
	uint64_t n = 0;

	bpf_map_lookup_elem(bpf_object__find_map_fd_by_name(obj, "lost"), &key, &n);
	return n;
}

static void stop(void)
{
	ring_buffer__free(ring);
	bpf_off();
}

const struct source bpf_source = { .start = start, .take = take, .lost = lost, .stop = stop };
