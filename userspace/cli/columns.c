// SPDX-License-Identifier: GPL-2.0
/* A stream of records on standard output. */

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/wasm_kernel.h>

#include "cli.h"
#include "clock.h"
#include "columns.h"
#include "escape.h"
#include "release.h"

int columns_init(struct columns *c, const struct manifest *m, bool json)
{
	c->manifest = m;
	c->json = json;
	c->headed = calloc(m->nrecords + 1, sizeof(*c->headed));
	return c->headed ? 0 : -1;
}

void columns_clear(struct columns *c)
{
	free(c->headed);
	c->headed = NULL;
}

/* ---- JSON ---- */

static int print_json(const struct manifest_record *r, uint32_t type,
		      const struct record_head *head, const void *bytes, size_t n)
{
	char time[CLOCK_TEXT], number[16];
	json_t *obj;

	snprintf(number, sizeof(number), "%u", type);
	obj = json_pack("{s:s, s:s, s:I, s:o}", "@record",
			r ? r->name : type == WK_RECORD_LOG ? "@log" : number,
			"@time", clock_monotonic_iso(time, head->nsec),
			"@cpu", (json_int_t)head->cpu, "@seq", cli_json_u64(head->seq));
	if (head->insecure)
		json_object_set_new(obj, "@insecure", json_true());
	if (r) {
		record_json(&r->layout, bytes, n, head, obj);
	} else if (type == WK_RECORD_LOG) {
		json_object_set_new(obj, "text", cli_json_name(bytes, n));
	} else {
		struct layout none = { 0 };

		record_json(&none, bytes, n, head, obj);
	}
	json_dumpf(obj, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER);
	json_decref(obj);
	putchar('\n');
	return ferror(stdout) ? -1 : 0;
}

/* ---- columns ---- */

/* Columns that a text takes; all of it is printable. */
static size_t text_width(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += (*text & 0xc0) != 0x80;
	return n;
}

static void print_cell(const char *text, size_t width, bool last)
{
	size_t n = text_width(text);

	fputs(text, stdout);
	if (last)
		return;
	while (n++ < width)
		putchar(' ');
	putchar(' ');
}

static size_t last_shown(const struct layout *l)
{
	size_t last = l->n;

	while (last && l->fields[last - 1].hidden)
		last--;
	return last;
}

static size_t column_width(const struct field *f)
{
	size_t name = strlen(f->name);

	return f->width > name ? f->width : name;
}

/* Several types of records come in one stream: their names tell the lines apart. */
static void print_name(const struct columns *c, const char *name)
{
	size_t width = 0;

	if (c->manifest->nrecords < 2)
		return;
	for (size_t i = 0; i < c->manifest->nrecords; i++)
		if (strlen(c->manifest->records[i].name) > width)
			width = strlen(c->manifest->records[i].name);
	print_cell(name, width, false);
}

static void print_head(struct columns *c, const struct manifest_record *r)
{
	size_t last = last_shown(&r->layout);
	char upper[64];

	if (c->headed[r - c->manifest->records])
		return;
	c->headed[r - c->manifest->records] = true;
	print_name(c, "");
	for (size_t i = 0; i < last; i++) {
		const struct field *f = &r->layout.fields[i];
		size_t n = 0;

		if (f->hidden)
			continue;
		for (; n < sizeof(upper) - 1 && f->name[n]; n++)
			upper[n] = (char)toupper((unsigned char)f->name[n]);
		upper[n] = '\0';
		print_cell(upper, column_width(f), i + 1 == last);
	}
	putchar('\n');
}

static int print_fields(struct columns *c, const struct manifest_record *r,
			const struct record_head *head, const void *bytes, size_t n)
{
	size_t last = last_shown(&r->layout);

	print_head(c, r);
	print_name(c, r->name);
	for (size_t i = 0; i < last; i++) {
		const struct field *f = &r->layout.fields[i];
		char *text;

		if (f->hidden)
			continue;
		text = record_text(&r->layout, i, bytes, n, head);
		print_cell(text ? text : "?", column_width(f), i + 1 == last);
		free(text);
	}
	putchar('\n');
	return ferror(stdout) ? -1 : 0;
}

static int print_unknown(uint32_t type, const unsigned char *bytes, size_t n)
{
	printf("record %u, %zu bytes:", type, n);
	for (size_t i = 0; i < n && i < 64; i++)
		printf(" %02x", bytes[i]);
	printf("%s\n", n > 64 ? " ..." : "");
	return ferror(stdout) ? -1 : 0;
}

/* What bpf.trace_printk writes ends its own lines. */
static int print_log(const char *bytes, size_t n)
{
	if (n && bytes[n - 1] == '\n')
		n--;
	cli_escape(stdout, bytes, n);
	putchar('\n');
	return ferror(stdout) ? -1 : 0;
}

int columns_print(struct columns *c, uint32_t type, const struct record_head *head,
		  const void *bytes, size_t n)
{
	const struct manifest_record *r = manifest_record(c->manifest, type);

	if (type == WK_RECORD_RELEASE)
		return release_print(c->manifest->metrics, c->manifest->nmetrics, c->json, bytes,
				     n);
	if (c->json)
		return print_json(r, type, head, bytes, n);
	if (r)
		return print_fields(c, r, head, bytes, n);
	if (type == WK_RECORD_LOG)
		return print_log(bytes, n);
	return print_unknown(type, bytes, n);
}
