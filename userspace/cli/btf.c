// SPDX-License-Identifier: GPL-2.0
/* Types of the running kernel, by libbpf. */

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "btf.h"

#define MODULES_DIR	"/sys/kernel/btf"
#define MAX_NESTING	16	/* of structs in structs */

/**
 * struct named - a type and its name, to be found by it
 */
struct named {
	const char *name;
	uint32_t id;
};

/**
 * struct kernel_types - what is known
 * @vmlinux: types of the kernel
 * @modules: of its modules, once they were needed
 * @nmodules: how many
 * @modules_read: that was once
 * @funcs: functions, sorted by name, once they were needed
 * @nfuncs: how many
 * @dump: writes declarations
 * @text: where to
 */
struct kernel_types {
	struct btf *vmlinux;
	struct btf **modules;
	size_t nmodules;
	bool modules_read;
	struct named *funcs;
	size_t nfuncs;
	struct btf_dump *dump;
	FILE *text;
};

static int quiet(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	(void)level;
	(void)fmt;
	(void)ap;
	return 0;
}

struct kernel_types *types_open(const char *path, char reason[CLI_WHY])
{
	struct kernel_types *t = calloc(1, sizeof(*t));

	if (!t) {
		why(reason, "out of memory");
		return NULL;
	}
	libbpf_set_print(quiet);
	t->vmlinux = path ? btf__parse(path, NULL) : btf__load_vmlinux_btf();
	if (t->vmlinux)
		return t;
	why(reason, "the types of the %s cannot be read: %s", path ? path : "running kernel",
	    strerror(errno));
	free(t);
	return NULL;
}

void types_close(struct kernel_types *t)
{
	if (!t)
		return;
	btf_dump__free(t->dump);
	for (size_t i = 0; i < t->nmodules; i++)
		btf__free(t->modules[i]);
	btf__free(t->vmlinux);
	free(t->modules);
	free(t->funcs);
	free(t);
}

/* ---- modules of the kernel ---- */

static void read_module(struct kernel_types *t, const char *name)
{
	struct btf **more = realloc(t->modules, (t->nmodules + 1) * sizeof(*more));
	struct btf *btf;

	if (!more)
		return;
	t->modules = more;
	btf = btf__load_module_btf(name, t->vmlinux);
	if (btf)
		t->modules[t->nmodules++] = btf;
}

static void read_modules(struct kernel_types *t)
{
	DIR *dir = t->modules_read ? NULL : opendir(MODULES_DIR);
	struct dirent *e;

	t->modules_read = true;
	while (dir && (e = readdir(dir)))
		if (e->d_name[0] != '.' && strcmp(e->d_name, "vmlinux"))
			read_module(t, e->d_name);
	if (dir)
		closedir(dir);
}

/* ---- types by name ---- */

/* Behind typedefs and qualifiers. */
static const struct btf_type *resolve(const struct btf *btf, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(btf, id);

	for (int i = 0; type && i < 64 && (btf_is_mod(type) || btf_is_typedef(type)); i++)
		type = btf__type_by_id(btf, type->type);
	return type;
}

/* "task_struct", "struct task_struct"; Return: its number, or 0 */
static uint32_t find_type(const struct btf *btf, const char *name)
{
	static const struct {
		const char *word;
		uint32_t kind;
	} kinds[] = {
		{ "struct ", BTF_KIND_STRUCT }, { "union ", BTF_KIND_UNION },
		{ "enum ", BTF_KIND_ENUM }, { "", BTF_KIND_TYPEDEF }, { "", BTF_KIND_INT },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t len = strlen(kinds[i].word);
		bool said = len && !strncmp(name, kinds[i].word, len);
		int32_t id = btf__find_by_name_kind(btf, said ? name + len : name, kinds[i].kind);

		if (id > 0)
			return (uint32_t)id;
		if (said && kinds[i].kind != BTF_KIND_ENUM)
			return 0;
	}
	return 0;
}

/* ---- fields ---- */

