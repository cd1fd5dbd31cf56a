// SPDX-License-Identifier: GPL-2.0
/* Where functions are in files, and types in a kernel. */
#include <unistd.h>

#include "../../userspace/cli/btf.h"
#include "../../userspace/cli/elf.h"
#include "../../userspace/cli/ksyms.h"
#include "trace_test.h"

/* ---- files ---- */

/* What the file has at the offset of a function: its first instructions have a mark. */
static bool marked(const char *path, uint64_t offset)
{
	static const unsigned char mark[] = { 0x48, 0xb8, 'w', 'k', '-', 'm', 'a', 'r', 'k', '!' };
	unsigned char bytes[64];
	FILE *f = fopen(path, "re");
	bool found = false;

	if (f && !fseek(f, (long)offset, SEEK_SET) && fread(bytes, 1, sizeof(bytes), f))
		for (size_t i = 0; i + sizeof(mark) <= sizeof(bytes); i++)
			found |= !memcmp(bytes + i, mark, sizeof(mark));
	if (f)
		fclose(f);
	return found;
}

static void test_elf_good(const char *dir, const char *file, const char *symbol)
{
	char path[4096], reason[CLI_WHY] = "";
	uint64_t offset = 0, plus = 0;
	int err;

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	err = elf_offset(path, symbol, 0, &offset, reason);
	tap_ok(!err && marked(path, offset), "elf: %s of %s %s", symbol, file, reason);
	err = elf_offset(path, symbol, 4, &plus, reason);
	tap_ok(!err && plus == offset + 4, "elf: %s+4 of %s", symbol, file);
	tap_ok(!elf_check_offset(path, offset, reason), "elf: code of %s", file);
}

static const struct {
	const char *file;
	const char *symbol;
	uint64_t plus;
	const char *reason;
} elf_bad[] = {
	{ "pie", "absent", 0, "no function absent" },
	{ "pie", "data", 0, "data is data, not a function" },
	{ "pie", "marked", 100000, "no offset 100000" },
	{ "pie-stripped", "marked", 0, "stripped" },
	{ "nothing-there", "marked", 0, "No such file" },
	{ "text", "marked", 0, "not an ELF file" },
	{ "pie", "puts", 0, "no function puts" },
};

static int count_functions(void *data, const char *name, uint64_t offset)
{
	(void)offset;
	*(int *)data += !strcmp(name, "marked");
	return 0;
}

