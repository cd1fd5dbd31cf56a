// SPDX-License-Identifier: GPL-2.0
/*
 * The only C++ there is: toml++ is the library for TOML that Debian has and that says where a value
 * stands.  A privacy parameter is a decimal fraction and must not become a floating point number,
 * so numbers are taken from the text.
 */
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

#include "toml.h"

namespace {

char *copy(std::string_view text)
{
	char *p = static_cast<char *>(malloc(text.size() + 1));

	if (!p)
		return nullptr;
	memcpy(p, text.data(), text.size());
	p[text.size()] = '\0';
	return p;
}

/* Columns are counted in characters, of which UTF-8 needs several bytes. */
std::string_view from(std::string_view text, toml::source_position at)
{
	size_t pos = 0;

	for (unsigned int line = 1; line < at.line && pos < text.size(); pos++)
		line += text[pos] == '\n';
	for (unsigned int column = 1; column < at.column && pos < text.size(); column++)
		do
			pos++;
		while (pos < text.size() && (text[pos] & 0xc0) == 0x80);
	return text.substr(pos);
}

/* Up to what cannot be part of a number, a date or a word. */
std::string_view token(std::string_view text)
{
	return text.substr(0, text.find_first_of(" \t\r\n,]}#"));
}

bool add(toml_settings *s, std::string_view table, std::string_view key, const toml::node &value,
	 std::string_view text)
{
	size_t size = (s->n + 1) * sizeof(*s->list);
	auto *list = static_cast<toml_setting *>(realloc(s->list, size));

	if (!list)
		return false;
	s->list = list;
	toml_setting &one = list[s->n++];

	one.table = copy(table);
	one.key = copy(key);
	one.is_string = value.is_string();
	one.line = value.source().begin.line;
	one.text = one.is_string ? copy(**value.as_string())
				 : copy(token(from(text, value.source().begin)));
	return one.table && one.key && one.text;
}

bool add_table(toml_settings *s, std::string_view name, const toml::table &table,
	       std::string_view text)
{
	for (auto &&[key, value] : table)
		if (!add(s, name, key.str(), value, text))
			return false;
	return true;
}

int take(const toml::table &all, std::string_view text, toml_settings *s)
{
	for (auto &&[key, value] : all) {
		const toml::table *table = value.as_table();

		if (!(table ? add_table(s, key.str(), *table, text)
			    : add(s, "", key.str(), value, text)))
			return -1;
	}
	return 0;
}

} /* namespace */

int toml_read(const char *text, size_t len, struct toml_settings *s)
{
	memset(s, 0, sizeof(*s));
	try {
		toml::parse_result result = toml::parse(std::string_view(text, len));

		if (result)
			return take(result.table(), std::string_view(text, len), s);
		s->error = copy(result.error().description());
		s->line = result.error().source().begin.line;
	} catch (const std::bad_alloc &) {
		/* The one exception there still is. */
	}
	return -1;
}

void toml_clear(struct toml_settings *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->list[i].table);
		free(s->list[i].key);
		free(s->list[i].text);
	}
	free(s->list);
	free(s->error);
	memset(s, 0, sizeof(*s));
}
