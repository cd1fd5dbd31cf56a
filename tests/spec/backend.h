/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What runs the suite: the engine in this process, or the kernel module.
 *
 * Both sides of this interface speak in handles and verdicts, so that the
 * interpretation of the suite's scripts exists once.
 */
#ifndef _WK_SPEC_BACKEND_H
#define _WK_SPEC_BACKEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPEC_MAX_VALUES 1024

/* How loading, instantiating or calling ended. */
enum spec_kind {
	SPEC_OK,
	SPEC_MALFORMED,
	SPEC_INVALID,
	SPEC_UNSUPPORTED,
	SPEC_LIMIT,
	SPEC_NOMEM,
	SPEC_LINK,
	SPEC_TRAP,
	SPEC_BROKEN,		/* the backend itself failed: never what a test wants */
};

/**
 * struct spec_verdict - an outcome and the engine's sentence about it
 * @kind: how it ended
 * @text: sentence; empty when @kind is SPEC_OK
 */
struct spec_verdict {
	enum spec_kind kind;
	char text[512];
};

/**
 * struct spec_value - a typed value
 * @type: as encoded in the binary format (0x7f i32, ...)
 * @null: a null reference
 * @bits: its bits; a v128's low half. The host reference N is N + 1, so that
 *        no reference of the suite looks like null.
 * @high: a v128's high half
 */
struct spec_value {
	uint8_t type;
	bool null;
	uint64_t bits;
	uint64_t high;
};

/**
 * struct spec_call - a call of an exported function
 * @name: export
 * @len: its bytes
 * @args: arguments
 * @nargs: how many
 */
struct spec_call {
	const char *name;
	size_t len;
	const struct spec_value *args;
	size_t nargs;
};

/**
 * struct spec_results - what a call gave
 * @verdict: how it ended
 * @n: values, when it ended well
 * @values: the values
 */
struct spec_results {
	struct spec_verdict verdict;
	size_t n;
	struct spec_value values[SPEC_MAX_VALUES];
};

/**
 * struct spec_options - what the command line says to a backend
 * @floats: "soft", "fpu" or NULL for the backend's own choice
 * @slice: guest instructions between pauses (host backend)
 */
struct spec_options {
	const char *floats;
	uint64_t slice;
};

/**
 * struct spec_backend - one way to run modules
 * @name: as on the command line
 * @open: a fresh world without instances; NULL with a message on stderr
 * @close: frees everything made since @open
 * @load: decodes, validates, compiles; a module, or NULL with the verdict
 * @unload: the script needs the module no more; instances keep what they need
 * @instantiate: links, initialises, runs start; an instance, or NULL. What
 *               an instance that trapped wrote stays visible.
 * @reg: makes an instance's exports importable under a module name
 * @invoke: calls an export
 * @get: reads an exported global into results of one value
 */
struct spec_backend {
	const char *name;
	void *(*open)(const struct spec_options *options);
	void (*close)(void *world);
	void *(*load)(void *world, const uint8_t *bytes, size_t size, struct spec_verdict *v);
	void (*unload)(void *world, void *module);
	void *(*instantiate)(void *world, void *module, struct spec_verdict *v);
	bool (*reg)(void *world, void *instance, const char *name, size_t len);
	void (*invoke)(void *world, void *instance, const struct spec_call *call,
		       struct spec_results *r);
	void (*get)(void *world, void *instance, const char *name, size_t len,
		    struct spec_results *r);
};

extern const struct spec_backend spec_backend_host;
extern const struct spec_backend spec_backend_kernel;

/* spectest.wat, linked in as bytes. */
extern const uint8_t _binary_spectest_wasm_start[];
extern const uint8_t _binary_spectest_wasm_end[];

#endif /* _WK_SPEC_BACKEND_H */
