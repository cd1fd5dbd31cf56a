// SPDX-License-Identifier: GPL-2.0
/*
 * Manifests, records, names of hooks, files and types: everything around hooks that needs
 * no kernel module.
 *
 *	trace_test DIR		DIR has what trace.sh has built
 *	trace_test --msgpack	reads MessagePack from stdin, writes JSON; for trace_oracle.py
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../userspace/cli/account.h"
#include "../../userspace/cli/cli.h"
#include "../../userspace/cli/clock.h"
#include "../../userspace/cli/encode.h"
#include "../../userspace/cli/escape.h"
#include "../../userspace/cli/hooks.h"
#include "../../userspace/cli/msgpack.h"
#include "../../userspace/cli/parts.h"
#include "../../userspace/cli/record.h"
#include "trace_test.h"

/* The macro's name in parentheses is the function of tap.h. */
bool trace_ok(bool ok, const char *fmt, ...)
{
	char name[300];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(name, sizeof(name), fmt, ap);
	va_end(ap);
	return (tap_ok)(ok, "%s", name);
}

/* ---- escaping ---- */

static const struct {
	const char *bytes;
	size_t n;
	const char *want;
} escapes[] = {
	{ "plain text", 10, "plain text" },
	{ "tab\tnl\n", 7, "tab\\x09nl\\x0a" },
	{ "\033[2J", 4, "\\x1b[2J" },
	{ "a\\x41", 5, "a\\\\x41" },
	{ "\303\244\342\202\254\360\237\220\247", 9, "\303\244\342\202\254\360\237\220\247" },
	{ "\303", 1, "\\xc3" },				/* cut off */
	{ "\300\200", 2, "\\xc0\\x80" },		/* overlong */
	{ "\355\240\200", 3, "\\xed\\xa0\\x80" },	/* surrogate */
	{ "\364\220\200\200", 4, "\\xf4\\x90\\x80\\x80" },	/* behind the end of Unicode */
	{ "\302\233", 2, "\\xc2\\x9b" },		/* CSI of C1 */
	{ "\342\200\256", 3, "\\xe2\\x80\\xae" },	/* right-to-left override */
	{ "\377\0x", 3, "\\xff\\x00x" },
};

static void test_escape(void)
{
	for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
		char *text = NULL;
		size_t len;
		FILE *f = open_memstream(&text, &len);

		cli_escape(f, escapes[i].bytes, escapes[i].n);
		fclose(f);
		tap_ok(same(text, escapes[i].want), "escape %zu", i);
		free(text);
	}
}

/* ---- layouts and records ---- */

