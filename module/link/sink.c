// SPDX-License-Identifier: GPL-2.0
#include <linux/delay.h>
#include <linux/slab.h>

#include "post.h"
#include "sink.h"
#include "wire.h"

/* Microseconds between two looks at a queue that is full: from, to. */
#define PAUSE_FIRST	50
#define PAUSE_LAST	10000

#define BUF_SIZE	(WK_DATAGRAM_MAX - NLMSG_HDRLEN)

/**
 * struct wk_sink - where events of one space go
 * @session: whose they are
 * @buf: the message being written: allocated once, so that an event cannot
 *       fail for want of memory
 */
struct wk_sink {
	struct wk_session *session;
	struct cn_msg *buf;
};

void *wk_sink_new(struct wk_session *session)
{
	struct wk_sink *sink = kzalloc(sizeof(*sink), GFP_KERNEL_ACCOUNT);

	if (!sink)
		return NULL;
	sink->buf = kvmalloc(BUF_SIZE, GFP_KERNEL_ACCOUNT);
	if (!sink->buf) {
		kfree(sink);
		return NULL;
	}
	refcount_inc(&session->refs);
	sink->session = session;
	return sink;
}

static void release(void *data)
{
	struct wk_sink *sink = data;

	wk_session_put(sink->session);
	kvfree(sink->buf);
	kfree(sink);
}

static void start(struct wk_sink *sink, struct wk_space *s, struct wk_builder *b, u16 verb,
		  u32 request)
{
	struct wk_msg head = {
		.verb = verb,
		.request = request,
		.session = sink->session->id,
	};

	wk_wire_start(b, sink->buf, BUF_SIZE, &head);
	wk_build_u32(b, WK_A_SPACE, s->id);
}

/*
 * Sends, in order and without loss. The wait for room is here and not in netlink, whose
 * wait knows nothing of kill and time limits.
 */
static int deliver(struct wk_sink *sink, struct wk_space *s, struct wk_builder *b, bool last)
{
	unsigned long pause = PAUSE_FIRST;

	for (;;) {
		int err = wk_post(sink->session, b, sink->buf, 0);

		if (err != -EAGAIN && err != -ENOMEM)
			return err;
		if (wk_space_cut(s, last))
			return -EINTR;
		/* Fetches from the allocator what could not be had without a wait. */
		if (err == -ENOMEM)
			kfree(kmalloc(SKB_TRUESIZE(b->len), GFP_KERNEL | __GFP_NOWARN));
		usleep_idle_range(pause, 2 * pause);
		pause = min_t(unsigned long, 2 * pause, PAUSE_LAST);
	}
}

static int output(void *data, struct wk_space *s, u32 fd, u64 seq, const void *p, u32 len,
		  bool last)
{
	struct wk_sink *sink = data;
	struct wk_builder b;

	start(sink, s, &b, WK_EV_OUTPUT, s->job.request);
	wk_build_u32(&b, WK_A_FD, fd);
	wk_build_u64(&b, WK_A_SEQ, seq);
	wk_build_bytes(&b, WK_A_DATA, p, len);
	return deliver(sink, s, &b, last);
}

static void input(void *data, struct wk_space *s, u32 room)
{
	struct wk_sink *sink = data;
	struct wk_builder b;

	start(sink, s, &b, WK_EV_STDIN, s->job.request);
	wk_build_u32(&b, WK_A_ROOM, room);
	deliver(sink, s, &b, false);
}

static void add_frames(struct wk_builder *b, const struct wk_result *r)
{
	if (r->code == WK_C_TRAP)
		wk_build_u32(b, WK_A_TRAP, r->trap);
	if (!r->nframes)
		return;
	wk_build_bytes(b, WK_A_FRAMES, r->frames, r->nframes * sizeof(r->frames[0]));
	wk_build_u32(b, WK_A_FRAMES_TOTAL, r->frames_total);
	wk_build_bytes(b, WK_A_NAMES, r->names, r->names_len);
}

static void done(void *data, struct wk_space *s, const struct wk_result *r)
{
	struct wk_sink *sink = data;
	struct wk_builder b;

	start(sink, s, &b, WK_EV_DONE, r->request);
	wk_build_u32(&b, WK_A_CODE, r->code);
	wk_build_u64(&b, WK_A_FUEL, r->fuel);
	wk_build_u64(&b, WK_A_NSEC, r->nsec);
	if (r->text[0])
		wk_build_string(&b, WK_A_TEXT, r->text);
	if (r->instance)
		wk_build_u32(&b, WK_A_INSTANCE, r->instance);
	if (r->code == WK_C_EXIT)
		wk_build_u32(&b, WK_A_EXIT, r->exit_code);
	if (r->results)
		wk_build_bytes(&b, WK_A_RESULTS, r->results,
			       r->nresults * sizeof(r->results[0]));
	add_frames(&b, r);
	deliver(sink, s, &b, true);
}

const struct wk_sink_ops wk_sink_ops = {
	.output = output,
	.input = input,
	.done = done,
	.release = release,
};

/* The largest DONE: every result, every frame, every name, and the fixed part. */
static_assert(WK_MAX_RESULTS * sizeof(struct wk_value) +
	      WK_MAX_BACKTRACE * (sizeof(struct wk_wire_frame) + WK_MAX_FRAME_NAME) +
	      WK_ERROR_TEXT + 512 <= BUF_SIZE);