/**
 * struct place - where a field is
 * @type: number of its type
 * @bit: offset in bits
 * @bits: size of a bit field, or 0
 */
struct place {
	uint32_t type;
	uint32_t bit;
	uint32_t bits;
};

/* Also inside of structs and unions that have no name. */
static bool find_member(const struct btf *btf, const struct btf_type *type, const char *name,
			size_t len, struct place *p, int depth)
{
	const struct btf_member *m;

	if (!type || !btf_is_composite(type) || depth > MAX_NESTING)
		return false;
	m = btf_members(type);
	for (uint32_t i = 0; i < btf_vlen(type); i++, m++) {
		const char *s = btf__name_by_offset(btf, m->name_off);
		struct place inner = *p;

		inner.bit += btf_member_bit_offset(type, i);
		inner.bits = btf_member_bitfield_size(type, i);
		inner.type = m->type;
		if (s && strlen(s) == len && !memcmp(s, name, len) && len) {
			*p = inner;
			return true;
		}
		if (s && !*s &&
		    find_member(btf, resolve(btf, m->type), name, len, &inner, depth + 1)) {
			*p = inner;
			return true;
		}
	}
	return false;
}

/* "f.g.h" in a type; @missing is where it went wrong. */
static bool find_path(const struct btf *btf, uint32_t id, const char *path, struct place *p,
		      const char **missing)
{
	*p = (struct place){ .type = id };
	while (*path) {
		size_t len = strcspn(path, ".");

		*missing = path;
		if (!find_member(btf, resolve(btf, p->type), path, len, p, 0))
			return false;
		path += len + (path[len] == '.');
	}
	return true;
}

/* ---- enums ---- */

static bool find_value(const struct btf *btf, const struct btf_type *type, const char *name,
		       int64_t *value)
{
	for (uint32_t i = 0; type && btf_is_enum(type) && i < btf_vlen(type); i++) {
		const struct btf_enum *e = &btf_enum(type)[i];

		if (strcmp(btf__name_by_offset(btf, e->name_off), name))
			continue;
		*value = btf_kflag(type) ? e->val : (int64_t)(uint32_t)e->val;
		return true;
	}
	for (uint32_t i = 0; type && btf_is_enum64(type) && i < btf_vlen(type); i++) {
		const struct btf_enum64 *e = &btf_enum64(type)[i];

		if (strcmp(btf__name_by_offset(btf, e->name_off), name))
			continue;
		*value = (int64_t)btf_enum64_value(e);
		return true;
	}
	return false;
}

static bool any_value(const struct btf *btf, const char *name, int64_t *value)
{
	for (uint32_t id = 1; id < btf__type_cnt(btf); id++)
		if (find_value(btf, btf__type_by_id(btf, id), name, value))
			return true;
	return false;
}

/* ---- constants ---- */

/**
 * struct wanted - an import's name, taken apart
 * @type: "task_struct"
 * @path: "mm.pgd", or NULL for the type itself
 * @what: "", "size", ...
 */
struct wanted {
	char type[256];
	char path[256];
	char what[16];
};

static bool take(char *to, size_t size, const char *from, size_t len)
{
	if (!len || len >= size)
		return false;
	memcpy(to, from, len);
	to[len] = '\0';
	return true;
}

/* "T.f.g:size"; blanks are in "struct T". */
static bool split(const char *name, size_t len, struct wanted *w)
{
	const char *colon = memchr(name, ':', len);
	size_t front = colon ? (size_t)(colon - name) : len;
	const char *dot = memchr(name, '.', front);

	memset(w, 0, sizeof(*w));
	if (colon && !take(w->what, sizeof(w->what), colon + 1, len - front - 1))
		return false;
	if (!dot || !take(w->type, sizeof(w->type), name, (size_t)(dot - name)))
		return false;
	return take(w->path, sizeof(w->path), dot + 1, front - (size_t)(dot - name) - 1);
}