static const struct {
	const char *fields;
	const char *bytes;
	size_t n;
	const char *json;
	const char *text;
} records[] = {
	{ "[{'name':'a','type':'u32'},{'name':'b','type':'i16'},{'name':'c','type':'u8'}]",
	  "\1\2\3\4\376\377\377", 7, "{'a':67305985,'b':-2,'c':255}", "67305985, -2, 255" },
	{ "[{'name':'a','type':'u64'}]", "\377\377\377\377\377\377\377\377", 8,
	  "{'a':'18446744073709551615'}", "18446744073709551615" },
	{ "[{'name':'a','type':'x32'},{'name':'b','type':'bool'}]", "\357\276\255\336\1", 5,
	  "{'a':'0xdeadbeef','b':true}", "0xdeadbeef, yes" },
	{ "[{'name':'c','type':'char[8]'}]", "ab\0xxxxx", 8, "{'c':'ab'}", "ab" },
	{ "[{'name':'c','type':'char[2]'}]", "ab", 2, "{'c':'ab'}", "ab" },
	{ "[{'name':'c','type':'char[2]'}]", "\377\33", 2, "{'c':'\303\277\\u001B'}",
	  "\\xff\\x1b" },
	{ "[{'name':'h','type':'byte[3]'}]", "\0\1\377", 3, "{'h':'0001ff'}", "0001ff" },
	{ "[{'name':'v','type':'u16[3]'}]", "\1\0\2\0\3\0", 6, "{'v':[1,2,3]}", "1,2,3" },
	{ "[{'name':'i','type':'ipv4'},{'name':'p','type':'port'}]", "\177\0\0\1\0\120", 6,
	  "{'i':'127.0.0.1','p':80}", "127.0.0.1, 80" },
	{ "[{'name':'i','type':'ipv6'}]", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16, "{'i':'::1'}",
	  "::1" },
	{ "[{'name':'i','type':'ip'}]", "\2\0\0\0\12\0\0\1............", 20, "{'i':'10.0.0.1'}",
	  "10.0.0.1" },
	{ "[{'name':'i','type':'ip'}]", "\12\0\0\0\376\200\0\0\0\0\0\0\0\0\0\0\0\0\0\2", 20,
	  "{'i':'fe80::2'}", "fe80::2" },
	{ "[{'name':'i','type':'ip'}]", "\3\0\0\0................", 20, "{'i':'?'}", "?" },
	{ "[{'name':'t','type':'time'},{'name':'d','type':'duration'}]",
	  "\25\315\133\7\0\0\0\0\100\342\1\0\0\0\0\0", 16,
	  "{'t':'2001-09-09T01:46:40.123456789Z','d':123456}", "01:46:40.123456, 123.456us" },
	{ "[{'name':'e','type':'i8','values':{'-1':'minus','1':'plus'}},{'name':'f','type':'u8',"
	  "'values':{'1':'one'}}]", "\377\2", 2, "{'e':'minus','f':2}", "minus, 2" },
	{ "[{'type':'pad[3]'},{'name':'x','type':'u8'}]", "...\7", 4, "{'x':7}", "7" },
	{ "[{'name':'x','type':'u8','hidden':true},{'name':'y','type':'u8'}]", "\1\2", 2,
	  "{'x':1,'y':2}", "2" },
	{ "[{'name':'s','type':'syscall'},{'name':'t','type':'syscall'}]",
	  "\1\1\0\0\377\377\377\377", 8, "{'s':'openat','t':4294967295}",
	  "openat, 4294967295" },
	/* What is left. */
	{ "[{'name':'n','type':'u8'},{'name':'s','type':'text'}]", "\1rest\0of", 8,
	  "{'n':1,'s':'rest'}", "1, rest" },
	{ "[{'name':'s','type':'strings'}]", "ls\0-l\0\0x", 8, "{'s':['ls','-l','','x']}",
	  "ls -l  x" },
	{ "[{'name':'b','type':'bytes'}]", "", 0, "{'b':''}", "" },
	{ "[{'name':'m','type':'msgpack'}]", "\201\241a\1", 4, "{'m':{'a':1}}", "{\"a\":1}" },
	{ "[{'name':'m','type':'msgpack'}]", "\201\241a", 3, "{'m':{'malformed':'81a161'}}",
	  "{\"malformed\":\"81a161\"}" },
	/* Lengths that fields say. */
	{ "[{'name':'n','type':'u16'},{'name':'s','type':'text','size':'n'},"
	  "{'name':'r','type':'bytes'}]", "\2\0abcd", 6, "{'n':2,'s':'ab','r':'6364'}",
	  "2, ab, 6364" },
	{ "[{'name':'n','type':'u16'},{'name':'s','type':'text','size':'n'}]", "\377\377ab", 4,
	  "{'n':65535,'s':'ab'}", "65535, ab" },
	/* Too short, too long. */
	{ "[{'name':'a','type':'u32'},{'name':'b','type':'u32'}]", "\1\0\0\0\2", 5,
	  "{'a':1,'b':null}", "1, -" },
	{ "[{'name':'a','type':'u8'}]", "\1\2\3", 3, "{'a':1,'@rest':'0203'}", "1" },
	{ "[{'name':'n','type':'u16'},{'name':'s','type':'text','size':'n'}]", "\1", 1,
	  "{'n':null,'s':null}", "-, -" },
	{ "'u32'", "\5\0\0\0", 4, "{'value':5}", "5" },
};

/* JSON with ' for ". */
static char *quotes(const char *text)
{
	char *copy = strdup(text);

	for (char *p = copy; *p; p++)
		*p = *p == '\'' ? '"' : *p;
	return copy;
}

static int parse_layout(const char *fields, struct layout *l, char reason[CLI_WHY])
{
	char *text = quotes(fields);
	json_t *j = json_loads(text, JSON_DECODE_ANY, NULL);
	int err = layout_parse(j, l, reason);

	json_decref(j);
	free(text);
	return err;
}

