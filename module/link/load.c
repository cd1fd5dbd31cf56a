// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/slab.h>

#include "load.h"
#include "session.h"

struct wk_load *wk_load_begin(struct wk_session *session, u32 total)
{
	struct wk_load *load;

	lockdep_assert_held(&session->lock);
	if (session->nloads >= WK_MAX_LOADS || session->load_bytes + total > WK_MAX_LOAD_BYTES)
		return ERR_PTR(-ENOSPC);
	load = kzalloc(sizeof(*load), GFP_KERNEL_ACCOUNT);
	if (!load)
		return ERR_PTR(-ENOMEM);
	load->bytes = wk_program_buffer(total);
	if (!load->bytes) {
		kfree(load);
		return ERR_PTR(-ENOMEM);
	}
	load->id = ++session->next_load;
	load->total = total;
	sha256_init(&load->hash);
	list_add(&load->list, &session->loads);
	session->nloads++;
	session->load_bytes += total;
	return load;
}

struct wk_load *wk_load_find(struct wk_session *session, u32 id)
{
	struct wk_load *load;

	lockdep_assert_held(&session->lock);
	list_for_each_entry(load, &session->loads, list)
		if (load->id == id)
			return load;
	return NULL;
}

void wk_load_add(struct wk_load *load, const u8 *p, u32 len)
{
	memcpy(load->bytes + load->got, p, len);
	sha256_update(&load->hash, p, len);
	load->got += len;
}

void wk_load_take(struct wk_session *session, struct wk_load *load)
{
	lockdep_assert_held(&session->lock);
	list_del(&load->list);
	session->nloads--;
	session->load_bytes -= load->total;
}

bool wk_load_matches(struct wk_load *load)
{
	u8 digest[WK_DIGEST_SIZE];

	if (load->got != load->total)
		return false;
	sha256_final(&load->hash, digest);
	return !memcmp(digest, load->digest, sizeof(digest));
}

void wk_load_free(struct wk_load *load)
{
	wk_program_buffer_free(load->bytes);
	kfree(load);
}

void wk_loads_free(struct wk_session *session)
{
	struct wk_load *load, *next;

	mutex_lock(&session->lock);
	list_for_each_entry_safe(load, next, &session->loads, list) {
		wk_load_take(session, load);
		wk_load_free(load);
	}
	mutex_unlock(&session->lock);
}
