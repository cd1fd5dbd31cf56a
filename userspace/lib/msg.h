/* SPDX-License-Identifier: GPL-2.0 */
/* Wire format: builds requests, takes replies and events apart. Touches no socket. */
#ifndef _WK_MSG_H
#define _WK_MSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libmnl/libmnl.h>
#include <linux/connector.h>
#include <linux/wasm_kernel.h>

/* nlmsghdr, cn_msg and the most that the Connector takes. */
#define WK_REQUEST_MAX	(16 + sizeof(struct cn_msg) + WK_PAYLOAD_MAX)

/**
 * struct wk_request - a request being built
 * @too_long: something did not fit; the request must not be sent
 * @nlh: the message
 * @bytes: its place
 */
struct wk_request {
	bool too_long;
	union {
		struct nlmsghdr nlh;
		unsigned char bytes[WK_REQUEST_MAX];
	};
};

/** wk_request_begin() - an empty request */
void wk_request_begin(struct wk_request *r, enum wk_verb verb, uint32_t number, uint64_t session);

/* Add an attribute. What does not fit is left out and marked in @too_long. */
void wk_request_u32(struct wk_request *r, enum wk_attr attr, uint32_t v);
void wk_request_u64(struct wk_request *r, enum wk_attr attr, uint64_t v);
void wk_request_string(struct wk_request *r, enum wk_attr attr, const char *s);
void wk_request_bytes(struct wk_request *r, enum wk_attr attr, const void *p, size_t n);
void wk_request_flag(struct wk_request *r, enum wk_attr attr);

/** wk_request_end() - completes the lengths; Return: bytes to send */
size_t wk_request_end(struct wk_request *r);

/**
 * struct wk_fields - a reply or event taken apart
 * @head: its wk_msg
 * @at: its attributes, NULL where absent; they point into the message
 */
struct wk_fields {
	struct wk_msg head;
	const struct nlattr *at[WK_A_END];
};

/**
 * wk_fields_parse() - checks and indexes a message
 * @cn: complete Connector message
 * @f: filled
 * @why: on error, a phrase that says what is wrong
 *
 * Attributes of later versions are skipped. Return: 0, or -EPROTO when the
 * message is not ours, is cut short, or has an attribute twice or of a wrong size.
 */
int wk_fields_parse(const struct cn_msg *cn, struct wk_fields *f, const char **why);

/* Value of an attribute, or @absent. */
uint32_t wk_fields_u32(const struct wk_fields *f, enum wk_attr attr, uint32_t absent);
uint64_t wk_fields_u64(const struct wk_fields *f, enum wk_attr attr, uint64_t absent);

/** wk_fields_string() - text of a string attribute, "" when absent */
const char *wk_fields_string(const struct wk_fields *f, enum wk_attr attr);

/** wk_fields_bytes() - contents of an attribute; NULL and 0 when absent */
const void *wk_fields_bytes(const struct wk_fields *f, enum wk_attr attr, size_t *len);

/** wk_attr_name() - "PROGRAM" for WK_A_PROGRAM, "?" for others */
const char *wk_attr_name(uint32_t attr);

#endif /* _WK_MSG_H */