static void test_record(size_t i)
{
	char reason[CLI_WHY] = "";
	struct layout l;
	json_t *obj = json_object();
	char *want = quotes(records[i].json), *got;
	void *bytes = exactly(records[i].bytes, records[i].n);

	if (!tap_ok(!parse_layout(records[i].fields, &l, reason), "record %zu: layout", i))
		tap_note("%s", reason);
	record_json(&l, bytes, records[i].n, NULL, obj);
	got = dump(obj);
	tap_ok(same(got, want), "record %zu: JSON", i);
	free(got);
	got = record_value_text(&l, bytes, records[i].n);
	tap_ok(same(got, records[i].text), "record %zu: text", i);
	free(got);
	free(want);
	free(bytes);
	layout_clear(&l);
}

static void test_head(void)
{
	struct record_head head = { .nsec = 1, .seq = 7, .cpu = 3 };
	char reason[CLI_WHY];
	struct layout l;
	json_t *obj = json_object();
	char *got;

	parse_layout("[{'name':'t','type':'@time'},{'name':'c','type':'@cpu'},"
		     "{'name':'s','type':'@seq'},{'name':'x','type':'u8'}]", &l, reason);
	record_json(&l, "\5", 1, &head, obj);
	got = dump(obj);
	tap_ok(same(got, "{\"t\":\"2001-09-09T01:46:40.000000001Z\",\"c\":3,\"s\":7,\"x\":5}"),
	       "record: what the kernel says about it");
	free(got);
	got = record_text(&l, 0, "\5", 1, &head);
	tap_ok(same(got, "01:46:40.000000"), "record: its time as text");
	free(got);
	layout_clear(&l);
}

static const struct {
	const char *fields;
	const char *reason;
} bad_layouts[] = {
	{ "{}", "a list" },
	{ "[{'type':'u32'}]", "no \"name\"" },
	{ "[{'name':'a'}]", "no \"type\"" },
	{ "[{'name':'a-b','type':'u8'}]", "cannot name" },
	{ "[{'name':'a','type':'u33'}]", "no type \"u33\"" },
	{ "[{'name':'a','type':'char[0]'}]", "1 to 65536" },
	{ "[{'name':'a','type':'char[65537]'}]", "1 to 65536" },
	{ "[{'name':'a','type':'char[-1]'}]", "no number" },
	{ "[{'name':'a','type':'char[99999999999999999999]'}]", "1 to 65536" },
	{ "[{'name':'a','type':'u8[2'}]", "is no type" },
	{ "[{'name':'a','type':'text[2]'}]", "never in brackets" },
	{ "[{'name':'a','type':'u8'},{'name':'b','type':'u32'}]", "pad[3]" },
	{ "[{'name':'a','type':'u8'},{'name':'a','type':'u8'}]", "two fields a" },
	{ "[{'name':'a','type':'text'},{'name':'b','type':'u8'}]", "takes all that is left" },
	{ "[{'name':'a','type':'text','size':'n'}]", "no field n before" },
	{ "[{'name':'n','type':'u8'},{'name':'a','type':'u8','size':'n'}]", "length of its own" },
	{ "[{'name':'n','type':'char[2]'},{'name':'a','type':'text','size':'n'}]", "is no number" },
	{ "[{'name':'a','type':'u8','wdith':3}]", "no key \"wdith\"" },
	{ "[{'name':'a','type':'text','values':{}}]", "only a number" },
	{ "[{'name':'a','type':'u8','values':{'1':2}}]", "are texts" },
	{ "[{'name':'a','type':'byte[65536]'},{'name':'b','type':'u8'}]", "no more than 65536" },
};

static void test_bad_layout(size_t i)
{
	char reason[CLI_WHY] = "";
	struct layout l;
	int err = parse_layout(bad_layouts[i].fields, &l, reason);

	tap_ok(err && says(reason, bad_layouts[i].reason), "bad layout %zu", i);
	layout_clear(&l);
}

/* ---- MessagePack; trace_oracle.py compares much more ---- */

static const struct {
	const char *bytes;
	size_t n;
	const char *json;
} packs[] = {
	{ "\1\2", 2, "[1,2]" },
	{ "\320\200", 2, "-128" },
	{ "\317\377\377\377\377\377\377\377\377", 9, "\"18446744073709551615\"" },
	{ "\313\177\370\0\0\0\0\0\0", 9, "\"nan\"" },
	{ "\304\2\0\377", 4, "{\"bin\":\"00ff\"}" },
	{ "\327\0\73\232\312\0\0\0\0\5", 10, "\"2001-09-09T01:46:40.000000005Z\"" },
	{ "\326\377\73\232\312\0", 6, "\"2001-09-09T01:46:40.000000000Z\"" },
	{ "\324\5x", 3, "{\"ext\":5,\"data\":\"78\"}" },
	{ "\202\1\300\241b\303", 6, "{\"1\":null,\"b\":true}" },
	{ "\242\377\376", 3, "\"\303\277\303\276\"" },
	{ "", 0, NULL },
	{ "\301", 1, NULL },				/* never used */
	{ "\335\377\377\377\377", 5, NULL },		/* four thousand million elements */
	{ "\337\377\377\377\377\1", 6, NULL },
	{ "\333\0\0\0\2a", 6, NULL },			/* cut off */
	{ "\1\202\1", 3, NULL },
};

