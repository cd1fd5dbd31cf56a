// SPDX-License-Identifier: GPL-2.0
/* The table of host functions, and looking imports up in it. */
#include "host.h"
#include "wasi_call.h"

/* Types as the binary format writes them, so that a list of them is a string. */
#define I32 "\x7f"
#define I64 "\x7e"
#define F32 "\x7d"
#define F64 "\x7c"
#define COUNT(types) ((u32)(sizeof("" types) - 1))

/* Short names for the column of contexts. */
enum {
	PROCESS = WK_CTX_PROCESS,
	SOFTIRQ = WK_CTX_SOFTIRQ,
	HARDIRQ = WK_CTX_HARDIRQ,
	NMI = WK_CTX_NMI,
	PROBE = PROCESS | HARDIRQ | NMI,
	ANY = PROBE | SOFTIRQ,
	/* Not contexts, but members of that name. */
	KERNEL = 1 << 7,
	DP = 1 << 8,
	TASK = 1 << 9,
	TOUCHES = 1 << 10,
};

/* Rows are numbered so that each type can point to itself as canonical. */
enum {
	FIRST_ROW = __COUNTER__ + 1,
};

static const struct wk_host_entry entries[] = {
#define ENTRY(row, mod, field, params, results, where, version, func, no) { \
	.module = mod, \
	.name = field, \
	.type = { \
		.nparams = COUNT(params), \
		.nresults = COUNT(results), \
		.param_slots = COUNT(params), \
		.result_slots = COUNT(results), \
		.canon = &entries[(row) - FIRST_ROW].type, \
		.types = (const u8 *)("" params results), \
	}, \
	.fn = func, \
	.contexts = (where) & ANY, \
	.since = version, \
	.nosys = no, \
	.kernel = (where) & KERNEL, \
	.dp = (where) & DP, \
	.task = (where) & TASK, \
	.touches = (where) & TOUCHES, \
},
#define WK_HOST(module, name, params, results, contexts, since, ident) \
	ENTRY(__COUNTER__, module, name, params, results, contexts, since, wk_##ident, false)
#define WK_HOST_NOSYS(module, name, params, results) \
	ENTRY(__COUNTER__, module, name, params, results, \
	      PROCESS | SOFTIRQ | HARDIRQ | NMI, 1, wk_wasi_nosys, true)
#include "../../include/wasm_kernel/host.def"
#undef WK_HOST_NOSYS
#undef WK_HOST
#undef ENTRY
};

u32 wk_host_count(void)
{
	return ARRAY_SIZE(entries);
}

const struct wk_host_entry *wk_host_entry(u32 i)
{
	return i < ARRAY_SIZE(entries) ? &entries[i] : NULL;
}

/* As strcmp(), but @a is counted and may hold any byte. */
static int compare(const struct wk_str *a, const char *b)
{
	u32 i;

	for (i = 0; i < a->len; i++) {
		u8 c = (u8)b[i];

		if (!c || a->p[i] != c)
			return a->p[i] < c ? -1 : 1;
	}
	return b[i] ? -1 : 0;
}

static int compare_entry(const struct wk_str *module, const struct wk_str *name,
			 const struct wk_host_entry *h)
{
	int c = compare(module, h->module);

	return c ? c : compare(name, h->name);
}

const struct wk_host_entry *wk_host_find(const struct wk_str *module, const struct wk_str *name)
{
	u32 low = 0, high = ARRAY_SIZE(entries);

	while (low < high) {
		u32 mid = (low + high) / 2;
		int c = compare_entry(module, name, &entries[mid]);

		if (!c)
			return &entries[mid];
		if (c < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}
