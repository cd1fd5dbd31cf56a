// SPDX-License-Identifier: GPL-2.0
/* Programs and libraries: where their functions are, by libelf. */

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf.h"

/**
 * struct image - an open file
 * @path: of it
 * @fd: descriptor
 * @elf: libelf's
 */
struct image {
	const char *path;
	int fd;
	Elf *elf;
};

static int image_open(struct image *im, const char *path, char reason[CLI_WHY])
{
	im->path = path;
	im->elf = NULL;
	im->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (im->fd < 0)
		return why(reason, "%.200s: %s", path, strerror(errno));
	elf_version(EV_CURRENT);
	im->elf = elf_begin(im->fd, ELF_C_READ, NULL);
	if (im->elf && elf_kind(im->elf) == ELF_K_ELF)
		return 0;
	elf_end(im->elf);
	close(im->fd);
	return why(reason, "%.200s: not an ELF file", path);
}

static void image_close(struct image *im)
{
	elf_end(im->elf);
	close(im->fd);
}

/* ---- addresses and offsets: program headers say, sections may be gone ---- */

static bool find_segment(const struct image *im, uint64_t at, bool is_offset, GElf_Phdr *ph)
{
	size_t n;

	if (elf_getphdrnum(im->elf, &n))
		return false;
	for (size_t i = 0; i < n; i++) {
		uint64_t start;

		if (!gelf_getphdr(im->elf, (int)i, ph) || ph->p_type != PT_LOAD ||
		    !(ph->p_flags & PF_X))
			continue;
		start = is_offset ? ph->p_offset : ph->p_vaddr;
		if (at >= start && at - start < ph->p_filesz)
			return true;
	}
	return false;
}

static int to_offset(const struct image *im, uint64_t address, uint64_t *offset,
		     const char *symbol, char reason[CLI_WHY])
{
	GElf_Phdr ph;

	if (!find_segment(im, address, false, &ph))
		return why(reason, "%.200s: %.100s is not in a segment of code", im->path, symbol);
	*offset = address - ph.p_vaddr + ph.p_offset;
	return 0;
}

/* ---- symbols ---- */

/**
 * struct table - a symbol table
 * @data: its bytes
 * @n: symbols
 * @strings: section of their names
 */
struct table {
	Elf_Data *data;
	size_t n;
	size_t strings;
};

static bool find_table(const struct image *im, uint32_t type, struct table *t)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr sh;

	while ((scn = elf_nextscn(im->elf, scn))) {
		if (!gelf_getshdr(scn, &sh) || sh.sh_type != type || !sh.sh_entsize)
			continue;
		t->data = elf_getdata(scn, NULL);
		t->n = sh.sh_size / sh.sh_entsize;
		t->strings = sh.sh_link;
		return t->data != NULL;
	}
	return false;
}

static const char *symbol_at(const struct image *im, const struct table *t, size_t i, GElf_Sym *sym)
{
	if (!gelf_getsym(t->data, (int)i, sym) || sym->st_shndx == SHN_UNDEF)
		return NULL;
	return elf_strptr(im->elf, t->strings, sym->st_name);
}

static bool is_function(const GElf_Sym *sym)
{
	unsigned int type = GELF_ST_TYPE(sym->st_info);

	return type == STT_FUNC || type == STT_GNU_IFUNC;
}

/* A function is better than data of that name, a global one better than a local one. */
static int rank(const GElf_Sym *sym)
{
	return 1 + 2 * is_function(sym) + (GELF_ST_BIND(sym->st_info) != STB_LOCAL);
}

static int search(const struct image *im, uint32_t type, const char *name, GElf_Sym *found,
		  int best)
{
	struct table t;
	GElf_Sym sym;

	if (!find_table(im, type, &t))
		return best;
	for (size_t i = 0; i < t.n; i++) {
		const char *s = symbol_at(im, &t, i, &sym);

		if (!s || strcmp(s, name) || rank(&sym) <= best)
			continue;
		best = rank(&sym);
		*found = sym;
	}
	return best;
}

static int find_symbol(const struct image *im, const char *name, GElf_Sym *sym,
		       char reason[CLI_WHY])
{
	struct table t;
	int best = search(im, SHT_SYMTAB, name, sym, 0);

	best = search(im, SHT_DYNSYM, name, sym, best);
	if (!best && !find_table(im, SHT_SYMTAB, &t))
		return why(reason, "%.200s: no function %.100s; the file is stripped, only what it exports has names",
			   im->path, name);
	if (!best)
		return why(reason, "%.200s: no function %.100s", im->path, name);
	if (!is_function(sym) && GELF_ST_TYPE(sym->st_info) != STT_NOTYPE)
		return why(reason, "%.200s: %.100s is data, not a function", im->path, name);
	return 0;
}

static int image_offset(const struct image *im, const char *symbol, uint64_t plus, uint64_t *offset,
			char reason[CLI_WHY])
{
	GElf_Sym sym;

	if (find_symbol(im, symbol, &sym, reason))
		return -1;
	if (plus && plus >= sym.st_size)
		return why(reason, "%.200s: %.100s has %llu bytes, and no offset %llu", im->path,
			   symbol, (unsigned long long)sym.st_size, (unsigned long long)plus);
	return to_offset(im, sym.st_value + plus, offset, symbol, reason);
}

