// SPDX-License-Identifier: GPL-2.0
/*
 * The module's codec: any bytes as a request. What it accepts lies within the message and belongs
 * to the verb; written anew it reads the same, and the client's library reads it, too. What it
 * refuses is refused with a code and a sentence.
 */
#include <stdlib.h>

#include "../../module/link/codec.h"
#include "peer.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void check(bool fine)
{
	if (!fine)
		abort();
}

static void check_refusal(const struct wk_refusal *why)
{
	const char *p;

	check(why->code == WK_C_BAD_MESSAGE || why->code == WK_C_BAD_VERB);
	check(why->text[0] != '\0');
	for (p = why->text; *p; p++)
		check(*p >= 0x20 && *p <= 0x7e);
}

static void check_spans(const struct wk_request *rq, const u8 *payload, size_t size)
{
	u32 attr;

	for (attr = 1; attr <= WK_A_MAX; attr++) {
		const struct wk_span *s = &rq->attrs[attr];

		if (!wk_has(rq, attr))
			continue;
		check(s->p >= payload + WK_MSG_SIZE && s->p <= payload + size);
		check(s->len <= (size_t)(payload + size - s->p));
	}
	check(!wk_verb_needs_session(rq->head.verb) || rq->head.verb != WK_V_HELLO);
}

/* The same request, written by the kernel's own writer. Return: its bytes. */
static size_t rewrite(const struct wk_request *rq, u8 *to, size_t room)
{
	const struct wk_msg head = {
		.version = rq->head.version, .verb = rq->head.verb,
		.request = rq->head.request, .session = rq->head.session,
	};
	struct wk_builder b;
	u32 attr;

	wk_build_head(&b, to, room, &head);
	for (attr = 1; attr <= WK_A_MAX; attr++)
		if (wk_has(rq, attr))
			wk_build_bytes(&b, attr, rq->attrs[attr].p, rq->attrs[attr].len);
	check(!b.full);
	return b.len;
}

static bool same(const struct wk_request *a, const struct wk_request *b)
{
	u32 attr;

	if (memcmp(&a->head, &b->head, sizeof(a->head)) ||
	    memcmp(a->present, b->present, sizeof(a->present)))
		return false;
	for (attr = 1; attr <= WK_A_MAX; attr++)
		if (wk_has(a, attr) &&
		    (a->attrs[attr].len != b->attrs[attr].len ||
		     memcmp(a->attrs[attr].p, b->attrs[attr].p, a->attrs[attr].len)))
			return false;
	return true;
}

static void check_again(const struct wk_request *rq)
{
	static u8 buf[WK_DATAGRAM_MAX];
	static struct wk_request again;
	struct wk_refusal why = { 0 };
	size_t n = rewrite(rq, buf, sizeof(buf));

	check(wk_codec_head(buf, n, &again.head));
	check(!wk_codec_body(buf, n, &again, &why) && same(rq, &again));
	check(peer_reads(buf, n, rq->present));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static struct wk_request rq;
	struct wk_refusal why = { 0 };
	u8 *payload = malloc(size);	/* so that its end is watched */

	if (!payload)
		return 0;
	if (size)
		memcpy(payload, data, size);
	memset(&rq, 0xa5, sizeof(rq));
	if (wk_codec_head(payload, size, &rq.head)) {
		if (wk_codec_body(payload, size, &rq, &why)) {
			check_refusal(&why);
		} else {
			check_spans(&rq, payload, size);
			check_again(&rq);
		}
	}
	free(payload);
	return 0;
}
