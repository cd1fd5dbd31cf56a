// SPDX-License-Identifier: GPL-2.0
/*
 * Any manifest, up to a NUL byte; behind it bytes that are every one of its records, keys and
 * values, a batch of a stream, MessagePack, a name of a hook and a loader's cache.
 */
#include <stdlib.h>
#include <string.h>

#include "../../userspace/cli/columns.h"
#include "../../userspace/cli/elf.h"
#include "../../userspace/cli/hookname.h"
#include "../../userspace/cli/msgpack.h"
#include "../../userspace/cli/parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void show(const struct layout *l, const uint8_t *bytes, size_t n)
{
	const struct record_head head = { 0 };
	json_t *obj = json_object();

	record_json(l, bytes, n, &head, obj);
	free(json_dumps(obj, 0));
	json_decref(obj);
	json_decref(record_value_json(l, bytes, n));
	free(record_value_text(l, bytes, n));
	for (size_t i = 0; i < l->n; i++)
		free(record_text(l, i, bytes, n, &head));
}

static void show_all(const struct manifest *m, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < m->nrecords; i++)
		show(&m->records[i].layout, bytes, n);
	for (size_t i = 0; i < m->nmaps; i++) {
		show(&m->maps[i].key, bytes, n);
		show(&m->maps[i].value, bytes, n);
	}
}

static int ignore(void *data, uint32_t type, const struct record_head *head, const void *bytes,
		  size_t n)
{
	(void)type;
	(void)head;
	(void)bytes;
	*(size_t *)data += n;
	return 0;
}

static void parse_names(const struct manifest *m, const uint8_t *bytes, size_t n)
{
	char *name = strndup((const char *)bytes, n);
	static struct hook_name hook;
	char reason[CLI_WHY], buf[256];

	reason[0] = '\0';
	hook_is_name(bytes, n);
	if (hook_parse(name, &hook, reason) && !*reason)
		abort();
	hook_substitute(name, m, buf, sizeof(buf), reason);
	free(name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, 0, size);
	size_t len = end ? (size_t)(end - data) : size;
	const uint8_t *rest = end ? end + 1 : data + size;
	size_t n = (size_t)(data + size - rest), sum = 0;
	char reason[CLI_WHY] = "";
	struct parts parts = { 0 };
	struct manifest m;

	if (manifest_parse(data, len, &m, reason) && !*reason)
		abort();
	show_all(&m, rest, n);
	parse_names(&m, rest, n);
	manifest_clear(&m);
	json_decref(msgpack_json(rest, n));
	parts_batch(&parts, rest, n, ignore, &sum);
	parts_clear(&parts);
	elf_cache_find(rest, n, "libc");
	return 0;
}
