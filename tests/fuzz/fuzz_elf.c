// SPDX-License-Identifier: GPL-2.0
/*
 * Any file as a program with functions, in which uprobes are found; and any name as one of a
 * link-time constant. The types are those of the file that WK_FUZZ_BTF names: libbpf believes what
 * it reads, and the tool gives it nothing but the kernel's own types. The name, up to a NUL byte,
 * comes in front.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../userspace/cli/btf.h"
#include "../../userspace/cli/elf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool failed, const char *reason)
{
	if (failed && !*reason)
		abort();
}

static int each_function(void *data, const char *name, uint64_t offset)
{
	size_t *sum = data;

	*sum += strlen(name) + offset;
	return *sum == 12345;
}

static void each_tracepoint(void *data, const char *name)
{
	*(size_t *)data += strlen(name);
}

static void as_program(const char *path, const char *name)
{
	char reason[CLI_WHY] = "";
	uint64_t offset = 0;
	size_t sum = 0;

	check(elf_offset(path, name, 1, &offset, reason), reason);
	reason[0] = '\0';
	check(elf_check_offset(path, offset, reason), reason);
	reason[0] = '\0';
	check(elf_functions(path, each_function, &sum, reason) < 0, reason);
}

static void as_constant(const char *name)
{
	static struct kernel_types *t;
	char reason[CLI_WHY] = "";
	int64_t value;
	size_t sum = 0;

	if (!t)
		t = types_open(getenv("WK_FUZZ_BTF"), reason);
	if (!t)
		abort();
	check(types_constant(t, name, &value, reason), reason);
	json_decref(types_function(t, name));
	json_decref(types_tracepoint(t, name));
	types_each_tracepoint(t, each_tracepoint, &sum);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, 0, size);
	char path[64];
	int fd;

	if (!end)
		return 0;
	fd = memfd_create("fuzz", MFD_CLOEXEC);
	if (fd < 0)
		return 0;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	size -= (size_t)(end + 1 - data);
	if (write(fd, end + 1, size) == (ssize_t)size)
		as_program(path, (const char *)data);
	close(fd);
	as_constant((const char *)data);
	return 0;
}