static bool place_value(const struct btf *btf, const struct place *p, const char *what,
			int64_t *value)
{
	int64_t size = btf__resolve_size(btf, p->type);

	if (!strcmp(what, "exists"))
		*value = 1;
	else if (!strcmp(what, "bit"))
		*value = p->bit;
	else if (!strcmp(what, "bits"))
		*value = p->bits ? p->bits : 8 * size;
	else if (!strcmp(what, "size") && size >= 0)
		*value = size;
	else if (!*what)
		*value = p->bit / 8;
	else
		return false;
	return true;
}

/* Return: 1 found, 0 not here, -1 not possible anywhere. */
static int field_in(const struct btf *btf, const struct wanted *w, int64_t *value,
		    char reason[CLI_WHY])
{
	uint32_t id = find_type(btf, w->type);
	const struct btf_type *type = resolve(btf, id);
	const char *missing = w->path;
	struct place p;

	if (!id) {
		why(reason, "the kernel has no type %s", w->type);
		return 0;
	}
	if (type && btf_is_any_enum(type)) {
		if (find_value(btf, type, w->path, value))
			return 1;
		why(reason, "enum %s has no %s", w->type, w->path);
		return 0;
	}
	if (!find_path(btf, id, w->path, &p, &missing)) {
		why(reason, "type %s has no field %.*s", w->type, (int)strcspn(missing, "."),
		    missing);
		return 0;
	}
	if (!*w->what && p.bits)
		return why(reason, "%s.%s is a bit field: ask for :bit and :bits", w->type, w->path);
	if (place_value(btf, &p, w->what, value))
		return 1;
	return why(reason, "what is \":%s\"?", w->what);
}

static int sizeof_in(const struct btf *btf, const char *name, size_t len, int64_t *value,
		     char reason[CLI_WHY])
{
	char type[256];
	uint32_t id;

	if (!take(type, sizeof(type), name, len))
		return why(reason, "sizeof of what?");
	id = find_type(btf, type);
	*value = id ? btf__resolve_size(btf, id) : -1;
	if (*value >= 0)
		return 1;
	why(reason, "the kernel has no type %s", type);
	return 0;
}

static int enum_in(const struct btf *btf, const char *name, size_t len, int64_t *value,
		   char reason[CLI_WHY])
{
	char e[256];

	if (!take(e, sizeof(e), name, len))
		return why(reason, "which enumerator?");
	if (any_value(btf, e, value))
		return 1;
	why(reason, "the kernel has no enumerator %s", e);
	return 0;
}

static int constant_in(const struct btf *btf, const char *name, size_t len, int64_t *value,
		       char reason[CLI_WHY])
{
	struct wanted w;

	if (len > 8 && !strncmp(name, "sizeof(", 7) && name[len - 1] == ')')
		return sizeof_in(btf, name + 7, len - 8, value, reason);
	if (len > 5 && !strncmp(name, "enum:", 5))
		return enum_in(btf, name + 5, len - 5, value, reason);
	if (!split(name, len, &w))
		return why(reason, "neither TYPE.FIELD, sizeof(TYPE) nor enum:NAME");
	return field_in(btf, &w, value, reason);
}

/* Whether something exists is never an error. */
static bool asks_for_existence(const char *name, size_t len)
{
	return len > 7 && !memcmp(name + len - 7, ":exists", 7);
}

int types_constant(struct kernel_types *t, const char *name, int64_t *value, char reason[CLI_WHY])
{
	size_t len = strlen(name);
	bool weak = len && name[len - 1] == '?';
	char inner[CLI_WHY], first[CLI_WHY];
	int found;

	len -= weak;
	found = constant_in(t->vmlinux, name, len, value, first);
	if (!found)
		read_modules(t);
	for (size_t i = 0; !found && i < t->nmodules; i++)
		found = constant_in(t->modules[i], name, len, value, inner);
	if (found > 0)
		return 0;
	if (!found && (weak || asks_for_existence(name, len))) {
		*value = weak ? -1 : 0;
		return 0;
	}
	return why(reason, "btf \"%.100s\": %.280s", name, first);
}

/* ---- arguments ---- */