int elf_offset(const char *path, const char *symbol, uint64_t plus, uint64_t *offset,
	       char reason[CLI_WHY])
{
	struct image im;
	int err;

	if (image_open(&im, path, reason))
		return -1;
	err = image_offset(&im, symbol, plus, offset, reason);
	image_close(&im);
	return err;
}

int elf_check_offset(const char *path, uint64_t offset, char reason[CLI_WHY])
{
	struct image im;
	GElf_Phdr ph;
	bool ok;

	if (image_open(&im, path, reason))
		return -1;
	ok = find_segment(&im, offset, true, &ph);
	image_close(&im);
	return ok ? 0 : why(reason, "%.200s: there is no code at offset %#llx", path,
			    (unsigned long long)offset);
}

static int each_function(const struct image *im, uint32_t type,
			 int (*each)(void *data, const char *name, uint64_t offset), void *data)
{
	char reason[CLI_WHY];
	uint64_t offset = 0;
	struct table t;
	GElf_Sym sym;
	int err = 0;

	if (!find_table(im, type, &t))
		return 0;
	for (size_t i = 0; i < t.n && !err; i++) {
		const char *s = symbol_at(im, &t, i, &sym);

		if (s && is_function(&sym) && !to_offset(im, sym.st_value, &offset, s, reason))
			err = each(data, s, offset);
	}
	return err;
}

int elf_functions(const char *path, int (*each)(void *data, const char *name, uint64_t offset),
		  void *data, char reason[CLI_WHY])
{
	struct image im;
	struct table t;
	int err;

	if (image_open(&im, path, reason))
		return -1;
	/* What is exported is in the full table, too, where there is one. */
	err = each_function(&im, find_table(&im, SHT_SYMTAB, &t) ? SHT_SYMTAB : SHT_DYNSYM, each,
			    data);
	image_close(&im);
	return err;
}

/* ---- the cache of the dynamic loader ---- */

#define CACHE_PATH	"/etc/ld.so.cache"
#define CACHE_MAGIC	"glibc-ld.so.cache1.1"

struct cache_head {
	char magic[20];
	uint32_t nlibs;
	uint32_t len_strings;
	uint32_t unused[5];
};

struct cache_entry {
	int32_t flags;
	uint32_t key;
	uint32_t value;
	uint32_t osversion;
	uint64_t hwcap;
};

/* FLAG_ELF_LIBC6 and the ABI of this tool. */
#if defined(__x86_64__)
#define CACHE_FLAGS	0x0303
#elif defined(__aarch64__)
#define CACHE_FLAGS	0x0a03
#else
#define CACHE_FLAGS	0x0003
#endif

static const char *cache_string(const char *cache, size_t n, uint32_t at)
{
	return at < n && memchr(cache + at, '\0', n - at) ? cache + at : NULL;
}

/* "libc" is libc.so and what follows it; "libc.so.6" is only itself. */
static bool same_library(const char *key, const char *name)
{
	size_t len = strlen(name);

	if (strncmp(key, name, len))
		return false;
	return !key[len] || (!strstr(name, ".so") && !strncmp(key + len, ".so", 3));
}

const char *elf_cache_find(const void *bytes, size_t n, const char *name)
{
	const char *cache = bytes;
	struct cache_head head;
	struct cache_entry e;

	if (n < sizeof(head))
		return NULL;
	memcpy(&head, cache, sizeof(head));
	if (memcmp(head.magic, CACHE_MAGIC, sizeof(head.magic)) ||
	    head.nlibs > (n - sizeof(head)) / sizeof(e))
		return NULL;
	for (uint32_t i = 0; i < head.nlibs; i++) {
		const char *key;

		memcpy(&e, cache + sizeof(head) + i * sizeof(e), sizeof(e));
		key = cache_string(cache, n, e.key);
		if (e.flags == CACHE_FLAGS && key && same_library(key, name))
			return cache_string(cache, n, e.value);
	}
	return NULL;
}

static char *read_cache(size_t *n)
{
	FILE *f = fopen(CACHE_PATH, "re");
	size_t size = 16 << 20;
	char *bytes = f ? malloc(size) : NULL;

	*n = bytes ? fread(bytes, 1, size, f) : 0;
	if (f)
		fclose(f);
	return bytes;
}

/* ---- names of files ---- */

static bool find_library(const char *name, char *path, size_t size)
{
	size_t n;
	char *cache = read_cache(&n);
	const char *found = cache ? elf_cache_find(cache, n, name) : NULL;

	if (found)
		snprintf(path, size, "%s", found);
	free(cache);
	return found != NULL;
}

static bool find_program(const char *name, char *path, size_t size)
{
	const char *dirs = getenv("PATH");

	for (const char *p = dirs ? dirs : ""; *p;) {
		size_t len = strcspn(p, ":");

		snprintf(path, size, "%.*s/%s", (int)len, p, name);
		if (len && !access(path, X_OK))
			return true;
		p += len + (p[len] == ':');
	}
	return false;
}

int elf_find(const char *name, char *path, size_t size, char reason[CLI_WHY])
{
	char *real;

	if (strchr(name, '/'))
		snprintf(path, size, "%s", name);
	else if (!find_library(name, path, size) && !find_program(name, path, size))
		return why(reason, "%.100s is no library that the dynamic loader knows, and no program in $PATH",
			   name);
	/* The kernel may see the file from another directory. */
	real = realpath(path, NULL);
	if (!real)
		return why(reason, "%.200s: %s", path, strerror(errno));
	snprintf(path, size, "%s", real);
	free(real);
	return 0;
}
