// SPDX-License-Identifier: GPL-2.0
/* What the kernel sends unasked: output, room for input, the end of a run. */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"

/* ---- output ---- */

static struct wk_client_stream *find_stream(struct wk_client *c, uint32_t space)
{
	struct wk_client_stream *s;

	for (s = c->streams; s; s = s->next)
		if (s->space == space)
			return s;
	s = calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	s->space = space;
	s->next = c->streams;
	c->streams = s;
	return s;
}

void wk_client_forget(struct wk_client *c, uint32_t space)
{
	struct wk_client_stream **p = &c->streams;
	struct wk_client_stream *gone;

	while (*p && (*p)->space != space)
		p = &(*p)->next;
	if (!*p)
		return;
	gone = *p;
	*p = gone->next;
	free(gone);
}

static int on_output(struct wk_client *c, const struct wk_fields *f)
{
	uint32_t space = wk_fields_u32(f, WK_A_SPACE, 0);
	uint64_t seq = wk_fields_u64(f, WK_A_SEQ, 0);
	struct wk_client_stream *s = find_stream(c, space);
	const void *bytes;
	size_t n;

	if (!s)
		return wk_client_fail(c, -ENOMEM, "out of memory");
	if (seq != s->seq)
		return wk_client_fail(c, -EPROTO,
				      "output was lost: message %llu came where %llu was due",
				      (unsigned long long)seq, (unsigned long long)s->seq);
	s->seq++;
	bytes = wk_fields_bytes(f, WK_A_DATA, &n);
	if (c->events->output && n)
		c->events->output(c->data, space, wk_fields_u32(f, WK_A_FD, 1), bytes, n);
	return 0;
}

/* ---- the end of a run ---- */

/* The arrays of one run share one allocation: results, frames, name pointers, names. */
struct sizes {
	size_t results;
	size_t frames;
	size_t pointers;
	size_t names;
};

static void split_names(const char **to, size_t n, char *names, size_t len)
{
	char *end = names + len;

	for (size_t i = 0; i < n; i++) {
		to[i] = names < end ? names : "";
		for (; names < end && *names; names++)
			if (!isprint((unsigned char)*names))
				*names = '?';
		names += names < end;
	}
}

static int copy_arrays(struct wk_client_done *d, const struct wk_fields *f)
{
	struct sizes n;
	const void *results = wk_fields_bytes(f, WK_A_RESULTS, &n.results);
	const void *frames = wk_fields_bytes(f, WK_A_FRAMES, &n.frames);
	const void *names = wk_fields_bytes(f, WK_A_NAMES, &n.names);
	char *p;

	d->nresults = n.results / sizeof(*d->results);
	d->nframes = n.frames / sizeof(*d->frames);
	n.pointers = d->nframes * sizeof(*d->names);
	p = calloc(1, n.pointers + n.results + n.frames + n.names + 1);
	if (!p)
		return -ENOMEM;
	d->names = (const char **)p;
	d->results = (struct wk_value *)(p + n.pointers);
	d->frames = (struct wk_wire_frame *)(p + n.pointers + n.results);
	p += n.pointers + n.results + n.frames;
	if (n.results)
		memcpy(d->results, results, n.results);
	if (n.frames)
		memcpy(d->frames, frames, n.frames);
	if (n.names)
		memcpy(p, names, n.names);
	split_names(d->names, d->nframes, p, n.names);
	return 0;
}

const char **wk_client_copy_frames(const struct wk_fields *f, size_t *n,
				   struct wk_wire_frame **frames)
{
	size_t frame_bytes, name_bytes;
	const void *from = wk_fields_bytes(f, WK_A_FRAMES, &frame_bytes);
	const void *text = wk_fields_bytes(f, WK_A_NAMES, &name_bytes);
	size_t pointers;
	char *p;

	*n = frame_bytes / sizeof(**frames);
	pointers = *n * sizeof(char *);
	p = calloc(1, pointers + frame_bytes + name_bytes + 1);
	if (!p)
		return NULL;
	*frames = (struct wk_wire_frame *)(p + pointers);
	if (frame_bytes)
		memcpy(*frames, from, frame_bytes);
	if (name_bytes)
		memcpy(p + pointers + frame_bytes, text, name_bytes);
	split_names((const char **)p, *n, p + pointers + frame_bytes, name_bytes);
	return (const char **)p;
}

void wk_client_done_clear(struct wk_client_done *done)
{
	free(done->names);
	memset(done, 0, sizeof(*done));
}

static int on_done(struct wk_client *c, const struct wk_fields *f)
{
	struct wk_client_done *d = &c->done;
	const char *text = wk_fields_string(f, WK_A_TEXT);

	if (f->head.request != c->run || c->run_ended)
		return 0;	/* a run that was given up */
	if (!f->at[WK_A_CODE])
		return wk_client_fail(c, -EPROTO, "the end of the run has no code");
	d->code = wk_fields_u32(f, WK_A_CODE, 0);
	d->trap = wk_fields_u32(f, WK_A_TRAP, 0);
	d->exit = wk_fields_u32(f, WK_A_EXIT, 0);
	d->instance = wk_fields_u32(f, WK_A_INSTANCE, 0);
	d->fuel = wk_fields_u64(f, WK_A_FUEL, 0);
	d->nsec = wk_fields_u64(f, WK_A_NSEC, 0);
	if (copy_arrays(d, f))
		return wk_client_fail(c, -ENOMEM, "out of memory");
	d->frames_total = wk_fields_u32(f, WK_A_FRAMES_TOTAL, (uint32_t)d->nframes);
	snprintf(d->text, sizeof(d->text), "%s",
		 *text || !d->code ? text : wk_code_meaning(d->code));
	c->run_ended = true;
	return 0;
}

int wk_client_event(struct wk_client *c, const struct wk_fields *f)
{
	switch (f->head.verb) {
	case WK_EV_OUTPUT:
		return on_output(c, f);
	case WK_EV_DONE:
		return on_done(c, f);
	case WK_EV_STDIN:
		if (c->events->room)
			c->events->room(c->data, wk_fields_u32(f, WK_A_SPACE, 0),
					wk_fields_u32(f, WK_A_ROOM, 0));
		return 0;
	case WK_EV_RECORDS:
		return wk_client_records(c, f);
	case WK_EV_SUMMARY:
		return wk_client_summary(c, f);
	default:
		return wk_client_fail(c, -EPROTO, "the kernel sent an unknown event, number %u",
				      f->head.verb);
	}
}