enum { KEYS = 24 };

/* Maps as keys of maps: each level doubled the backslashes of the one below, to gigabytes. */
static void test_keys_in_keys(void)
{
	unsigned char bytes[2 * KEYS + 1];
	char *got;

	memset(bytes, 0x81, KEYS);
	memset(bytes + KEYS, 1, KEYS + 1);
	got = dump(msgpack_json(bytes, sizeof(bytes)));
	tap_ok(got && strlen(got) < 1000, "msgpack: maps as keys of maps stay short (%zu bytes)",
	       got ? strlen(got) : 0);
	free(got);
}

static void test_msgpack(void)
{
	char deep[40];

	for (size_t i = 0; i < sizeof(packs) / sizeof(packs[0]); i++) {
		void *bytes = exactly(packs[i].bytes, packs[i].n);
		char *got = dump(msgpack_json(bytes, packs[i].n));

		tap_ok(packs[i].json ? same(got, packs[i].json) : !got, "msgpack %zu", i);
		free(got);
		free(bytes);
	}
	memset(deep, 0x91, sizeof(deep));
	deep[30] = 1;
	json_decref(msgpack_json(deep, 31));
	tap_ok(!msgpack_json(deep + 1, 0), "msgpack: nothing");
	test_keys_in_keys();
	deep[30] = (char)0x91;
	deep[39] = 1;
	tap_ok(!msgpack_json(deep, 40), "msgpack: nested too deeply");
}

/* ---- batches of a stream ---- */

/* What has come out of batches: "type:bytes ..." */
struct came {
	char text[256];
	size_t n;
};

static int note_record(void *data, uint32_t type, const struct record_head *head,
		       const void *bytes, size_t n)
{
	struct came *c = data;

	c->n += (size_t)snprintf(c->text + c->n, sizeof(c->text) - c->n, "%u@%u:%.*s ", type,
				 head->cpu, (int)n, (const char *)bytes);
	return 0;
}

struct part {
	uint32_t len, offset, type, cpu;
	const char *bytes;
	uint32_t lie;		/* said length, if it is another */
};

static const struct {
	struct part parts[3];
	const char *want;	/* NULL: refused */
} batches[] = {
	{ { { 3, 0, 1, 0, "abc", 0 }, { 9, 0, 2, 3, "123456789", 0 } }, "1@0:abc 2@3:123456789 " },
	{ { { 0, 0, 1, 0, "", 0 } }, "1@0: " },
	{ { { 6, 0, 1, 0, "abc", 0 }, { 6, 3, 1, 0, "def", 0 } }, "1@0:abcdef " },
	{ { { 6, 0, 1, 0, "ab", 0 }, { 6, 2, 1, 0, "cd", 0 }, { 6, 4, 1, 0, "ef", 0 } },
	  "1@0:abcdef " },
	{ { { 6, 0, 1, 0, "abc", 0 } }, "" },				/* more is to come */
	{ { { 6, 3, 1, 0, "def", 0 } }, NULL },				/* no beginning */
	{ { { 6, 0, 1, 0, "abc", 0 }, { 6, 2, 1, 0, "def", 0 } }, NULL },	/* overlaps */
	{ { { 6, 0, 1, 0, "abc", 0 }, { 7, 3, 1, 0, "def", 0 } }, NULL },	/* grows */
	{ { { 6, 0, 1, 0, "abc", 0 }, { 6, 3, 1, 1, "def", 0 } }, NULL },	/* elsewhere */
	{ { { 6, 0, 1, 0, "abc", 0 }, { 3, 0, 1, 0, "def", 0 } }, NULL },	/* never ends */
	{ { { 6, 0, 1, 0, "abc", 100 } }, NULL },			/* behind the batch */
	{ { { 2, 0, 1, 0, "abc", 0 } }, NULL },				/* more than there is */
	{ { { 0xffffffff, 0, 1, 0, "abc", 0 } }, NULL },		/* too much to believe */
	{ { { 6, 0xfffffffe, 1, 0, "abc", 0 } }, NULL },
};

