// SPDX-License-Identifier: GPL-2.0
/*
 * WASI: poll_oneoff.  Sleeping (a clock), waiting for input, and asking whether
 * output would be taken, which it always is.
 *
 * Subscriptions are looked at twice: once to see how long to wait, once to say
 * what happened.  In between the guest does not run.  A guest whose events
 * overlap its subscriptions confuses only itself: each is copied before use.
 */
#include "wasi_call.h"

#define SUBSCRIPTION_BYTES	48
#define EVENT_BYTES		32
#define CLOCK_ABSTIME		1

enum {
	TAG_CLOCK,
	TAG_FD_READ,
	TAG_FD_WRITE,
};

/**
 * struct plan - what the subscriptions come to
 * @now: of each clock when the call began; read at the first use
 * @known: which of @now are
 * @wait: nanoseconds until the first clock fires
 * @input: is anybody waiting for input?
 * @ready: there is something to say without waiting
 */
struct plan {
	u64 now[WK_WASI_CLOCKS];
	bool known[WK_WASI_CLOCKS];
	u64 wait;
	bool input;
	bool ready;
};

/* Reads clock @id once per call, so that all subscriptions see one time. */
static int plan_now(struct wk_wasi *w, struct plan *p, u32 id, u64 *now)
{
	int rc = 0;

	if (id != WK_WASI_REALTIME && id != WK_WASI_MONOTONIC)
		return id < WK_WASI_CLOCKS ? WK_WASI_ENOTSUP : WK_WASI_EINVAL;
	if (!p->known[id])
		rc = w->ops->clock(w->data, id, &p->now[id]);
	p->known[id] = !rc;
	*now = p->now[id];
	return rc;
}

/* Nanoseconds from the call's start until the clock of @sub fires. */
static int clock_delay(struct wk_wasi *w, struct plan *p, const u8 *sub, u64 *delay)
{
	u64 timeout = wk_get_le64(sub + 24), now;
	int rc = plan_now(w, p, wk_get_le32(sub + 16), &now);

	if (rc)
		return rc;
	*delay = timeout;
	if (sub[40] & CLOCK_ABSTIME)
		*delay = timeout > now ? timeout - now : 0;
	return 0;
}

/* EBADF for a descriptor that is closed or goes the other way. */
static int fd_error(struct wk_wasi *w, const u8 *sub)
{
	const struct wk_wasi_fd *fd = wasi_fd(w, wk_get_le32(sub + 16));
	bool input = sub[8] == TAG_FD_READ;

	return fd && (fd->stream == WK_WASI_STDIN) == input ? 0 : WK_WASI_EBADF;
}

static int plan_add(struct wk_wasi *w, struct plan *p, const u8 *sub)
{
	u64 delay = 0;
	int rc;

	if (sub[8] > TAG_FD_WRITE)
		return WK_WASI_EINVAL;
	if (sub[8] == TAG_CLOCK) {
		rc = clock_delay(w, p, sub, &delay);
		if (rc < 0)
			return rc;
		p->wait = min_t(u64, p->wait, delay);
	} else {
		rc = fd_error(w, sub);
		p->input |= !rc && sub[8] == TAG_FD_READ;
	}
	p->ready |= rc || sub[8] == TAG_FD_WRITE;
	return 0;
}

static int plan_make(struct wk_wasi *w, struct plan *p, struct wk_memory *mem, u64 in, u32 n)
{
	u8 sub[SUBSCRIPTION_BYTES];
	int rc = 0;
	u32 i;

	memset(p, 0, sizeof(*p));
	p->wait = WK_WASI_FOREVER;
	for (i = 0; i < n && !rc; i++) {
		wasi_read(mem, in + (u64)i * sizeof(sub), sub, sizeof(sub));
		rc = plan_add(w, p, sub);
	}
	if (p->ready)
		p->wait = 0;
	return rc;
}

/**
 * struct result - what one subscription has to say
 * @happened: is there an event?
 * @error: its errno
 * @nbytes: bytes to be had (at least)
 */
struct result {
	bool happened;
	u16 error;
	u64 nbytes;
};

static void result_get(struct wk_wasi *w, struct plan *p, const u8 *sub, bool input, bool timeup,
		       struct result *r)
{
	u64 delay = 0;
	int rc;

	memset(r, 0, sizeof(*r));
	if (sub[8] == TAG_CLOCK) {
		rc = clock_delay(w, p, sub, &delay);
		r->happened = rc || (delay <= p->wait && timeup);
	} else {
		rc = fd_error(w, sub);
		r->happened = rc || sub[8] == TAG_FD_WRITE || input;
		r->nbytes = rc ? 0 : sub[8] == TAG_FD_WRITE ? WK_WASI_IO_MAX : 1;
	}
	r->error = rc > 0 ? (u16)rc : 0;
}

static void event_write(struct wk_memory *mem, u64 out, const u8 *sub, const struct result *r)
{
	u8 event[EVENT_BYTES] = { 0 };

	memcpy(event, sub, 8);
	wasi_put_le16(event + 8, r->error);
	event[10] = sub[8];
	wasi_put_le64(event + 16, r->nbytes);
	wasi_write(mem, out, event, sizeof(event));
}

/* In and out may overlap: each subscription is read before its event is written. */
static u32 report(struct wk_wasi *w, struct plan *p, struct wk_memory *mem, const u64 *slots,
		  bool input)
{
	u32 i, events = 0, n = (u32)slots[2];
	bool timeup = !p->wait || !input;
	u8 sub[SUBSCRIPTION_BYTES];
	struct result r;

	for (i = 0; i < n; i++) {
		wasi_read(mem, (u32)slots[0] + (u64)i * sizeof(sub), sub, sizeof(sub));
		result_get(w, p, sub, input, timeup, &r);
		if (r.happened)
			event_write(mem, (u32)slots[1] + (u64)events++ * EVENT_BYTES, sub, &r);
	}
	return events;
}

static int poll_all(struct wk_exec *x, struct wk_wasi *w, const u64 *slots)
{
	struct wk_memory *mem = wasi_memory(x);
	u32 n = (u32)slots[2];
	bool input = false;
	struct plan p;
	int rc;

	if (!n || n > WK_WASI_SUBS_MAX)
		return WK_WASI_EINVAL;
	if (!wasi_range(mem, (u32)slots[0], (u64)n * SUBSCRIPTION_BYTES) ||
	    !wasi_range(mem, (u32)slots[1], (u64)n * EVENT_BYTES) ||
	    !wasi_range(mem, (u32)slots[3], 4))
		return WK_WASI_EFAULT;
	rc = plan_make(w, &p, mem, (u32)slots[0], n);
	if (!rc)
		rc = w->ops->wait(w->data, p.input, p.wait, &input);
	if (!rc)
		wasi_write_u32(mem, (u32)slots[3], report(w, &p, mem, slots, input));
	return rc;
}

enum wk_trap wk_wasi_poll_oneoff(struct wk_exec *x, void *data, u64 *slots)
{
	return wasi_answer(slots, poll_all(x, data, slots));
}
