// SPDX-License-Identifier: GPL-2.0
/* DETACH, ATTACH_INFO, STATS. */
#include <linux/slab.h>

#include "../attach/attach.h"
#include "call.h"

/* Room of a reply, besides probes. */
#define FIXED	(WK_REPLY_SMALL + sizeof(struct wk_wire_account) + \
		 WK_MAX_BACKTRACE * (sizeof(struct wk_wire_frame) + WK_MAX_FRAME_NAME) + 512)
#define PROBES	128	/* in one reply */

static_assert(FIXED + PROBES * sizeof(struct wk_wire_probe) < WK_DATAGRAM_MAX);
static_assert(WK_REPLY_SMALL + WK_MAX_MAPS * sizeof(struct wk_wire_map) + WK_PAYLOAD_MAX + 256 <
	      WK_DATAGRAM_MAX);

/* ---- STATS ---- */

static void put_names(struct wk_call *c, const struct wk_attach *at)
{
	const struct wk_module *m = at->program->module;
	const struct wk_first_trap *t = &at->trap;
	char *names = kzalloc(WK_MAX_BACKTRACE * WK_MAX_FRAME_NAME, GFP_KERNEL);
	u32 i, len = 0;

	if (!names)
		return;
	for (i = 0; i < t->nframes; i++) {
		const struct wk_str *name = &m->funcs[t->frames[i].func].name;

		wk_str_escape(names + len, WK_MAX_FRAME_NAME, name->p, name->len);
		len += strlen(names + len) + 1;
	}
	wk_build_bytes(&c->reply, WK_A_NAMES, names, len);
	kfree(names);
}

static void put_trap(struct wk_call *c, const struct wk_attach *at)
{
	const struct wk_first_trap *t = &at->trap;

	if (at->config.dp_only)
		return;
	/* Pairs with the hit that wrote it. */
	if (!smp_load_acquire(&t->there))
		return;
	wk_build_u32(&c->reply, WK_A_TRAP, t->trap);
	wk_build_u32(&c->reply, WK_A_CPU, t->cpu);
	wk_build_u32(&c->reply, WK_A_PROBE, t->probe);
	wk_build_bytes(&c->reply, WK_A_FRAMES, t->frames, t->nframes * sizeof(t->frames[0]));
	put_names(c, at);
}

static void put_totals(struct wk_call *c, struct wk_attach *at)
{
	struct wk_wire_account acct;
	struct wk_wire_probe sum;
	u64 fuel = 0, nsec = 0;
	u32 i;

	for (i = 0; i < at->nprobes; i++) {
		wk_probe_sum(at->probes[i], &sum);
		fuel += sum.fuel;
		nsec += sum.nsec;
	}
	wk_stream_account(at->stream, &acct);
	wk_build_u32(&c->reply, WK_A_STATE, at->state);
	wk_build_u32(&c->reply, WK_A_REASON, at->reason);
	if (at->text[0])
		wk_build_string(&c->reply, WK_A_TEXT, at->text);
	if (at->config.dp_only)
		wk_build_u32(&c->reply, WK_A_POLICY, WK_POLICY_DP_ONLY);
	wk_build_u64(&c->reply, WK_A_BYTES, wk_attach_bytes(at));
	wk_build_u64(&c->reply, WK_A_FUEL, fuel);
	wk_build_u64(&c->reply, WK_A_NSEC, nsec);
	wk_build_bytes(&c->reply, WK_A_ACCOUNT, &acct, sizeof(acct));
	put_trap(c, at);
}

static void put_probes(struct wk_call *c, struct wk_attach *at, u32 from, bool more)
{
	u32 n = min_t(u32, at->nprobes - min(from, at->nprobes), PROBES);
	u8 *to = wk_build_bytes(&c->reply, WK_A_PROBES, NULL, n * sizeof(struct wk_wire_probe));
	u32 i;

	for (i = 0; to && i < n; i++) {
		struct wk_wire_probe sum;

		wk_probe_sum(at->probes[from + i], &sum);
		memcpy(to + i * sizeof(sum), &sum, sizeof(sum));
	}
	if (more && from + n < at->nprobes)
		wk_build_u32(&c->reply, WK_A_CURSOR, from + n);
}

static int answer(struct wk_call *c, struct wk_attach *at, u32 from, bool more)
{
	if (wk_call_enlarge(c, FIXED + PROBES * sizeof(struct wk_wire_probe)))
		return -1;
	mutex_lock(&at->lock);
	put_totals(c, at);
	put_probes(c, at, from, more);
	mutex_unlock(&at->lock);
	return 0;
}

int wk_verb_stats(struct wk_call *c)
{
	struct wk_attach *at = wk_call_attach(c, NULL);
	int err;

	if (!at)
		return -1;
	err = answer(c, at, wk_get_u32(&c->rq, WK_A_CURSOR, 0), true);
	wk_attach_put(at);
	return err;
}

int wk_verb_detach(struct wk_call *c)
{
	struct wk_attach *at = wk_call_attach(c, NULL);
	int err;

	if (!at)
		return -1;
	if (wk_attach_remove(at, WK_REASON_ASKED))
		err = wk_refuse(&c->why, WK_C_NO_OBJECT, "attachment %u is being detached already",
				at->id);
	else
		err = answer(c, at, 0, false);
	wk_attach_put(at);
	return err;
}

/* ---- ATTACH_INFO ---- */

static void put_maps(struct wk_call *c, struct wk_attach *at)
{
	u8 *to = wk_build_bytes(&c->reply, WK_A_MAPS, NULL,
				at->nmaps * sizeof(struct wk_wire_map));
	u32 i;

	for (i = 0; to && i < at->nmaps; i++) {
		const struct wk_map_def *def = wk_map_def(at->maps[i]);
		struct wk_wire_map map = {
			.kind = def->kind,
			.key_size = def->key_size,
			.value_size = def->value_size,
			.entries = def->entries,
			.min = def->min,
			.step = def->step,
			.bytes = wk_map_size(def, NULL),
		};

		strscpy(map.name, at->named[i].name, sizeof(map.name));
		memcpy(to + i * sizeof(map), &map, sizeof(map));
	}
}

static int put_info(struct wk_call *c, struct wk_attach *at)
{
	if (wk_call_enlarge(c, WK_DATAGRAM_MAX - NLMSG_HDRLEN))
		return -1;
	mutex_lock(&at->lock);
	wk_build_u32(&c->reply, WK_A_PROGRAM, at->program->id);
	wk_build_string(&c->reply, WK_A_NAME, at->name);
	wk_build_u32(&c->reply, WK_A_STATE, at->state);
	wk_build_u32(&c->reply, WK_A_REASON, at->reason);
	if (at->config.dp_only)
		wk_build_u32(&c->reply, WK_A_POLICY, WK_POLICY_DP_ONLY);
	put_maps(c, at);
	if (at->manifest)
		wk_build_bytes(&c->reply, WK_A_MANIFEST, at->manifest, at->manifest_len);
	mutex_unlock(&at->lock);
	return 0;
}

int wk_verb_attach_info(struct wk_call *c)
{
	struct wk_attach *at = wk_call_attach(c, NULL);
	int err;

	if (!at)
		return -1;
	err = put_info(c, at);
	wk_attach_put(at);
	return err;
}
