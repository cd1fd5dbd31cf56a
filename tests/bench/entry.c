// SPDX-License-Identifier: GPL-2.0
/*
 * What a call from a hook costs in the engine, for entry.py, which counts instructions:
 *
 *	bench-entry empty N	calls a function of a guest that does nothing N times
 *	bench-entry typical N	the same with two arguments and a result
 *	bench-entry calls N	the same with one that calls an empty host function CALLS times
 */
#include <stdio.h>
#include <stdlib.h>
#include "../unit/engine_rig.h"

#define CALLS 100

static enum wk_trap nothing(struct wk_exec *x, void *data, u64 *slots)
{
	(void)x;
	(void)data;
	(void)slots;
	return WK_TRAP_NONE;
}

static void make(struct wmod *m)
{
	struct wbuf code = { 0 };

	for (u32 i = 0; i < CALLS; i++) {
		wbuf_u8(&code, WK_OP_call);
		wbuf_u8(&code, 0);
	}
	wmod_import_func(m, "env", "nothing", ":");
	wmod_export(m, "empty", WMOD_FUNC, wmod_func(m, ":", "", CODE(WK_OP_nop)));
	wmod_export(m, "typical", WMOD_FUNC, wmod_func(m, "ll:i", "", CODE(WK_OP_i32_const, 0)));
	wmod_export(m, "calls", WMOD_FUNC, wmod_func(m, ":", "", code.p, code.n));
	wbuf_free(&code);
}

int main(int argc, char **argv)
{
	const struct wk_hostfunc hosts[] = { { nothing, NULL } };
	static const u64 args[] = { 1, 2 };
	struct wk_extern ext;
	struct wmod m = { 0 };
	struct rig r = rig_new();

	if (argc != 3)
		return 2;
	r.hosts = hosts;
	make(&m);
	if (!rig_load(&r, &m) ||
	    !wk_instance_export(r.inst, (const u8 *)argv[1], strlen(argv[1]), &ext)) {
		fprintf(stderr, "entry: nothing to call: %s\n", r.e.text);
		return 1;
	}
	for (int n = atoi(argv[2]); n > 0; n--)
		if (wk_exec_call(r.exec, ext.func, args, WK_FUEL_MAX) != WK_DONE)
			return 1;
	rig_free(&r);
	return 0;
}
