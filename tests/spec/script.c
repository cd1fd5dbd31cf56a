// SPDX-License-Identifier: GPL-2.0
/* One JSON file of the suite: its commands, run in order. */
#include <jansson.h>
#include <libgen.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script.h"
#include "values.h"

#define SHOWN 2048

enum outcome {
	PASSED,
	FAILED,
	SKIPPED_TEXT,
};

/* What a script can name: a definition or an instance. */
struct item {
	struct item *next;
	const char *name;	/* of the JSON document, or NULL */
	void *module;
	void *instance;
};

struct script {
	const struct spec_backend *backend;
	void *world;
	const char *path;
	char *dir;
	unsigned int line;
	struct item *definitions;	/* newest first, as are instances */
	struct item *instances;
	struct spec_verdict verdict;
	struct spec_results results;
};

/* A failure's line of the report; Return: FAILED. */
__attribute__((format(printf, 2, 3)))
static enum outcome fail(const struct script *s, const char *fmt, ...)
{
	char text[2 * SHOWN];
	va_list ap;
	char *p;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	for (p = text; *p; p++)		/* exports may be called anything */
		if ((unsigned char)*p < ' ')
			*p = '?';
	printf("# %s:%u: %s\n", s->path, s->line, text);
	return FAILED;
}

static const char *kind_name(enum spec_kind kind)
{
	static const char *const names[] = {
		[SPEC_OK] = "no error",
		[SPEC_MALFORMED] = "malformed",
		[SPEC_INVALID] = "invalid",
		[SPEC_UNSUPPORTED] = "unsupported",
		[SPEC_LIMIT] = "limit",
		[SPEC_NOMEM] = "no memory",
		[SPEC_LINK] = "unlinkable",
		[SPEC_TRAP] = "trap",
		[SPEC_BROKEN] = "broken",
	};

	return names[kind];
}

static enum outcome fail_kind(const struct script *s, const char *what, enum spec_kind expected,
			      const char *text, const struct spec_verdict *v)
{
	return fail(s, "%s: expected %s \"%s\", found %s \"%s\"", what, kind_name(expected), text,
		    kind_name(v->kind), v->text);
}

static const char *string(const json_t *json, const char *key)
{
	return json_string_value(json_object_get(json, key));
}

/* ---- modules and instances ---- */

static struct item *item_add(struct item **list, const char *name)
{
	struct item *item = calloc(1, sizeof(*item));

	if (!item)
		abort();
	item->name = name;
	item->next = *list;
	*list = item;
	return item;
}

/* By name, or the newest; NULL when there is none. */
static struct item *item_find(struct item *list, const char *name)
{
	if (!name)
		return list;
	for (; list; list = list->next)
		if (list->name && !strcmp(list->name, name))
			return list;
	return NULL;
}

static void items_free(struct item *list)
{
	struct item *next;

	for (; list; list = next) {
		next = list->next;
		free(list);
	}
}

static uint8_t *read_file(const char *dir, const char *name, size_t *size)
{
	uint8_t *bytes = NULL;
	char path[4096];
	long length;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "rb");
	if (!f)
		return NULL;
	if (!fseek(f, 0, SEEK_END) && (length = ftell(f)) >= 0) {
		rewind(f);
		bytes = malloc(length + 1);
		*size = bytes ? fread(bytes, 1, length, f) : 0;
	}
	fclose(f);
	return bytes;
}

/* Loads the command's module; its end is in s->verdict. */
static void *load(struct script *s, const json_t *cmd)
{
	const char *name = string(cmd, "filename");
	uint8_t *bytes;
	size_t size = 0;
	void *module;

	bytes = name ? read_file(s->dir, name, &size) : NULL;
	if (!bytes) {
		s->verdict.kind = SPEC_BROKEN;
		snprintf(s->verdict.text, sizeof(s->verdict.text), "cannot read %s",
			 name ? name : "a module without filename");
		return NULL;
	}
	module = s->backend->load(s->world, bytes, size, &s->verdict);
	free(bytes);
	return module;
}

static enum outcome instantiate(struct script *s, void *module, const char *name)
{
	void *instance = s->backend->instantiate(s->world, module, &s->verdict);

	item_add(&s->instances, name)->instance = instance;
	return instance ? PASSED : fail_kind(s, "instantiation", SPEC_OK, "", &s->verdict);
}

static enum outcome do_module(struct script *s, const json_t *cmd)
{
	void *module = load(s, cmd);
	enum outcome outcome;

	if (!module) {
		/* Named anyway: what follows must not run on an older instance. */
		item_add(&s->instances, string(cmd, "name"));
		return fail_kind(s, "module", SPEC_OK, "", &s->verdict);
	}
	outcome = instantiate(s, module, string(cmd, "name"));
	s->backend->unload(s->world, module);
	return outcome;
}

static enum outcome do_definition(struct script *s, const json_t *cmd)
{
	struct item *item = item_add(&s->definitions, string(cmd, "name"));

	item->module = load(s, cmd);
	return item->module ? PASSED :
	       fail_kind(s, "module definition", SPEC_OK, "", &s->verdict);
}

