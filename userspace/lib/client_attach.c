// SPDX-License-Identifier: GPL-2.0
/* Attachments: programs on hooks. */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"

/* ---- making one ---- */

static void put_config(struct wk_client *c, const struct wk_client_attach *cfg)
{
	wk_request_u32(&c->req, WK_A_PROGRAM, cfg->program);
	if (cfg->name)
		wk_request_string(&c->req, WK_A_NAME, cfg->name);
	if (cfg->fuel)
		wk_request_u64(&c->req, WK_A_FUEL, cfg->fuel);
	if (cfg->memory_pages)
		wk_request_u32(&c->req, WK_A_MEMORY, cfg->memory_pages);
	if (cfg->stack_slots)
		wk_request_u32(&c->req, WK_A_STACK, cfg->stack_slots);
	if (cfg->ring_bytes)
		wk_request_u32(&c->req, WK_A_RING, cfg->ring_bytes);
	if (cfg->pin)
		wk_request_flag(&c->req, WK_A_PIN);
	if (cfg->strict)
		wk_request_flag(&c->req, WK_A_STRICT);
	if (cfg->dp_only)
		wk_request_u32(&c->req, WK_A_POLICY, WK_POLICY_DP_ONLY);
	if (cfg->manifest_len)
		wk_request_bytes(&c->req, WK_A_MANIFEST, cfg->manifest, cfg->manifest_len);
}

int wk_client_attach_new(struct wk_client *c, const struct wk_client_attach *cfg,
			 uint32_t *attach)
{
	int err;

	wk_client_begin(c, WK_V_ATTACH_NEW);
	put_config(c, cfg);
	err = wk_client_call(c);
	return err ? err : wk_client_want(c, WK_A_ATTACH, attach);
}

int wk_client_attach_map(struct wk_client *c, uint32_t attach, const struct wk_wire_map *map)
{
	wk_client_begin(c, WK_V_ATTACH_MAP);
	wk_request_u32(&c->req, WK_A_ATTACH, attach);
	wk_request_string(&c->req, WK_A_NAME, map->name);
	wk_request_u32(&c->req, WK_A_MAP_KIND, map->kind);
	wk_request_u32(&c->req, WK_A_KEY_SIZE, map->key_size);
	wk_request_u32(&c->req, WK_A_VALUE_SIZE, map->value_size);
	wk_request_u32(&c->req, WK_A_ENTRIES, map->entries);
	wk_request_u64(&c->req, WK_A_MIN, map->min);
	wk_request_u64(&c->req, WK_A_STEP, map->step);
	return wk_client_call(c);
}

/* Bytes of constants in one message. */
#define CONSTS_BYTES	(WK_CHUNK_MAX - 256)

static size_t const_size(const struct wk_client_const *k)
{
	return sizeof(k->value) + strlen(k->module) + 1 + strlen(k->name) + 1;
}

static char *put_const(char *p, const struct wk_client_const *k)
{
	memcpy(p, &k->value, sizeof(k->value));
	p = stpcpy(p + sizeof(k->value), k->module) + 1;
	return stpcpy(p, k->name) + 1;
}

int wk_client_attach_consts(struct wk_client *c, uint32_t attach,
			    const struct wk_client_const *consts, size_t n)
{
	char buf[CONSTS_BYTES];
	size_t i = 0;

	while (i < n) {
		char *p = buf;
		int err;

		while (i < n && const_size(&consts[i]) <= (size_t)(buf + sizeof(buf) - p))
			p = put_const(p, &consts[i++]);
		if (p == buf)
			return wk_client_fail(c, -EMSGSIZE, "the name of a constant is too long");
		wk_client_begin(c, WK_V_ATTACH_CONST);
		wk_request_u32(&c->req, WK_A_ATTACH, attach);
		wk_request_bytes(&c->req, WK_A_CONSTS, buf, (size_t)(p - buf));
		err = wk_client_call(c);
		if (err)
			return err;
	}
	return 0;
}

