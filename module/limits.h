/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every maximum outside the engine (module/wasm/limits.h has the engine's).
 * They bound what a client can make the kernel keep; memory itself is charged to its group.
 */
#ifndef _WK_LIMITS_H
#define _WK_LIMITS_H

enum {
	/* One per client that runs at one time, with room for test swarms. */
	WK_MAX_SESSIONS = 256,

	/* A client that says hello again and again on one socket has lost its way. */
	WK_MAX_SESSIONS_PER_PORT = 4,

	/* A client uploads one module after the other; a few at once is generous. */
	WK_MAX_LOADS = 4,

	/* Buffers of unfinished loads of one session: one module of the largest size. */
	WK_MAX_LOAD_BYTES = 64 << 20,

	/* A spec suite file loads some hundred modules; all files at once still fit. */
	WK_MAX_PROGRAMS = 4096,

	/* Each has a thread. */
	WK_MAX_SPACES = 256,

	/* Numbers of instances are 12 bits of a list's cursor. */
	WK_MAX_INSTANCES = 4095,

	/* Names that instances are registered under in one space. */
	WK_MAX_REGISTERED = 1024,

	/* Space numbers are the other 20 bits of a list's cursor. */
	WK_MAX_SPACE_ID = (1 << 20) - 1,

	/* Bytes of a program's or instance's name with its NUL: a list item has 64. */
	WK_MAX_NAME = 64,

	/* Bytes of a release string with its NUL. */
	WK_MAX_RELEASE = 32,

	/* Bytes of a kernel symbol with its NUL: KSYM_NAME_LEN. */
	WK_MAX_SYMBOL = 512,

	/* Linear memory of a space when the client does not say: 64 MiB. */
	WK_DEFAULT_MEMORY_PAGES = 1024,

	/* Table entries of all instances of a space: 32 MiB, four of the largest tables. */
	WK_MAX_SPACE_TABLE_ELEMS = 4 << 20,

	/* Guest stack when the client does not say: 1 MiB, as wasm runtimes use. */
	WK_DEFAULT_STACK_SLOTS = 1 << 17,

	/* The smallest that runs anything, and the largest that is still sane: 64 MiB. */
	WK_MIN_STACK_SLOTS = 64,
	WK_MAX_STACK_SLOTS = 1 << 23,

	/* Longest time limit of a run: 30 days in milliseconds, far from overflow. */
	WK_MAX_TIMEOUT_MS = 30u * 24 * 3600 * 1000,

	/* Standard input that waits for the guest: four messages. */
	WK_STDIN_BYTES = 64 << 10,

	/* Output is collected up to this much before a message goes out: with its heads and the
	 * kernel's own it fits an allocation of 16 KiB, and more of them the reader's queue.
	 */
	WK_OUTPUT_BYTES = 15 << 10,

	/* A name of a backtrace, escaped, with its NUL: 32 of them stay below 4 KiB. */
	WK_MAX_FRAME_NAME = 120,

	/* Items of one reply to LIST: the reply must come from a small allocation. */
	WK_LIST_ITEMS = 48,

	/* Attachments of all sessions, and what one of them may have. */
	WK_MAX_ATTACHMENTS = 1024,
	WK_MAX_MAPS = 64,
	WK_MAX_PROBES = 1024,
	WK_MAX_CONSTS = 4096,

	/* Messages that constants come in: 1 MiB of names. */
	WK_MAX_CONST_PIECES = 64,

	/* Guest instructions of one hit: a millisecond or so, and the most, with interrupts off. */
	WK_DEFAULT_HIT_FUEL = 200000,
	WK_MAX_HIT_FUEL = 20000000,

	/* Guest instructions of the start function and of _initialize, in each instance. */
	WK_INIT_FUEL = 200000000,

	/* An instance on a hook when the client does not say: 16 MiB, and 64 KiB of stack. */
	WK_DEFAULT_HOOK_PAGES = 256,
	WK_DEFAULT_HOOK_STACK = 8192,
	WK_MAX_HOOK_STACK = 1 << 17,

	/* Metrics of a program, and seconds of a window at least. */
	WK_MAX_METRICS = 16,
	WK_MAX_PRIVATES = 16,
	WK_MIN_DP_WINDOW = 10,

	/*
	 * Guest instructions of an event of a dp-only program: no guard takes it off its hooks,
	 * so this alone bounds what it costs the machine.
	 */
	WK_DEFAULT_DP_FUEL = 20000,
	WK_MAX_DP_FUEL = 100000,

	/* Its memory, when all of it is copied after each event: 256 KiB, some 20 us. */
	WK_MAX_DP_PAGES = 4,

	/* A timer that is faster would leave time for nothing else. */
	WK_MIN_INTERVAL_NS = 100000,

	/* Guest instructions between two looks at kill, time and reschedule: well below 1 ms. */
	WK_SLICE_SOFT = 100000,

	/* The same inside an FPU section, which may not be preempted: tens of microseconds. */
	WK_SLICE_FPU = 20000,
};

#endif /* _WK_LIMITS_H */