static enum outcome do_instance(struct script *s, const json_t *cmd)
{
	struct item *def = item_find(s->definitions, string(cmd, "module"));

	if (!def || !def->module) {
		item_add(&s->instances, string(cmd, "instance"));
		return fail(s, "no such module definition");
	}
	return instantiate(s, def->module, string(cmd, "instance"));
}

static enum outcome do_register(struct script *s, const json_t *cmd)
{
	struct item *item = item_find(s->instances, string(cmd, "name"));
	const json_t *as = json_object_get(cmd, "as");

	if (!item || !item->instance)
		return fail(s, "register: no such instance");
	if (!s->backend->reg(s->world, item->instance, json_string_value(as),
			     json_string_length(as)))
		return fail(s, "register: refused");
	return PASSED;
}

/* ---- actions ---- */

static enum outcome invoke(struct script *s, const json_t *action, void *instance)
{
	const json_t *field = json_object_get(action, "field");
	const json_t *json = json_object_get(action, "args");
	struct spec_value args[SPEC_MAX_VALUES];
	struct spec_call call = {
		.name = json_string_value(field),
		.len = json_string_length(field),
		.args = args,
		.nargs = json_array_size(json),
	};
	size_t i;

	for (i = 0; i < call.nargs; i++)
		if (i == SPEC_MAX_VALUES ||
		    !spec_value_parse(json_array_get(json, i), &args[i]))
			return fail(s, "argument %zu is not a value that this runner knows", i);
	s->backend->invoke(s->world, instance, &call, &s->results);
	return PASSED;
}

/* Does what the command says; PASSED means that s->results tells how it ended. */
static enum outcome act(struct script *s, const json_t *cmd)
{
	const json_t *action = json_object_get(cmd, "action");
	struct item *item = item_find(s->instances, string(action, "module"));
	const json_t *field = json_object_get(action, "field");

	if (!item || !item->instance)
		return fail(s, "action: no such instance");
	if (!strcmp(string(action, "type"), "invoke"))
		return invoke(s, action, item->instance);
	s->backend->get(s->world, item->instance, json_string_value(field),
			json_string_length(field), &s->results);
	return PASSED;
}

static const char *action_name(const json_t *cmd)
{
	return string(json_object_get(cmd, "action"), "field");
}

static enum outcome do_action(struct script *s, const json_t *cmd)
{
	enum outcome outcome = act(s, cmd);

	if (outcome == PASSED && s->results.verdict.kind != SPEC_OK)
		return fail_kind(s, action_name(cmd), SPEC_OK, "", &s->results.verdict);
	return outcome;
}

static const char *show_results(const struct spec_results *r, char *buf)
{
	size_t used = 0, i;
	char value[80];

	buf[0] = '\0';
	for (i = 0; i < r->n && used + sizeof(value) < SHOWN; i++)
		used += snprintf(buf + used, SHOWN - used, "%s%s", i ? " " : "",
				 spec_value_show(&r->values[i], value, sizeof(value)));
	return buf;
}

static bool results_match(const json_t *expected, const struct spec_results *r)
{
	size_t i;

	if (json_array_size(expected) != r->n)
		return false;
	for (i = 0; i < r->n; i++)
		if (!spec_value_matches(json_array_get(expected, i), &r->values[i]))
			return false;
	return true;
}

static enum outcome do_return(struct script *s, const json_t *cmd)
{
	const json_t *expected = json_object_get(cmd, "expected");
	enum outcome outcome = do_action(s, cmd);
	char shown[SHOWN];
	char *text;

	if (outcome != PASSED || results_match(expected, &s->results))
		return outcome;
	text = json_dumps(expected, JSON_COMPACT);
	fail(s, "%s: expected %s, found %s", action_name(cmd), text,
	     show_results(&s->results, shown));
	free(text);
	return FAILED;
}

/*
 * The suite expects a prefix of the message.  Some messages end in the number
 * of a table element, which our sentence leaves out: it is in the backtrace.
 */
static bool sentence_matches(const char *expected, const char *found)
{
	size_t len = strlen(expected);

	while (len && strchr("0123456789", expected[len - 1]))
		len--;
	if (len && len < strlen(expected) && expected[len - 1] == ' ')
		len--;
	else
		len = strlen(expected);
	return !strncmp(expected, found, len);
}

static enum outcome expect_trap(struct script *s, const json_t *cmd, const struct spec_verdict *v)
{
	const char *text = string(cmd, "text");

	if (v->kind == SPEC_TRAP && sentence_matches(text, v->text))
		return PASSED;
	return fail_kind(s, string(cmd, "type"), SPEC_TRAP, text, v);
}

static enum outcome do_trap(struct script *s, const json_t *cmd)
{
	enum outcome outcome = act(s, cmd);

	return outcome == PASSED ? expect_trap(s, cmd, &s->results.verdict) : outcome;
}

static enum outcome do_exception(struct script *s, const json_t *cmd)
{
	(void)cmd;
	return fail(s, "assert_exception: the engine has no exceptions");
}

/* ---- modules that must be refused ---- */

static enum outcome expect_refusal(struct script *s, const json_t *cmd, enum spec_kind kind)
{
	void *module;