static size_t put_part(unsigned char *at, const struct part *p)
{
	size_t n = strlen(p->bytes);
	struct wk_wire_record r = {
		.len = p->len, .bytes = p->lie ? p->lie : (uint32_t)n, .offset = p->offset,
		.type = p->type, .cpu = p->cpu, .seq = p->cpu + 7,
	};

	memcpy(at, &r, sizeof(r));
	memset(at + sizeof(r), 0, (n + 7) & ~(size_t)7);
	memcpy(at + sizeof(r), p->bytes, n);
	return sizeof(r) + ((n + 7) & ~(size_t)7);
}

/* All parts in one batch, or each in its own. */
static void test_batch(size_t i, bool each)
{
	unsigned char bytes[512];
	struct came came = { .n = 0 };
	struct parts parts = { 0 };
	size_t n = 0;
	int err = 0;
	void *copy;

	for (size_t k = 0; k < 3 && batches[i].parts[k].bytes && !err; k++) {
		n += put_part(bytes + n, &batches[i].parts[k]);
		if (!each && k < 2 && batches[i].parts[k + 1].bytes)
			continue;
		copy = exactly(bytes, n);
		err = parts_batch(&parts, copy, n, note_record, &came);
		free(copy);
		n = 0;
	}
	tap_ok(batches[i].want ? !err && same(came.text, batches[i].want) : err,
	       "batch %zu%s", i, each ? " in pieces" : "");
	parts_clear(&parts);
}

static void test_batches(void)
{
	struct came came = { .n = 0 };
	struct parts parts = { 0 };

	for (size_t i = 0; i < sizeof(batches) / sizeof(batches[0]); i++) {
		test_batch(i, false);
		test_batch(i, true);
	}
	tap_ok(parts_batch(&parts, "0123456789", 10, note_record, &came), "batch: half a head");
}

/* ---- accounts ---- */

static void test_account(void)
{
	struct wk_wire_account a = { .emitted = 10, .delivered = 7 };
	char text[200];

	a.dropped[WK_DROP_RING_FULL] = 2;
	a.dropped[WK_DROP_FAULT] = 1;
	tap_ok(same(account_text(&a, text, sizeof(text)),
		    "emitted 10 = delivered 7 + dropped 3 (ring_full 2, fault 1)"), "account: text");
	tap_ok(account_holds(&a, 7), "account: it holds");
	tap_ok(!account_holds(&a, 6), "account: one has not arrived");
	for (int i = 0; i < WK_DROP_COUNT; i++) {
		a.dropped[i]++;
		tap_ok(!account_holds(&a, 7), "account: cause %d counts", i);
		a.dropped[i]--;
	}
	a.dropped[WK_DROP_FAULT] = a.dropped[WK_DROP_RING_FULL] = 0;
	a.emitted = 7;
	tap_ok(same(account_text(&a, text, sizeof(text)),
		    "emitted 7 = delivered 7 + dropped 0"), "account: nothing lost");
}

/* ---- manifests ---- */

static const char good[] =
	"{'name':'x','version':'2','records':[{'id':1,'name':'exec','fields':[]},"
	"{'id':4294967295,'name':'exit','fields':[{'name':'a','type':'u8'}]}],"
	"'maps':[{'name':'h','kind':'hash','key':'u32','value':[{'name':'n','type':'u64'}],"
	"'entries':10,'show':true},{'name':'l','kind':'histogram'},"
	"{'name':'m','kind':'histogram','entries':5,'min':10,'step':2}],"
	"'params':[{'name':'pid','type':'number','default':-1},{'name':'all','type':'bool'},"
	"{'name':'exe','type':'text','default':'/bin/sh'}],"
	"'limits':{'fuel':1000,'memory':'1M','stack':512,'ring':'64K'}}";

static int parse_manifest(const char *text, struct manifest *m, char reason[CLI_WHY])
{
	char *json = quotes(text);
	int err = manifest_parse(json, strlen(json), m, reason);

	free(json);
	return err;
}

