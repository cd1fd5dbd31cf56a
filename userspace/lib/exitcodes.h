/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Exit codes of wasm_kernel_cli and wk-run: the one list.
 *
 * A program that ran to its end gives its own code (what it passed to
 * proc_exit, modulo 256), or 0.  Everything else ends with one of these.  They
 * lie where programs, shells (126 to 192) and timeout(1) (124) have nothing.
 *
 * WK_EXITCODE(number, ident, name, meaning)
 */
#ifndef _WK_EXITCODES_H
#define _WK_EXITCODES_H

#define WK_EXITCODES(WK_EXITCODE) \
	WK_EXITCODE(239, PRIVACY, "privacy", "the privacy budget or the policy of a program says no") \
	WK_EXITCODE(240, USAGE, "usage", "the command line is wrong") \
	WK_EXITCODE(241, FILE, "file", "a file cannot be read or written") \
	WK_EXITCODE(242, NOT_LOADED, "not-loaded", \
		    "wasm_kernel is not loaded, or speaks another protocol version") \
	WK_EXITCODE(243, DENIED, "denied", "not permitted: CAP_SYS_ADMIN is needed") \
	WK_EXITCODE(244, INVALID, "invalid", "the module is malformed, invalid or unsupported") \
	WK_EXITCODE(245, LINK, "link", "an import is not provided, or an export is missing") \
	WK_EXITCODE(246, TRAP, "trap", "the program trapped") \
	WK_EXITCODE(247, FUEL, "fuel", "stopped by its fuel limit") \
	WK_EXITCODE(248, TIMEOUT, "timeout", "stopped by its time limit") \
	WK_EXITCODE(249, KILLED, "killed", "stopped by Ctrl-C or by somebody else") \
	WK_EXITCODE(250, LIMIT, "limit", "a limit is exceeded, or memory is short") \
	WK_EXITCODE(251, INTERNAL, "internal", "something else failed: see the message") \
	WK_EXITCODE(252, NO_OBJECT, "no-object", "there is no such program, attachment or map") \
	WK_EXITCODE(253, ACCOUNT, "account", "records were lost without being counted") \
	WK_EXITCODE(254, HOOK, "hook", "a hook cannot be attached to")

enum wk_exitcode {
	WK_EXIT_OK = 0,
#define WK_EXITCODE(number, ident, name, meaning) WK_EXIT_##ident = (number),
	WK_EXITCODES(WK_EXITCODE)
#undef WK_EXITCODE
};

#endif /* _WK_EXITCODES_H */
