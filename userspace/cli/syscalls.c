// SPDX-License-Identifier: GPL-2.0
/* Names of system calls: those of the headers that this tool was built with. */

#include <string.h>

#include "ksyms.h"

static const struct {
	const char *name;
	int number;
} calls[] = {
#define SYSCALL(name, number) { #name, number },
#include "syscalls.inc"
#undef SYSCALL
};

#define NCALLS	(sizeof(calls) / sizeof(calls[0]))

int syscall_number(const char *name)
{
	for (size_t i = 0; i < NCALLS; i++)
		if (!strcmp(calls[i].name, name))
			return calls[i].number;
	return -1;
}

const char *syscall_name(int number)
{
	for (size_t i = 0; i < NCALLS; i++)
		if (calls[i].number == number)
			return calls[i].name;
	return NULL;
}

int syscall_each(ksyms_each_fn each, void *data)
{
	int err = 0;

	for (size_t i = 0; i < NCALLS && !err; i++)
		err = each(data, "", calls[i].name);
	return err;
}