static void test_manifest(void)
{
	char reason[CLI_WHY] = "";
	struct manifest m;

	tap_ok(!parse_manifest(good, &m, reason) && m.nrecords == 2 && m.nmaps == 3 &&
	       m.nparams == 3, "manifest: all of it %s", reason);
	tap_ok(manifest_record(&m, 4294967295) == &m.records[1] && !manifest_record(&m, 2),
	       "manifest: records by number");
	tap_ok(manifest_map(&m, "h")->show && manifest_map(&m, "h")->key.size == 4 &&
	       manifest_map(&m, "l")->entries == 0 && manifest_map(&m, "m")->step == 2,
	       "manifest: maps");
	tap_ok(m.limits.fuel == 1000 && m.limits.pages == 16 && m.limits.stack == 512 &&
	       m.limits.ring == 65536, "manifest: limits");
	tap_ok(!manifest_set(&m, "pid=0x10", reason) && m.params[0].value == 16, "set: a number");
	tap_ok(!manifest_set(&m, "all=yes", reason) && m.params[1].value == 1, "set: a bool");
	tap_ok(!manifest_set(&m, "exe=a=b", reason) && same(m.params[2].text, "a=b"),
	       "set: a text");
	tap_ok(manifest_set(&m, "pid=12x", reason) && says(reason, "is a number"), "set: no number");
	tap_ok(manifest_set(&m, "all=2", reason) && says(reason, "is a bool"), "set: no bool");
	tap_ok(manifest_set(&m, "pid", reason) && says(reason, "pid=VALUE"), "set: no value");
	tap_ok(manifest_set(&m, "pdi=1", reason) && says(reason, "it has pid, all, exe"),
	       "set: no such parameter");
	manifest_clear(&m);
}

static const struct {
	const char *text;
	const char *reason;
} bad_manifests[] = {
	{ "", "no JSON" }, { "[]", "no object" }, { "{'name':1}", "no text" },
	{ "{'nmae':'x'}", "no key \"nmae\"" }, { "{'name':'a b'}", "none a blank" },
	{ "{'records':{}}", "no list" }, { "{'records':[1]}", "no object" },
	{ "{'records':[{'id':-1,'name':'a','fields':[]}]}", "no number from 0" },
	{ "{'records':[{'id':1,'name':'a','fields':[]},{'id':1,'name':'b','fields':[]}]}",
	  "that of a, too" },
	{ "{'records':[{'id':1,'name':'a','fields':[{'name':'x','type':'u9'}]}]}",
	  "record a: there is no type" },
	{ "{'maps':[{'name':'a','kind':'tree','entries':1}]}", "no kind \"tree\"" },
	{ "{'maps':[{'name':'a','kind':'hash','key':'u8','value':'u8'}]}", "\"entries\"" },
	{ "{'maps':[{'name':'a','kind':'hash','value':'u8','entries':1}]}", "\"key\" is missing" },
	{ "{'maps':[{'name':'a','kind':'hash','key':'text','value':'u8','entries':1}]}",
	  "fixed size" },
	{ "{'maps':[{'name':'a','kind':'histogram','entries':4}]}", "\"step\"" },
	{ "{'maps':[{'name':'a','kind':'histogram','min':4}]}", "only a histogram with" },
	{ "{'params':[{'name':'a','type':'float'}]}", "number, bool or text" },
	{ "{'params':[{'name':'a','type':'bool','default':1}]}", "another type" },
	{ "{'params':[{'name':'a','type':'bool'},{'name':'a','type':'bool'}]}", "of its own" },
	{ "{'limits':{'fuel':0}}", "limit fuel" }, { "{'limits':{'time':1}}", "no key \"time\"" },
	{ "{'limits':{'ring':'64Q'}}", "limit ring" },
};

static void test_bad_manifests(void)
{
	for (size_t i = 0; i < sizeof(bad_manifests) / sizeof(bad_manifests[0]); i++) {
		char reason[CLI_WHY] = "";
		struct manifest m;
		int err = parse_manifest(bad_manifests[i].text, &m, reason);

		tap_ok(err && says(reason, bad_manifests[i].reason), "bad manifest %zu", i);
		manifest_clear(&m);
	}
}

/* ---- names of hooks ---- */

