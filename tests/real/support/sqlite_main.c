// SPDX-License-Identifier: GPL-2.0
/*
 * Runs SQL from standard input on a database in memory and prints every row.
 * SQLite wants a file system to exist, though it will not use it: here is one
 * in which nothing can be opened.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sqlite3.h"

static int no_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *f, int flags, int *out)
{
	(void)vfs;
	(void)name;
	(void)flags;
	(void)out;
	f->pMethods = NULL;
	return SQLITE_CANTOPEN;
}

static int no_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	(void)vfs;
	(void)name;
	(void)sync;
	return SQLITE_IOERR_DELETE;
}

static int no_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
	(void)vfs;
	(void)name;
	(void)flags;
	*out = 0;
	return SQLITE_OK;
}

static int same_name(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
	(void)vfs;
	snprintf(out, size, "%s", name);
	return SQLITE_OK;
}

/* The same everywhere: outputs are compared. */
static int fixed_random(sqlite3_vfs *vfs, int size, char *out)
{
	(void)vfs;
	memset(out, 42, size);
	return size;
}

static int fixed_time(sqlite3_vfs *vfs, double *now)
{
	(void)vfs;
	*now = 2460000.5;
	return SQLITE_OK;
}

static sqlite3_vfs no_files = {
	.iVersion = 1,
	.szOsFile = sizeof(sqlite3_file),
	.mxPathname = 64,
	.zName = "no_files",
	.xOpen = no_open,
	.xDelete = no_delete,
	.xAccess = no_access,
	.xFullPathname = same_name,
	.xRandomness = fixed_random,
	.xCurrentTime = fixed_time,
};

int sqlite3_os_init(void)
{
	return sqlite3_vfs_register(&no_files, 1);
}

int sqlite3_os_end(void)
{
	return SQLITE_OK;
}

static int print_row(void *data, int n, char **values, char **names)
{
	int i;

	(void)data;
	(void)names;
	for (i = 0; i < n; i++)
		printf("%s%s", i ? "|" : "", values[i] ? values[i] : "NULL");
	putchar('\n');
	return 0;
}

static char *read_all(void)
{
	size_t len = 0, room = 4096;
	char *text = malloc(room);

	while (text && !feof(stdin)) {
		len += fread(text + len, 1, room - len - 1, stdin);
		if (len + 1 == room)
			text = realloc(text, room *= 2);
	}
	if (text)
		text[len] = '\0';
	return text;
}

int main(void)
{
	char *sql = read_all(), *why = NULL;
	sqlite3 *db;

	if (!sql || sqlite3_open(":memory:", &db) != SQLITE_OK)
		return 2;
	if (sqlite3_exec(db, sql, print_row, NULL, &why) != SQLITE_OK) {
		printf("error: %s\n", why);
		return 1;
	}
	return sqlite3_close(db) == SQLITE_OK ? 0 : 3;
}
