/* SPDX-License-Identifier: GPL-2.0 */
/* Programs and libraries: where their functions are. */
#ifndef _WK_CLI_ELF_H
#define _WK_CLI_ELF_H

#include <stddef.h>
#include <stdint.h>

#include "why.h"

/**
 * elf_offset() - where a function lies in a file
 * @path: program or library
 * @symbol: name of the function
 * @plus: bytes behind its beginning
 * @offset: where it goes: offset in the file, as uprobes want it
 *
 * Return: 0 or -1; the reason names file and symbol.
 */
int elf_offset(const char *path, const char *symbol, uint64_t plus, uint64_t *offset,
	       char reason[CLI_WHY]);

/** elf_check_offset() - is that an offset of code in the file? Return: 0 or -1 */
int elf_check_offset(const char *path, uint64_t offset, char reason[CLI_WHY]);

/**
 * elf_functions() - calls @each for every function that a file defines
 * @each: a return other than 0 ends it
 *
 * Return: 0, what @each said, or -1.
 */
int elf_functions(const char *path, int (*each)(void *data, const char *name, uint64_t offset),
		  void *data, char reason[CLI_WHY]);

/**
 * elf_find() - the file that a name means
 * @name: a path; "libc" or "libc.so.6", looked up as the dynamic loader does; or a program,
 *        looked up in $PATH
 * @path: where its path goes, with @size bytes
 *
 * Return: 0 or -1.
 */
int elf_find(const char *name, char *path, size_t size, char reason[CLI_WHY]);

/**
 * elf_cache_find() - a library in the bytes of an ld.so.cache
 * @cache: any bytes
 * @n: how many
 * @name: "libc" or "libc.so.6"
 *
 * Return: its path, in @cache, or NULL.
 */
const char *elf_cache_find(const void *cache, size_t n, const char *name);

#endif /* _WK_CLI_ELF_H */
