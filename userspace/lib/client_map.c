// SPDX-License-Identifier: GPL-2.0
/* Maps of attachments: reading and changing entries. */

#include <errno.h>
#include <string.h>

#include "client.h"

static void begin(struct wk_client *c, enum wk_verb verb, uint32_t attach, const char *name)
{
	wk_client_begin(c, verb);
	wk_request_u32(&c->req, WK_A_ATTACH, attach);
	wk_request_string(&c->req, WK_A_NAME, name);
}

static size_t padded(size_t n)
{
	return (n + 7) & ~(size_t)7;
}

static int each_pair(struct wk_client *c, const struct wk_wire_map *map,
		     int (*each)(void *data, const void *key, const void *values, uint32_t cpus),
		     void *data)
{
	uint32_t cpus = wk_fields_u32(&c->reply, WK_A_CPUS, 1);
	size_t key = padded(map->key_size ? map->key_size : 4);
	size_t step = key + cpus * padded(map->value_size);
	size_t left;
	const unsigned char *p = wk_fields_bytes(&c->reply, WK_A_PAIRS, &left);

	if (left % step)
		return wk_client_fail(c, -EPROTO, "the kernel's dump of a map is cut short");
	for (; left; left -= step, p += step) {
		int ret = each(data, p, p + key, cpus);

		if (ret)
			return ret;
	}
	return 0;
}

int wk_client_map_dump(struct wk_client *c, uint32_t attach, const char *name,
		       const struct wk_wire_map *map,
		       int (*each)(void *data, const void *key, const void *values,
				   uint32_t cpus), void *data)
{
	uint64_t place = 0;
	uint64_t last;
	int err;

	do {
		last = place;
		begin(c, WK_V_MAP_DUMP, attach, name);
		if (place)
			wk_request_u64(&c->req, WK_A_PLACE, place);
		err = wk_client_call(c);
		if (!err)
			err = each_pair(c, map, each, data);
		if (err)
			return err;
		place = wk_fields_u64(&c->reply, WK_A_PLACE, 0);
		if (place && place == last)
			return wk_client_fail(c, -EPROTO, "the kernel's dump does not end");
	} while (place);
	return 0;
}

int wk_client_map_update(struct wk_client *c, uint32_t attach, const char *name,
			 const void *key, size_t key_len, const void *value, size_t value_len)
{
	begin(c, WK_V_MAP_UPDATE, attach, name);
	wk_request_bytes(&c->req, WK_A_KEY, key, key_len);
	wk_request_bytes(&c->req, WK_A_VALUE, value, value_len);
	return wk_client_call(c);
}

int wk_client_map_delete(struct wk_client *c, uint32_t attach, const char *name,
			 const void *key, size_t key_len)
{
	begin(c, WK_V_MAP_DELETE, attach, name);
	wk_request_bytes(&c->req, WK_A_KEY, key, key_len);
	return wk_client_call(c);
}