static const struct {
	const char *name;
	const char *what;	/* type group|symbol|path|offset|..., or why it is refused */
	bool bad;
} names[] = {
	{ "kprobe:do_exit", "kprobe |do_exit||0|0|0|0", false },
	{ "kprobe:do_exit+0x10", "kprobe |do_exit||16|0|0|0", false },
	{ "kprobe:nf_tables:nft_do_chain", "kprobe nf_tables|nft_do_chain||0|0|0|0", false },
	{ "kprobe:vfs_*", "kprobe |vfs_*||0|0|0|0", false },
	{ "kretprobe:vfs_read.isra.0", "kretprobe |vfs_read.isra.0||0|0|0|0", false },
	{ "tracepoint:sched/sched_switch", "tracepoint sched|sched_switch||0|0|0|0", false },
	{ "tracepoint:sched:sched_switch", "tracepoint sched|sched_switch||0|0|0|0", false },
	{ "uprobe:/usr/bin/a:main", "uprobe |main|/usr/bin/a|0|0|0|0", false },
	{ "uprobe:/a:b/c:main+4", "uprobe |main|/a:b/c|4|0|0|0", false },
	{ "uprobe:libc:0x1234", "uprobe ||libc|4660|0|0|0", false },
	{ "uretprobe:libc.so.6:malloc", "uretprobe |malloc|libc.so.6|0|0|0|0", false },
	{ "timer:100ms", "timer |||0|100000000|0|0", false },
	{ "timer:1s", "timer |||0|1000000000|0|0", false },
	{ "netfilter:local_in", "netfilter |||0|0|1|0", false },
	{ "netfilter6:post_routing:-300", "netfilter6 |||0|0|4|-300", false },
	{ "syscall:openat", "syscall |openat||0|0|0|0", false },
	{ "sysret:*", "sysret |*||0|0|0|0", false },
	{ "syscall:#257", "syscall |#257||257|0|0|0", false },
	{ "kprobe:", "empty", true },
	{ "kprobe:a b", "no name of a function", true },
	{ "kprobe:a+", "no offset", true },
	{ "kprobe:a+-1", "no offset", true },
	{ "kprobe:a*+1", "a pattern has no offset", true },
	{ "kretprobe:a+1", "a return has no offset", true },
	{ "tracepoint:syscalls/sys_enter_openat", "write syscall:openat", true },
	{ "tracepoint:syscalls/sys_exit_openat", "write sysret:openat", true },
	{ "uprobe:main", "no \":FUNCTION\"", true },
	{ "uprobe::main", "empty", true },
	{ "timer:100", "no interval", true },
	{ "timer:-1s", "no interval", true },
	{ "timer:0s", "no interval", true },
	{ "timer:99999999999999999999s", "no interval", true },
	{ "netfilter:input", "local_in", true },
	{ "netfilter:local_in:x", "no priority", true },
	{ "netfilter:local_in:4294967296", "no priority", true },
	{ "kprob:x", "no such kind", true },
	{ "main", "no such kind", true },
};

static void test_name(size_t i)
{
	char reason[CLI_WHY] = "", got[256];
	static struct hook_name h;
	int err = hook_parse(names[i].name, &h, reason);

	if (names[i].bad) {
		tap_ok(err && says(reason, names[i].what), "bad name %s", names[i].name);
		return;
	}
	snprintf(got, sizeof(got), "%s %s|%.60s|%.60s|%llu|%llu|%u|%d", hook_type_name(h.type),
		 h.group, h.symbol, h.path, (unsigned long long)h.offset,
		 (unsigned long long)h.interval, h.hook, h.priority);
	tap_ok(!err && same(err ? reason : got, names[i].what), "name %s", names[i].name);
}

static const struct {
	const char *name;
	const char *want;	/* NULL: refused */
} substitutions[] = {
	{ "uprobe:$exe:main", "uprobe:/bin/sh:main" }, { "a$$b", "a$b" }, { "$exe", "/bin/sh" },
	{ "$exe$exe", "/bin/sh/bin/sh" }, { "a$", "a$" }, { "$pid", NULL }, { "$nothing", NULL },
	{ "$exes", NULL },
};

static void test_substitute(void)
{
	char reason[CLI_WHY], got[64];
	struct manifest m;

	parse_manifest(good, &m, reason);
	for (size_t i = 0; i < sizeof(substitutions) / sizeof(substitutions[0]); i++) {
		int err = hook_substitute(substitutions[i].name, &m, got, sizeof(got), reason);

		tap_ok(substitutions[i].want ? !err && same(got, substitutions[i].want) : err,
		       "parameters in %s", substitutions[i].name);
	}
	tap_ok(hook_substitute("$exe$exe$exe", &m, got, 20, reason) && says(reason, "too long"),
	       "parameters: too long");
	manifest_set(&m, "exe=", reason);
	tap_ok(hook_substitute("uprobe:$exe:main", &m, got, sizeof(got), reason) &&
	       says(reason, "--set exe="), "parameters: one that must be set");
	manifest_clear(&m);
}

