// SPDX-License-Identifier: GPL-2.0
/* What the running kernel has names for. */

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ksyms.h"

/* Tracefs, where it is mounted; NULL: nowhere. */
static const char *tracefs(void)
{
	static const char *const places[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };
	char path[64];

	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/events", places[i]);
		if (!access(path, R_OK))
			return places[i];
	}
	return NULL;
}

bool ksyms_tracefs(void)
{
	return tracefs();
}

/* ---- functions ---- */

/* Padding in front of functions, and static calls: no function begins there. */
static bool no_function(const char *name)
{
	return !strncmp(name, "__pfx_", 6) || !strncmp(name, "__SC", 4);
}

/* "name", "name [module]" */
static int take_function(char *line, ksyms_each_fn each, void *data)
{
	char *module = strchr(line, '[');
	size_t len = strcspn(line, " \t\n");

	if (module)
		module[strcspn(module, "]\n")] = '\0';
	line[len] = '\0';
	return len && !no_function(line) ? each(data, module ? module + 1 : "", line) : 0;
}

static int each_available(FILE *f, ksyms_each_fn each, void *data)
{
	char *line = NULL;
	size_t size = 0;
	int err = 0;

	while (!err && getline(&line, &size, f) > 0)
		err = take_function(line, each, data);
	free(line);
	return err;
}

/* "address t name [module]" */
static int each_kallsyms(FILE *f, ksyms_each_fn each, void *data)
{
	char *line = NULL;
	size_t size = 0;
	int err = 0;

	while (!err && getline(&line, &size, f) > 0) {
		char *type = strchr(line, ' ');

		if (type && strchr("tTwW", type[1]) && type[2] == ' ')
			err = take_function(type + 3, each, data);
	}
	free(line);
	return err;
}

int ksyms_functions(ksyms_each_fn each, void *data)
{
	const char *root = tracefs();
	bool available = true;
	char path[128];
	FILE *f = NULL;
	int err;

	snprintf(path, sizeof(path), "%s/available_filter_functions", root ? root : "");
	if (root)
		f = fopen(path, "re");
	if (!f) {
		available = false;
		f = fopen("/proc/kallsyms", "re");
	}
	if (!f)
		return -1;
	err = available ? each_available(f, each, data) : each_kallsyms(f, each, data);
	fclose(f);
	return err;
}

/* ---- tracepoints ---- */

static int each_event(const char *root, const char *group, ksyms_each_fn each, void *data)
{
	char path[512];
	struct dirent *e;
	int err = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/events/%s", root, group);
	dir = opendir(path);
	while (dir && !err && (e = readdir(dir))) {
		snprintf(path, sizeof(path), "%s/events/%s/%.200s/format", root, group, e->d_name);
		if (e->d_name[0] != '.' && !access(path, F_OK))
			err = each(data, group, e->d_name);
	}
	if (dir)
		closedir(dir);
	return err;
}

/* Events that tracefs has without there being a tracepoint of that name. */
static bool made_up(const char *group)
{
	static const char *const groups[] = { "syscalls", "ftrace", "kprobes", "uprobes",
					      "synthetic", "eprobes" };

	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (!strcmp(groups[i], group))
			return true;
	return group[0] == '.';
}

int ksyms_tracepoints(ksyms_each_fn each, void *data)
{
	const char *root = tracefs();
	char path[128];
	struct dirent *e;
	int err = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/events", root ? root : "");
	dir = root ? opendir(path) : NULL;
	if (!dir)
		return -1;
	while (!err && (e = readdir(dir))) {
		struct stat st;

		if (made_up(e->d_name) || fstatat(dirfd(dir), e->d_name, &st, 0) ||
		    !S_ISDIR(st.st_mode))
			continue;
		err = each_event(root, e->d_name, each, data);
	}
	closedir(dir);
	return err;
}

int ksyms_tracepoint_exists(const char *group, const char *name)
{
	const char *root = tracefs();
	char path[768];

	if (!root)
		return -1;
	snprintf(path, sizeof(path), "%s/events/%s/%s/format", root, group, name);
	return !access(path, F_OK) && !made_up(group);
}

/* "	field:const char * filename;	offset:..."; those of every event are left out */
static json_t *take_field(char *line)
{
	char *end = strchr(line, ';');
	char *name;

	if (!end)
		return NULL;
	*end = '\0';
	name = strrchr(line, ' ');
	if (!name || !strncmp(name + 1, "common_", 7))
		return NULL;
	*name++ = '\0';
	return json_pack("{s:s, s:s}", "name", name, "type", line);
}

json_t *ksyms_format(const char *group, const char *name)
{
	const char *root = tracefs();
	json_t *list, *field;
	char *line = NULL;
	char path[768];
	size_t size = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/events/%s/%s/format", root ? root : "", group, name);
	f = root ? fopen(path, "re") : NULL;
	if (!f)
		return NULL;
	list = json_array();
	while (getline(&line, &size, f) > 0) {
		char *at = strstr(line, "field:");

		field = at ? take_field(at + 6) : NULL;
		if (field)
			json_array_append_new(list, field);
	}
	free(line);
	fclose(f);
	return list;
}
