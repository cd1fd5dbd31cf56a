/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The wire protocol by hand, so that it can be done wrong: no library stands
 * between a test and the bytes it sends.
 */
#ifndef _WK_TEST_RAW_H
#define _WK_TEST_RAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/wasm_kernel.h>

#define RAW_MAX		(1 << 17)

/**
 * struct raw_msg - a datagram being made
 * @len: bytes of it
 * @b: nlmsghdr, cn_msg, wk_msg, attributes
 */
struct raw_msg {
	size_t len;
	uint8_t b[RAW_MAX];
};

/* Where the parts of a datagram begin. */
#define RAW_CN		16
#define RAW_WK		36
#define RAW_ATTRS	64

/* A message of a verb; lengths are right until somebody changes them. */
void raw_begin(struct raw_msg *m, unsigned int verb, uint32_t request, uint64_t session);
void raw_attr(struct raw_msg *m, unsigned int type, const void *p, size_t len);
void raw_u32(struct raw_msg *m, unsigned int type, uint32_t v);
void raw_u64(struct raw_msg *m, unsigned int type, uint64_t v);
void raw_str(struct raw_msg *m, unsigned int type, const char *s);
/* Bytes of any kind at the end. */
void raw_tail(struct raw_msg *m, const void *p, size_t len);
/* Sets both lengths from @m->len. */
void raw_seal(struct raw_msg *m);
void raw_set16(struct raw_msg *m, size_t at, uint16_t v);
void raw_set32(struct raw_msg *m, size_t at, uint32_t v);
void raw_set64(struct raw_msg *m, size_t at, uint64_t v);

/* A Connector socket; @port gets its number. Ends the program when it cannot. */
int raw_open(uint32_t *port);
/* Sends @m->len bytes to the kernel; false when sendto() fails. */
bool raw_send(int fd, const struct raw_msg *m);

/**
 * struct raw_in - a message from the kernel
 * @verb: WK_REPLY or WK_EV_*
 * @present: attribute n is there
 * @attr: contents, in @b
 * @attr_len: lengths
 */
struct raw_in {
	size_t len;
	uint32_t verb;
	uint32_t request;
	uint64_t session;
	bool present[WK_A_MAX + 1];
	const uint8_t *attr[WK_A_MAX + 1];
	size_t attr_len[WK_A_MAX + 1];
	uint8_t b[RAW_MAX];
};

/* Takes the next message; false when none comes within @ms. A broken one ends the program. */
bool raw_recv(int fd, struct raw_in *in, int ms);
bool raw_has(const struct raw_in *in, unsigned int type);
uint32_t raw_get32(const struct raw_in *in, unsigned int type);
uint64_t raw_get64(const struct raw_in *in, unsigned int type);
const char *raw_get_str(const struct raw_in *in, unsigned int type);

#endif /* _WK_TEST_RAW_H */