	if (!string(cmd, "filename"))
		return SKIPPED_TEXT;
	module = load(s, cmd);
	if (module)
		s->backend->unload(s->world, module);
	if (s->verdict.kind == kind)
		return PASSED;
	return fail_kind(s, string(cmd, "filename"), kind, string(cmd, "text"), &s->verdict);
}

static enum outcome do_invalid(struct script *s, const json_t *cmd)
{
	return expect_refusal(s, cmd, SPEC_INVALID);
}

static enum outcome do_malformed(struct script *s, const json_t *cmd)
{
	return expect_refusal(s, cmd, SPEC_MALFORMED);
}

/* Loads and instantiates a module that must get no further than linking or a trap. */
static enum outcome try_instance(struct script *s, const json_t *cmd)
{
	void *module = load(s, cmd);

	if (!module)
		return fail_kind(s, string(cmd, "filename"), SPEC_OK, "", &s->verdict);
	s->backend->instantiate(s->world, module, &s->verdict);
	s->backend->unload(s->world, module);
	return PASSED;
}

static enum outcome do_unlinkable(struct script *s, const json_t *cmd)
{
	enum outcome outcome = try_instance(s, cmd);

	if (outcome == PASSED && s->verdict.kind != SPEC_LINK)
		return fail_kind(s, string(cmd, "filename"), SPEC_LINK, string(cmd, "text"),
				 &s->verdict);
	return outcome;
}

static enum outcome do_uninstantiable(struct script *s, const json_t *cmd)
{
	enum outcome outcome = try_instance(s, cmd);

	return outcome == PASSED ? expect_trap(s, cmd, &s->verdict) : outcome;
}

/* ---- the script as a whole ---- */

static const struct command {
	const char *type;
	enum outcome (*run)(struct script *s, const json_t *cmd);
	bool assertion;
} commands[] = {
	{ "module", do_module, false },
	{ "module_definition", do_definition, false },
	{ "module_instance", do_instance, false },
	{ "register", do_register, false },
	{ "action", do_action, false },
	{ "assert_return", do_return, true },
	{ "assert_trap", do_trap, true },
	{ "assert_exhaustion", do_trap, true },
	{ "assert_exception", do_exception, true },
	{ "assert_invalid", do_invalid, true },
	{ "assert_malformed", do_malformed, true },
	{ "assert_unlinkable", do_unlinkable, true },
	{ "assert_uninstantiable", do_uninstantiable, true },
};

static const struct command *command_find(const char *type)
{
	size_t i;

	for (i = 0; type && i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(type, commands[i].type))
			return &commands[i];
	return NULL;
}

static void run_command(struct script *s, const json_t *cmd, struct spec_counts *counts)
{
	const struct command *command = command_find(string(cmd, "type"));
	enum outcome outcome;

	s->line = counts->line = json_integer_value(json_object_get(cmd, "line"));
	outcome = command ? command->run(s, cmd) : fail(s, "unknown type of command");
	if (outcome == FAILED)
		counts->failed++;
	else if (outcome == SKIPPED_TEXT)
		counts->text++;
	else if (command->assertion)
		counts->asserts++;
	else
		counts->actions++;
}

/* A fresh spectest for each file: files write to its memory and table. */
static bool add_spectest(struct script *s)
{
	const uint8_t *bytes = _binary_spectest_wasm_start;
	void *module, *instance;

	module = s->backend->load(s->world, bytes, _binary_spectest_wasm_end - bytes,
				  &s->verdict);
	instance = module ? s->backend->instantiate(s->world, module, &s->verdict) : NULL;
	if (!instance || !s->backend->reg(s->world, instance, "spectest", 8)) {
		fail(s, "the spectest module is refused: %s", s->verdict.text);
		return false;
	}
	s->backend->unload(s->world, module);
	return true;
}

static void run_document(struct script *s, const json_t *document, struct spec_counts *counts)
{
	const json_t *list = json_object_get(document, "commands");
	size_t i;

	if (!json_array_size(list)) {
		fail(s, "no commands");
		counts->failed++;
		return;
	}
	if (!add_spectest(s)) {
		counts->failed++;
		return;
	}
	for (i = 0; i < json_array_size(list); i++)
		run_command(s, json_array_get(list, i), counts);
	counts->complete = true;
}

void spec_script_run(const struct spec_backend *backend, const struct spec_options *options,
		     const char *path, struct spec_counts *counts)
{
	struct script *s = calloc(1, sizeof(*s));
	char *path_copy = strdup(path);
	json_error_t error;
	json_t *document;

	if (!s || !path_copy)
		abort();
	s->backend = backend;
	s->path = path;
	s->dir = dirname(path_copy);
	document = json_load_file(path, JSON_ALLOW_NUL, &error);
	if (!document)
		fail(s, "line %d of the JSON text: %s", error.line, error.text);
	s->world = document ? backend->open(options) : NULL;
	if (s->world) {
		run_document(s, document, counts);
		backend->close(s->world);
	} else {
		counts->failed++;
	}
	items_free(s->instances);
	items_free(s->definitions);
	json_decref(document);
	free(path_copy);
	free(s);
}
