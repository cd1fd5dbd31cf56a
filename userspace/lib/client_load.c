// SPDX-License-Identifier: GPL-2.0
/* Programs: bring one in piece by piece, give it up, list. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sha2.h>

#include "client.h"

static int load_begin(struct wk_client *c, const void *bytes, size_t len, const char *name,
		      unsigned int flags, uint32_t *load)
{
	unsigned char digest[SHA256_DIGEST_LENGTH];
	SHA2_CTX ctx;
	int err;

	SHA256Init(&ctx);
	SHA256Update(&ctx, bytes, len);
	SHA256Final(digest, &ctx);
	wk_client_begin(c, WK_V_LOAD_BEGIN);
	wk_request_u32(&c->req, WK_A_LENGTH, (uint32_t)len);
	wk_request_bytes(&c->req, WK_A_DIGEST, digest, sizeof(digest));
	if (*name)
		wk_request_string(&c->req, WK_A_NAME, name);
	if (flags & WK_CLIENT_PIN)
		wk_request_flag(&c->req, WK_A_PIN);
	if (flags & WK_CLIENT_DP_ONLY)
		wk_request_u32(&c->req, WK_A_POLICY, WK_POLICY_DP_ONLY);
	err = wk_client_call(c);
	return err ? err : wk_client_want(c, WK_A_LOAD, load);
}

static int load_chunk(struct wk_client *c, uint32_t load, const unsigned char *bytes, size_t at,
		      size_t n)
{
	wk_client_begin(c, WK_V_LOAD_CHUNK);
	wk_request_u32(&c->req, WK_A_LOAD, load);
	wk_request_u32(&c->req, WK_A_OFFSET, (uint32_t)at);
	wk_request_bytes(&c->req, WK_A_DATA, bytes + at, n);
	return wk_client_call(c);
}

/* The fault of what went wrong before stays. */
static void load_abort(struct wk_client *c, uint32_t load)
{
	struct wk_client_fault fault = c->fault;

	wk_client_begin(c, WK_V_LOAD_ABORT);
	wk_request_u32(&c->req, WK_A_LOAD, load);
	(void)wk_client_call(c);
	c->fault = fault;
}

static int load_chunks(struct wk_client *c, uint32_t load, const void *bytes, size_t len)
{
	size_t at = 0;
	size_t n;
	int err;

	while (at < len) {
		n = len - at < WK_CHUNK_MAX ? len - at : WK_CHUNK_MAX;
		err = load_chunk(c, load, bytes, at, n);
		if (err)
			return err;
		at += n;
		if (c->events->progress)
			c->events->progress(c->data, at, len);
	}
	return 0;
}

int wk_client_load(struct wk_client *c, const void *bytes, size_t len, const char *name,
		   unsigned int flags, uint32_t *program)
{
	uint32_t load;
	int err;

	if (len > UINT32_MAX)
		return wk_client_fail(c, -EFBIG, "the module is larger than 4 GiB");
	err = load_begin(c, bytes, len, name, flags, &load);
	if (err)
		return err;
	err = load_chunks(c, load, bytes, len);
	if (err) {
		load_abort(c, load);
		return err;
	}
	wk_client_begin(c, WK_V_LOAD_COMMIT);
	wk_request_u32(&c->req, WK_A_LOAD, load);
	err = wk_client_call(c);
	return err ? err : wk_client_want(c, WK_A_PROGRAM, program);
}

/* One piece at @at. Return: 0 with @total and how many bytes came in @n. */
static int read_piece(struct wk_client *c, uint32_t program, uint32_t at, uint32_t *total,
		      const void **piece, size_t *n)
{
	int err;

	wk_client_begin(c, WK_V_PROGRAM_READ);
	wk_request_u32(&c->req, WK_A_PROGRAM, program);
	wk_request_u32(&c->req, WK_A_OFFSET, at);
	err = wk_client_call(c);
	if (!err)
		err = wk_client_want(c, WK_A_LENGTH, total);
	if (err)
		return err;
	*piece = wk_fields_bytes(&c->reply, WK_A_DATA, n);
	if (*total < at || *n > *total - at || (!*n && at < *total))
		return wk_client_fail(c, -EPROTO, "the kernel's program is cut short");
	return 0;
}

int wk_client_program_read(struct wk_client *c, uint32_t program, void **bytes, size_t *len)
{
	unsigned char *all = NULL;
	uint32_t total, size = 0, at = 0;
	const void *piece;
	size_t n;
	int err;

	do {
		err = read_piece(c, program, at, &total, &piece, &n);
		if (!err && at && total != size)
			err = wk_client_fail(c, -EPROTO, "the kernel's program changes");
		if (!err && !all)
			all = malloc(total + (size_t)1);
		if (!err && !all)
			err = wk_client_fail(c, -ENOMEM, "out of memory");
		if (err)
			break;
		size = total;
		memcpy(all + at, piece, n);
		at += (uint32_t)n;
	} while (at < size);
	if (err) {
		free(all);
		return err;
	}
	*bytes = all;
	*len = size;
	return 0;
}

int wk_client_unload(struct wk_client *c, uint32_t program)
{
	wk_client_begin(c, WK_V_UNLOAD);
	wk_request_u32(&c->req, WK_A_PROGRAM, program);
	return wk_client_call(c);
}

static int list_items(struct wk_client *c, int (*each)(void *, const struct wk_list_item *),
		      void *data)
{
	struct wk_list_item item;
	const unsigned char *p;
	size_t left;
	int ret;

	p = wk_fields_bytes(&c->reply, WK_A_ITEMS, &left);
	if (left % sizeof(item))
		return wk_client_fail(c, -EPROTO, "the kernel's list is cut short");
	for (; left; left -= sizeof(item), p += sizeof(item)) {
		memcpy(&item, p, sizeof(item));
		item.name[sizeof(item.name) - 1] = '\0';
		ret = each(data, &item);
		if (ret)
			return ret;
	}
	return 0;
}

int wk_client_list(struct wk_client *c, uint32_t kind,
		   int (*each)(void *data, const struct wk_list_item *item), void *data)
{
	uint32_t cursor = 0;
	uint32_t last;
	int err;

	do {
		last = cursor;
		wk_client_begin(c, WK_V_LIST);
		wk_request_u32(&c->req, WK_A_KIND, kind);
		if (cursor)
			wk_request_u32(&c->req, WK_A_CURSOR, cursor);
		err = wk_client_call(c);
		if (!err)
			err = list_items(c, each, data);
		if (err)
			return err;
		cursor = wk_fields_u32(&c->reply, WK_A_CURSOR, 0);
		if (cursor && cursor <= last)
			return wk_client_fail(c, -EPROTO, "the kernel's list does not end");
	} while (cursor);
	return 0;
}