static void to_text(void *data, const char *fmt, va_list ap)
{
	struct kernel_types *t = data;

	if (t->text)
		vfprintf(t->text, fmt, ap);
}

static char *type_text(struct kernel_types *t, uint32_t id)
{
	char *text = NULL;
	size_t len;

	if (!id)
		return strdup("void");
	if (!t->dump)
		t->dump = btf_dump__new(t->vmlinux, to_text, t, NULL);
	t->text = t->dump ? open_memstream(&text, &len) : NULL;
	if (!t->text)
		return NULL;
	btf_dump__emit_type_decl(t->dump, id, NULL);
	fclose(t->text);
	t->text = NULL;
	return text;
}

static json_t *arguments(struct kernel_types *t, uint32_t proto, uint32_t skip)
{
	const struct btf_type *type = btf__type_by_id(t->vmlinux, proto);
	const struct btf_param *params;
	json_t *args = json_array();
	char *text;

	if (!type || !btf_is_func_proto(type)) {
		json_decref(args);
		return NULL;
	}
	params = btf_params(type);
	for (uint32_t i = skip; i < btf_vlen(type); i++) {
		text = type_text(t, params[i].type);
		json_array_append_new(args, json_pack("{s:s, s:s}", "name",
			btf__name_by_offset(t->vmlinux, params[i].name_off), "type",
			text ? text : "?"));
		free(text);
	}
	text = type_text(t, type->type);
	args = json_pack("{s:o, s:s}", "args", args, "returns", text ? text : "?");
	free(text);
	return args;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

/* libbpf looks through all types for a name; there are as many functions as types. */
static void sort_functions(struct kernel_types *t)
{
	uint32_t n = btf__type_cnt(t->vmlinux);

	t->funcs = calloc(n, sizeof(*t->funcs));
	for (uint32_t id = 1; t->funcs && id < n; id++) {
		const struct btf_type *type = btf__type_by_id(t->vmlinux, id);

		if (btf_is_func(type))
			t->funcs[t->nfuncs++] = (struct named){
				btf__name_by_offset(t->vmlinux, type->name_off), type->type };
	}
	if (t->funcs)
		qsort(t->funcs, t->nfuncs, sizeof(*t->funcs), by_name);
}

json_t *types_function(struct kernel_types *t, const char *name)
{
	struct named key = { .name = name };
	const struct named *f;

	if (!t->funcs)
		sort_functions(t);
	f = t->funcs ? bsearch(&key, t->funcs, t->nfuncs, sizeof(key), by_name) : NULL;
	return f ? arguments(t, f->id, 0) : NULL;
}

/*
 * Each tracepoint has a function that calls what is attached, __traceiter_NAME, and a typedef
 * for those, btf_trace_NAME, without names of arguments. Both have one argument more.
 */
json_t *types_tracepoint(struct kernel_types *t, const char *name)
{
	const struct btf_type *type;
	char full[256];
	json_t *about;
	int32_t id;

	snprintf(full, sizeof(full), "__traceiter_%s", name);
	about = types_function(t, full);
	json_array_remove(json_object_get(about, "args"), 0);
	if (about)
		return about;
	snprintf(full, sizeof(full), "btf_trace_%s", name);
	id = btf__find_by_name_kind(t->vmlinux, full, BTF_KIND_TYPEDEF);
	type = id > 0 ? btf__type_by_id(t->vmlinux, (uint32_t)id) : NULL;
	type = type ? btf__type_by_id(t->vmlinux, type->type) : NULL;
	return type && btf_is_ptr(type) ? arguments(t, type->type, 1) : NULL;
}

void types_each_tracepoint(struct kernel_types *t, void (*each)(void *data, const char *name),
			   void *data)
{
	for (uint32_t id = 1; id < btf__type_cnt(t->vmlinux); id++) {
		const struct btf_type *type = btf__type_by_id(t->vmlinux, id);
		const char *name = btf__name_by_offset(t->vmlinux, type->name_off);

		if (btf_is_typedef(type) && name && !strncmp(name, "btf_trace_", 10))
			each(data, name + 10);
	}
}