static void test_is_name(void)
{
	tap_ok(hook_is_name("kprobe:x", 8) && hook_is_name("timer:\0", 7), "names: hooks");
	tap_ok(!hook_is_name("kprobe", 6) && !hook_is_name("kprobes:x", 9) &&
	       !hook_is_name("", 0) && !hook_is_name(":", 1), "names: others");
}

/* ---- keys and values that people write ---- */

#define PAIR "[{\"name\":\"a\",\"type\":\"u16\"},{\"name\":\"b\",\"type\":\"char[2]\"}]"

static const struct {
	const char *layout;
	const char *text;
	const char *want;	/* hex; NULL: refused */
} encodings[] = {
	{ "\"u32\"", "258", "02010000" },
	{ "\"u32\"", "4294967295", "ffffffff" },
	{ "\"u32\"", "4294967296", NULL },
	{ "\"u32\"", "-1", NULL },
	{ "\"u32\"", "\"0x10\"", "10000000" },
	{ "\"u32\"", "0x10", "10000000" },
	{ "\"u32\"", "ten", NULL },
	{ "\"u32\"", "", NULL },
	{ "\"u64\"", "\"18446744073709551615\"", "ffffffffffffffff" },
	{ "\"u64\"", "18446744073709551616", NULL },
	{ "\"u64\"", "-1", NULL },
	{ "\"i64\"", "-2", "feffffffffffffff" },
	{ "\"i8\"", "-128", "80" },
	{ "\"i8\"", "-129", NULL },
	{ "\"i8\"", "128", NULL },
	{ "\"bool\"", "true", "01" },
	{ "\"syscall\"", "read", "00000000" },
	{ "\"u16[2]\"", "[1,2]", "01000200" },
	{ "\"u16[2]\"", "[1]", NULL },
	{ "\"char[4]\"", "ab", "61620000" },
	{ "\"char[4]\"", "123", "31323300" },
	{ "\"char[4]\"", "abcde", NULL },
	{ "\"byte[2]\"", "0aFF", "0aff" },
	{ "\"ipv4\"", "10.0.0.1", NULL },
	{ "\"ipv4\"", "hex:0a000001", "0a000001" },
	{ "\"ipv4\"", "hex:0a0000", NULL },
	{ "\"ipv4\"", "hex:0a00000g", NULL },
	{ PAIR, "{\"a\":1,\"b\":\"xy\"}", "01007879" },
	{ PAIR, "{\"b\":\"x\"}", "00007800" },
	{ PAIR, "{\"c\":1}", NULL },
	{ PAIR, "1", NULL },
};

static void test_encoding(size_t i)
{
	json_t *list = json_loads(encodings[i].layout, JSON_DECODE_ANY, NULL);
	unsigned char bytes[16];
	char hex[33] = "", reason[CLI_WHY] = "";
	struct layout l;
	int err;

	tap_ok(!layout_parse(list, &l, reason), "encoding %zu: layout", i);
	err = encode_text(&l, encodings[i].text, bytes, l.size, reason);
	for (uint32_t b = 0; !err && b < l.size; b++)
		sprintf(hex + 2 * b, "%02x", bytes[b]);
	tap_ok(encodings[i].want ? !err && !strcmp(hex, encodings[i].want) : err && *reason,
	       "%s as %s: %s", encodings[i].text, encodings[i].layout, err ? reason : hex);
	layout_clear(&l);
	json_decref(list);
}

/* ---- all ---- */

static int msgpack_filter(void)
{
	static char bytes[1 << 20];
	size_t n = fread(bytes, 1, sizeof(bytes), stdin);
	char *text = dump(msgpack_json(bytes, n));

	puts(text ? text : "malformed");
	free(text);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "--msgpack"))
		return msgpack_filter();
	if (argc != 2)
		return 2;
	setenv("TZ", "UTC", 1);
	clock_set_offset(1000000000ll * 1000000000);
	test_escape();
	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++)
		test_record(i);
	test_head();
	for (size_t i = 0; i < sizeof(bad_layouts) / sizeof(bad_layouts[0]); i++)
		test_bad_layout(i);
	for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++)
		test_encoding(i);
	test_msgpack();
	test_batches();
	test_account();
	test_manifest();
	test_bad_manifests();
	test_metrics();
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		test_name(i);
	test_substitute();
	test_is_name();
	test_files(argv[1]);
	return tap_end();
}
