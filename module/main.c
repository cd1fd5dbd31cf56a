// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>

#include <wasm_kernel/release.h>

#include "attach/arm.h"
#include "attach/budget.h"
#include "attach/insecure.h"
#include "attach/meter.h"
#include "compat.h"
#include "link/door.h"
#include "link/session.h"
#include "prog/program.h"

static int __init wk_init(void)
{
	int err;

	err = wk_budget_init();
	if (!err)
		err = wk_releases_init();
	if (err)
		return err;
	err = wk_sessions_init();
	if (err)
		goto err_sessions;
	err = wk_door_open();
	if (err)
		goto err_door;
	wk_insecure_init();
	pr_info("%s loaded\n", WK_RELEASE WK_FLAVOUR);
	return 0;

err_door:
	wk_sessions_exit();
err_sessions:
	wk_releases_exit();
	return err;
}

static void __exit wk_exit(void)
{
	wk_arm_shut();
	wk_door_close();
	wk_sessions_exit();
	wk_attachments_release(NULL, WK_REASON_UNLOAD);
	wk_programs_release(NULL);
	wk_releases_exit();
	wk_insecure_exit();
	pr_info("%s unloaded\n", WK_RELEASE WK_FLAVOUR);
}

module_init(wk_init);
module_exit(wk_exit);

MODULE_AUTHOR("The wasm_kernel authors");
#ifdef WK_DP_INSECURE
MODULE_DESCRIPTION("Test build of wasm_kernel: INSECURE, its noise may be known");
#else
MODULE_DESCRIPTION("Runs WebAssembly inside the kernel");
#endif
MODULE_LICENSE("GPL");
MODULE_VERSION(WK_RELEASE WK_FLAVOUR);