/* Each kind takes its own attributes; others would be refused. */
static void put_target(struct wk_client *c, const struct wk_client_hook *h)
{
	if (h->symbol)
		wk_request_string(&c->req, WK_A_SYMBOL, h->symbol);
	if (h->path)
		wk_request_bytes(&c->req, WK_A_PATH, h->path, strlen(h->path) + 1);
	if (h->addend || h->path)
		wk_request_u64(&c->req, WK_A_ADDEND, h->addend);
	if (h->path && h->pid >= 0)
		wk_request_u32(&c->req, WK_A_PID, (uint32_t)h->pid);
	if ((h->kind == WK_HOOK_SYSCALL || h->kind == WK_HOOK_SYSRET) && h->nr >= 0)
		wk_request_u32(&c->req, WK_A_NR, (uint32_t)h->nr);
	if (h->kind == WK_HOOK_NETFILTER || h->kind == WK_HOOK_NETFILTER6) {
		wk_request_u32(&c->req, WK_A_HOOKNUM, h->hooknum);
		wk_request_u32(&c->req, WK_A_PRIORITY, (uint32_t)h->priority);
	}
	if (h->kind == WK_HOOK_TIMER)
		wk_request_u64(&c->req, WK_A_INTERVAL, h->interval_ns);
}

int wk_client_attach_hook(struct wk_client *c, uint32_t attach,
			  const struct wk_client_hook *hook, uint32_t *probe)
{
	int err;

	wk_client_begin(c, WK_V_ATTACH_HOOK);
	wk_request_u32(&c->req, WK_A_ATTACH, attach);
	wk_request_bytes(&c->req, WK_A_EXPORT, hook->function, hook->function_len);
	wk_request_u32(&c->req, WK_A_HOOK, hook->kind);
	put_target(c, hook);
	err = wk_client_call(c);
	if (err || !probe)
		return err;
	return wk_client_want(c, WK_A_PROBE, probe);
}

int wk_client_arm(struct wk_client *c, uint32_t attach, bool dry)
{
	wk_client_begin(c, WK_V_ATTACH_ARM);
	wk_request_u32(&c->req, WK_A_ATTACH, attach);
	if (dry)
		wk_request_flag(&c->req, WK_A_DRY);
	return wk_client_call(c);
}

/* ---- accounts ---- */

static int add_probes(struct wk_client *c, struct wk_client_stats *s)
{
	size_t len, n;
	const void *p = wk_fields_bytes(&c->reply, WK_A_PROBES, &len);
	struct wk_wire_probe *all;

	n = len / sizeof(*all);
	if (!n)
		return 0;
	all = realloc(s->probes, (s->nprobes + n) * sizeof(*all));
	if (!all)
		return wk_client_fail(c, -ENOMEM, "out of memory");
	memcpy(all + s->nprobes, p, n * sizeof(*all));
	for (size_t i = s->nprobes; i < s->nprobes + n; i++)
		all[i].name[sizeof(all[i].name) - 1] = '\0';
	s->probes = all;
	s->nprobes += n;
	return 0;
}

static int take_stats(struct wk_client *c, struct wk_client_stats *s)
{
	const struct wk_fields *f = &c->reply;

	s->state = wk_fields_u32(f, WK_A_STATE, 0);
	s->reason = wk_fields_u32(f, WK_A_REASON, 0);
	s->dp_only = wk_fields_u32(f, WK_A_POLICY, WK_POLICY_NONE) == WK_POLICY_DP_ONLY;
	snprintf(s->text, sizeof(s->text), "%s", wk_fields_string(f, WK_A_TEXT));
	s->bytes = wk_fields_u64(f, WK_A_BYTES, 0);
	s->fuel = wk_fields_u64(f, WK_A_FUEL, 0);
	s->nsec = wk_fields_u64(f, WK_A_NSEC, 0);
	wk_client_account(f, &s->stream);
	s->trap = wk_fields_u32(f, WK_A_TRAP, 0);
	s->trap_cpu = wk_fields_u32(f, WK_A_CPU, 0);
	s->trap_probe = wk_fields_u32(f, WK_A_PROBE, 0);
	s->names = wk_client_copy_frames(f, &s->nframes, &s->frames);
	if (!s->names)
		return wk_client_fail(c, -ENOMEM, "out of memory");
	return add_probes(c, s);
}

void wk_client_stats_clear(struct wk_client_stats *stats)
{
	free(stats->probes);
	free(stats->names);
	memset(stats, 0, sizeof(*stats));
}