static void test_elf(const char *dir)
{
	char path[4096], reason[CLI_WHY];
	uint64_t offset;
	int n = 0;

	test_elf_good(dir, "pie", "marked");
	test_elf_good(dir, "pie", "hidden");
	test_elf_good(dir, "fixed", "marked");
	test_elf_good(dir, "lib.so", "marked");
	test_elf_good(dir, "lib-stripped.so", "marked");
	test_elf_good(dir, "shifted", "marked");
	for (size_t i = 0; i < sizeof(elf_bad) / sizeof(elf_bad[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, elf_bad[i].file);
		reason[0] = '\0';
		tap_ok(elf_offset(path, elf_bad[i].symbol, elf_bad[i].plus, &offset, reason) &&
		       says(reason, elf_bad[i].reason) && says(reason, path), "elf: bad %zu", i);
	}
	snprintf(path, sizeof(path), "%s/pie", dir);
	tap_ok(elf_check_offset(path, 0, reason) && says(reason, "no code at offset 0"),
	       "elf: offset of the headers");
	tap_ok(!elf_functions(path, count_functions, &n, reason) && n == 1, "elf: list");
	tap_ok(!elf_find("libc", path, sizeof(path), reason) && says(path, "libc.so.6") &&
	       !access(path, R_OK), "elf: the library libc");
	tap_ok(!elf_find("libc.so.6", path, sizeof(path), reason) && says(path, "libc.so.6"),
	       "elf: the library libc.so.6");
	tap_ok(!elf_find("sh", path, sizeof(path), reason) && *path == '/', "elf: the program sh");
	tap_ok(elf_find("no-such-thing", path, sizeof(path), reason) &&
	       says(reason, "no-such-thing is no library"), "elf: neither");
}

/* A cache that is cut anywhere, or lies, is searched without harm. */
static void test_cache(void)
{
	size_t n = 0;
	FILE *f = fopen("/etc/ld.so.cache", "re");
	char *bytes = malloc(1 << 20);

	if (f)
		n = fread(bytes, 1, 1 << 20, f);
	for (size_t cut = 0; cut < n && cut < 4096; cut += 7) {
		char *copy = exactly(bytes, cut);

		elf_cache_find(copy, cut, "libc");
		free(copy);
	}
	tap_ok(n && elf_cache_find(bytes, n, "libc.so.6"), "cache: found");
	if (n > 48)
		memset(bytes + 48, 0xff, 24);
	tap_ok(!elf_cache_find(bytes, n, "no such"), "cache: an entry that lies");
	free(bytes);
	if (f)
		fclose(f);
}

/* ---- types ---- */

static const struct {
	const char *name;
	int64_t value;
	const char *reason;	/* NULL: it has a value */
} constants[] = {
	{ "outer.a", 0, NULL }, { "outer.b", 8, NULL }, { "struct outer.b", 8, NULL },
	{ "outer.in.y", 20, NULL }, { "outer.anon_x", 24, NULL }, { "outer.anon_deep", 28, NULL },
	{ "outer.list:size", 12, NULL }, { "outer.b:size", 8, NULL },
	{ "outer.flag2:bit", 387, NULL }, { "outer.flag2:bits", 5, NULL },
	{ "outer.b:bits", 64, NULL }, { "outer_t.b", 8, NULL }, { "union both.two", 0, NULL },
	{ "sizeof(outer)", 56, NULL }, { "sizeof(struct outer)", 56, NULL },
	{ "sizeof(outer_t)", 56, NULL }, { "sizeof(int)", 4, NULL },
	{ "colour.GREEN", 7, NULL }, { "enum:GREEN", 7, NULL },
	{ "outer.nothing?", -1, NULL }, { "no_such.f?", -1, NULL }, { "outer.b?", 8, NULL },
	{ "outer.nothing:exists", 0, NULL }, { "outer.b:exists", 1, NULL },
	{ "sizeof(no_such)?", -1, NULL }, { "enum:NO_SUCH?", -1, NULL },
	{ "outer.nothing", 0, "type outer has no field nothing" },
	{ "outer.in.z", 0, "type outer has no field z" },
	{ "outer.a.b", 0, "no field b" },
	{ "no_such.f", 0, "no type no_such" },
	{ "colour.BLUE", 0, "no BLUE" },
	{ "sizeof(no_such)", 0, "no type no_such" },
	{ "enum:NO_SUCH", 0, "no enumerator NO_SUCH" },
	{ "outer.flag2", 0, "bit field" },
	{ "outer.b:weight", 0, "what is \":weight\"" },
	{ "outer.b:weight?", 0, "what is" },
	{ "outer", 0, "neither" }, { "", 0, "neither" }, { "?", 0, "neither" },
	{ ".", 0, "neither" },
	{ "sizeof()", 0, "neither" }, { "outer.:size", 0, "neither" },
};

static void test_types(const char *dir)
{
	char path[4096], reason[CLI_WHY] = "";
	struct kernel_types *t;
	char *got;

	snprintf(path, sizeof(path), "%s/types.o", dir);
	t = types_open(path, reason);
	if (!tap_ok(t != NULL, "types: opened %s", reason))
		return;
	for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++) {
		int64_t value = 12345;
		int err = types_constant(t, constants[i].name, &value, reason);

		if (constants[i].reason)
			tap_ok(err && says(reason, constants[i].reason), "types: no \"%s\"",
			       constants[i].name);
		else if (!tap_ok(!err && value == constants[i].value, "types: \"%s\"",
				 constants[i].name))
			tap_note("%lld %s", (long long)value, err ? reason : "");
	}
	got = dump(types_function(t, "use"));
	tap_ok(same(got, "{\"args\":[{\"name\":\"o\",\"type\":\"struct outer *\"},"
			 "{\"name\":\"c\",\"type\":\"enum colour\"}],\"returns\":\"int\"}"),
	       "types: arguments");
	free(got);
	tap_ok(!types_function(t, "no_such"), "types: no such function");
	got = dump(types_tracepoint(t, "tick"));
	tap_ok(same(got, "{\"args\":[{\"name\":\"\",\"type\":\"int\"}],\"returns\":\"void\"}"),
	       "types: arguments of a tracepoint");
	free(got);
	types_close(t);
	tap_ok(!types_open("/dev/null", reason) && says(reason, "/dev/null"), "types: no types");
}

/* ---- system calls ---- */

static void test_calls(void)
{
	tap_ok(syscall_number("openat") == 257 && syscall_number("read") == 0 &&
	       syscall_number("opena") == -1, "system calls: numbers");
	tap_ok(same(syscall_name(257), "openat") && !syscall_name(-1), "system calls: names");
}

/* ---- all ---- */

void test_files(const char *dir)
{
	test_elf(dir);
	test_cache();
	test_types(dir);
	test_calls();
}
