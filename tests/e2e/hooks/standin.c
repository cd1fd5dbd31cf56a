// SPDX-License-Identifier: GPL-2.0
/*
 * Stands in for Fluent Bit: a function of the shape of flb_input_log_append(), called with
 * MessagePack of all kinds of sizes and places. What each call must look like is written to
 * standard output, a line each, as flb_trace shows it.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int flb_input_log_append(void *ins, const char *tag, size_t tag_len, const void *buf, size_t size);

__attribute__((noinline))
int flb_input_log_append(void *ins, const char *tag, size_t tag_len, const void *buf, size_t size)
{
	__asm__ volatile("" :: "r"(ins), "r"(tag), "r"(tag_len), "r"(buf), "r"(size) : "memory");
	return 0;
}

static void append(const void *buf, size_t size)
{
	flb_input_log_append(NULL, "tag", 3, buf, size);
}

/* A str32 that fills @size bytes, of letters that differ from place to place. */
static void fill(unsigned char *buf, size_t size)
{
	size_t len = size - 5;

	buf[0] = 0xdb;
	for (int i = 0; i < 4; i++)
		buf[1 + i] = (unsigned char)(len >> (24 - 8 * i));
	for (size_t i = 0; i < len; i++)
		buf[5 + i] = (unsigned char)('a' + (i + i / 26) % 26);
}

static void want(size_t size, const char *state, const char *event, size_t len)
{
	printf("%zu %s \"%.*s\"\n", size, state, (int)len, event);
}

static void whole(unsigned char *buf, size_t size)
{
	fill(buf, size);
	append(buf, size);
	want(size, "whole", (char *)buf + 5, size - 5);
}

/* An event as Fluent Bit makes them: 55 bytes. */
static void seed(void)
{
	static const unsigned char head[] = {
		0xdd, 0, 0, 0, 2, 0xdd, 0, 0, 0, 2,
		0xd7, 0, 0x64, 0xac, 0x3b, 0x5e, 0, 0, 0, 1, 0x80,
		0x81, 0xa7, 'm', 'e', 's', 's', 'a', 'g', 'e', 0xb8,
	};
	unsigned char buf[55];

	memcpy(buf, head, sizeof(head));
	memcpy(buf + sizeof(head), "twenty-four letters long", 24);
	append(buf, sizeof(buf));
	printf("55 whole [[\"2023-07-10T17:09:50.000000001Z\",{}],"
	       "{\"message\":\"twenty-four letters long\"}]\n");
}

/* Pages of a file that nobody has touched, at least not here. */
static void absent(const char *path)
{
	unsigned char *buf = malloc(8192);
	FILE *f = fopen(path, "w+");
	void *map;

	fill(buf, 8192);
	fwrite(buf, 1, 8192, f);
	fflush(f);
	map = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, fileno(f), 0);
	append(map, 8192);
	want(8192, "whole", (char *)buf + 5, 8187);
}

/* The last bytes before a page that must not be read. */
static void *brink(void)
{
	char *map = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	mprotect(map + 4096, 4096, PROT_NONE);
	memset(map, 7, 4096);
	return map + 4000;
}

int main(int argc, char **argv)
{
	unsigned char *buf = malloc(70000);

	if (argc != 2)
		return 2;
	/* Until whoever watches is there. */
	getchar();
	append(buf, 0);
	printf("0 whole {\"malformed\":\"\"}\n");
	buf[0] = 7;
	append(buf, 1);
	printf("1 whole 7\n");
	seed();
	whole(buf, 4095);
	whole(buf, 4096);
	whole(buf, 4097);
	whole(buf, 65536);
	absent(argv[1]);
	append((void *)8, 100);
	printf("100 fault {\"malformed\":\"\"}\n");
	append((void *)0xffff888000000000, 100);
	printf("100 fault {\"malformed\":\"\"}\n");
	append(brink(), (size_t)1 << 40);
	printf("1099511627776 fault {\"malformed\":\"\"}\n");
	return 0;
}