static int call_stats(struct wk_client *c, uint32_t attach, uint32_t cursor)
{
	wk_client_begin(c, WK_V_STATS);
	wk_request_u32(&c->req, WK_A_ATTACH, attach);
	if (cursor)
		wk_request_u32(&c->req, WK_A_CURSOR, cursor);
	return wk_client_call(c);
}

static int more_probes(struct wk_client *c, uint32_t attach, struct wk_client_stats *s)
{
	uint32_t cursor = wk_fields_u32(&c->reply, WK_A_CURSOR, 0);

	while (cursor) {
		uint32_t last = cursor;
		int err = call_stats(c, attach, cursor);

		if (!err)
			err = add_probes(c, s);
		if (err)
			return err;
		cursor = wk_fields_u32(&c->reply, WK_A_CURSOR, 0);
		if (cursor && cursor <= last)
			return wk_client_fail(c, -EPROTO, "the kernel's list does not end");
	}
	return 0;
}

int wk_client_stats(struct wk_client *c, uint32_t attach, struct wk_client_stats *stats)
{
	int err = call_stats(c, attach, 0);

	memset(stats, 0, sizeof(*stats));
	if (!err)
		err = take_stats(c, stats);
	if (!err)
		err = more_probes(c, attach, stats);
	if (err)
		wk_client_stats_clear(stats);
	return err;
}

int wk_client_detach(struct wk_client *c, uint32_t attach, struct wk_client_stats *stats)
{
	int err;

	wk_client_begin(c, WK_V_DETACH);
	wk_request_u32(&c->req, WK_A_ATTACH, attach);
	err = wk_client_call(c);
	if (!stats)
		return err;
	memset(stats, 0, sizeof(*stats));
	if (!err)
		err = take_stats(c, stats);
	if (err)
		wk_client_stats_clear(stats);
	return err;
}

/* ---- what one is ---- */

static void *copy(const void *p, size_t n)
{
	char *to = malloc(n + 1);

	if (!to)
		return NULL;
	if (n)
		memcpy(to, p, n);
	to[n] = '\0';
	return to;
}

static int take_info(struct wk_client *c, struct wk_client_attach_info *info)
{
	const struct wk_fields *f = &c->reply;
	size_t len;
	const void *p;

	info->program = wk_fields_u32(f, WK_A_PROGRAM, 0);
	info->state = wk_fields_u32(f, WK_A_STATE, 0);
	info->reason = wk_fields_u32(f, WK_A_REASON, 0);
	snprintf(info->name, sizeof(info->name), "%s", wk_fields_string(f, WK_A_NAME));
	p = wk_fields_bytes(f, WK_A_MAPS, &len);
	info->maps = copy(p, len);
	info->nmaps = len / sizeof(*info->maps);
	p = wk_fields_bytes(f, WK_A_MANIFEST, &info->manifest_len);
	info->manifest = copy(p, info->manifest_len);
	if (!info->maps || !info->manifest)
		return wk_client_fail(c, -ENOMEM, "out of memory");
	for (size_t i = 0; i < info->nmaps; i++)
		info->maps[i].name[sizeof(info->maps[i].name) - 1] = '\0';
	return 0;
}

void wk_client_attach_info_clear(struct wk_client_attach_info *info)
{
	free(info->maps);
	free(info->manifest);
	memset(info, 0, sizeof(*info));
}

int wk_client_attach_info(struct wk_client *c, uint32_t attach,
			  struct wk_client_attach_info *info)
{
	int err;

	memset(info, 0, sizeof(*info));
	wk_client_begin(c, WK_V_ATTACH_INFO);
	wk_request_u32(&c->req, WK_A_ATTACH, attach);
	err = wk_client_call(c);
	if (!err)
		err = take_info(c, info);
	if (err)
		wk_client_attach_info_clear(info);
	return err;
}

/* ---- reasons ---- */

const char *wk_reason_name(uint32_t reason)
{
	switch (reason) {
#define WK_REASON(number, ident, name, meaning) case (number): return name;
	WK_REASONS(WK_REASON)
#undef WK_REASON
	}
	return "unknown";
}

const char *wk_reason_meaning(uint32_t reason)
{
	switch (reason) {
#define WK_REASON(number, ident, name, meaning) case (number): return meaning;
	WK_REASONS(WK_REASON)
#undef WK_REASON
	}
	return "for a reason that this client does not know";
}
