/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The wire format, read and written.  Pure: bytes in, structs out, and back;
 * no state, no allocation.  Builds in user space too, for tests and fuzzers.
 */
#ifndef _WK_LINK_CODEC_H
#define _WK_LINK_CODEC_H

#ifdef __KERNEL__
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/types.h>
#else
#include "../wasm/shim.h"
#endif

#include <linux/wasm_kernel.h>

#define WK_TEXT_MAX	320	/* bytes of a reply's sentence with its NUL */

/**
 * struct wk_refusal - why a request is refused
 * @code: enum wk_code; WK_C_OK while it is not
 * @text: one sentence of printable ASCII, always terminated
 */
struct wk_refusal {
	u32 code;
	char text[WK_TEXT_MAX];
};

/**
 * wk_refuse() - fills @r
 * Return: -1, so that callers can write "return wk_refuse(...)".
 */
__printf(3, 4)
int wk_refuse(struct wk_refusal *r, u32 code, const char *fmt, ...);

/**
 * struct wk_span - bytes inside a message
 * @p: first byte; any alignment
 * @len: how many
 */
struct wk_span {
	const u8 *p;
	u32 len;
};

/**
 * struct wk_head - the part of a request that is the same in every version
 * @version: what the sender speaks
 * @verb: what it wants; checked by wk_codec_body()
 * @request: its number
 * @session: of what session
 */
struct wk_head {
	u16 version;
	u16 verb;
	u32 request;
	u64 session;
};

#define WK_ATTR_WORDS	(WK_A_MAX / 64 + 1)

/**
 * struct wk_request - a request taken apart
 * @head: from wk_codec_head()
 * @present: bit n % 64 of word n / 64: attribute n is there
 * @attrs: contents of the attributes that are, pointing into the message
 */
struct wk_request {
	struct wk_head head;
	u64 present[WK_ATTR_WORDS];
	struct wk_span attrs[WK_A_MAX + 1];
};

/**
 * wk_codec_head() - reads the part that is the same in every protocol version
 * @payload: what follows cn_msg
 * @len: its length
 * @head: filled
 *
 * Context: any. Return: false when it is too short to be anything.
 */
bool wk_codec_head(const void *payload, size_t len, struct wk_head *head);

/**
 * wk_codec_body() - checks everything else of a request of our own version
 * @payload: as for wk_codec_head()
 * @len: its length
 * @rq: @rq->head comes from wk_codec_head(); the rest is filled
 * @why: filled on refusal
 *
 * Afterwards each attribute has a legal size and content and belongs to the verb,
 * and all that the verb needs are there. Context: any. Return: 0 or -1.
 */
int wk_codec_body(const void *payload, size_t len, struct wk_request *rq,
		  struct wk_refusal *why);

/** wk_verb_needs_session() - only after wk_codec_body() accepted the verb */
bool wk_verb_needs_session(u16 verb);

/** wk_has() - is attribute @attr there? */
static inline bool wk_has(const struct wk_request *rq, enum wk_attr attr)
{
	return rq->present[attr / 64] >> attr % 64 & 1;
}

/** wk_get_u32() - value of @attr, or @absent */
u32 wk_get_u32(const struct wk_request *rq, enum wk_attr attr, u32 absent);

/** wk_get_u64() - value of @attr, or @absent */
u64 wk_get_u64(const struct wk_request *rq, enum wk_attr attr, u64 absent);

/** wk_get_string() - string @attr, NUL-terminated inside the message, or "" */
const char *wk_get_string(const struct wk_request *rq, enum wk_attr attr);

/** wk_get_value() - element @i of a values attribute, whatever its alignment */
struct wk_value wk_get_value(const struct wk_request *rq, enum wk_attr attr, u32 i);

/**
 * struct wk_builder - a message being written
 * @buf: where
 * @size: bytes there
 * @len: bytes used so far
 * @full: something did not fit; nothing more is written
 */
struct wk_builder {
	u8 *buf;
	size_t size;
	size_t len;
	bool full;
};

/** wk_build_head() - starts a message from the kernel: REPLY or an event */
void wk_build_head(struct wk_builder *b, u8 *buf, size_t size, const struct wk_msg *head);

/**
 * wk_build_bytes() - appends an attribute
 * @b: message
 * @attr: which
 * @p: contents; NULL leaves them to the caller, zeroed
 * @len: bytes
 *
 * Return: the contents inside the message, or NULL when it does not fit.
 */
void *wk_build_bytes(struct wk_builder *b, enum wk_attr attr, const void *p, size_t len);

void wk_build_u32(struct wk_builder *b, enum wk_attr attr, u32 v);
void wk_build_u64(struct wk_builder *b, enum wk_attr attr, u64 v);

/** wk_build_string() - with its NUL */
void wk_build_string(struct wk_builder *b, enum wk_attr attr, const char *s);

#endif /* _WK_LINK_CODEC_H */
