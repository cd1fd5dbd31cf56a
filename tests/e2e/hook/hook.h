/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests of hooks share. Each program runs as root in a guest. */
#ifndef _WK_E2E_HOOK_H
#define _WK_E2E_HOOK_H

#include <stdbool.h>

#include "../../../userspace/lib/wasm_kernel.h"

/* A session with the guest's module loaded; ends the program when that fails. */
struct wk_client *hook_client(uint32_t *program);

/* Loads the guest once more. Return: its number; ends the program when that fails. */
uint32_t hook_load(struct wk_client *c);
uint32_t hook_load_file(struct wk_client *c, const char *path);

/* Where a function of ours lies in our file. */
uint64_t hook_offset(const void *p);

/* Seconds. */
double hook_now(void);

/* One result line. Return: @good */
bool hook_expect(bool good, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int hook_failed(void);

/* An attachment of @program with one hook, not armed; 0 when that fails. */
uint32_t hook_attach(struct wk_client *c, uint32_t program, const struct wk_client_hook *h,
		     uint64_t fuel);

/* A hook for @function: nothing but its kind is set. */
struct wk_client_hook hook_of(uint32_t kind, const char *function);

/* Takes the next record off a batch. Return: was there one? */
bool hook_next_record(const void **records, size_t *n, struct wk_wire_record *r);

/* Makes the system call that the tests count, @n times. */
void hook_calls(unsigned int n);
extern const long hook_nr;

void hook_kinds(struct wk_client *c, uint32_t program);
void hook_stream(struct wk_client *c, uint32_t program);
void hook_life(struct wk_client *c, uint32_t program);
void hook_guard(struct wk_client *c, uint32_t program);
void hook_hotplug(struct wk_client *c, uint32_t program);
void hook_waits(struct wk_client *c);
void hook_many(struct wk_client *c, uint32_t program);
/* @argv: cycles, sessions at a time, and seconds after which no cycle begins. */
void hook_storm(struct wk_client *c, uint32_t program, int argc, char **argv);

#endif /* _WK_E2E_HOOK_H */
