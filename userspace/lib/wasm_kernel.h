/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libwasm_kernel: talk to wasm_kernel.ko.
 *
 * A client is one session: what it loads and starts dies with it (or with the
 * process).  It has no threads, prints nothing, and installs no signal handler.  It is
 * used by one thread at a time.
 *
 * Calls return
 *
 *   0            done
 *   > 0          the kernel said no: enum wk_code
 *   < 0          it did not come to that: negative errno
 *                  -ENOTCONN   wasm_kernel is not loaded
 *                  -ETIMEDOUT  no answer
 *                  -EPROTO     an answer that breaks the protocol
 *                  -EINTR      a signal arrived while waiting
 *
 * and wk_client_fault() has the sentence that goes with it.
 */
#ifndef _WASM_KERNEL_H
#define _WASM_KERNEL_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/wasm_kernel.h>

#ifdef __cplusplus
extern "C" {
#endif

struct wk_client;
struct wk_transport;

#define WK_CLIENT_FDS		2
#define WK_CLIENT_NOWHERE	0xffffffffu	/* no offset, no function */

/**
 * struct wk_client_events - what a client is told while it waits; each may be NULL
 * @output: the program wrote @n bytes to @fd (1 or 2). In order, without loss:
 *          the program waits until they are taken.
 * @room: the program in @space reads its standard input and the kernel takes
 *        @room bytes now; see wk_client_stdin()
 * @progress: @sent of @total bytes of a module are in the kernel
 * @records: a batch of the stream of @attach: @n bytes of struct wk_wire_record, each followed
 *           by its bytes; @account includes it
 * @summary: the stream has ended for this client; @account is final, @reason an
 *           enum wk_detach_reason
 *
 * They may not call the client.
 */
struct wk_client_events {
	void (*output)(void *data, uint32_t space, uint32_t fd, const void *bytes, size_t n);
	void (*room)(void *data, uint32_t space, uint32_t room);
	void (*progress)(void *data, size_t sent, size_t total);
	void (*records)(void *data, uint32_t attach, const void *records, size_t n,
			const struct wk_wire_account *account);
	void (*summary)(void *data, uint32_t attach, const struct wk_wire_account *account,
			uint32_t reason);
};

/**
 * struct wk_client_fault - why the last call did not return 0
 * @result: what it returned
 * @offset: byte offset in the module, or WK_CLIENT_NOWHERE
 * @func: function index, or WK_CLIENT_NOWHERE
 * @text: one sentence; printable ASCII
 */
struct wk_client_fault {
	int result;
	uint32_t offset;
	uint32_t func;
	char text[512];
};

/**
 * struct wk_client_done - how an INSTANTIATE or INVOKE ended
 * @code: WK_C_OK, or why it stopped
 * @trap: enum wk_trap of the engine when @code is WK_C_TRAP, else 0
 * @exit: argument of proc_exit when @code is WK_C_EXIT
 * @instance: number of the new instance (INSTANTIATE that went well), else 0
 * @fuel: guest instructions used
 * @nsec: CPU time used
 * @nresults: number of @results
 * @nframes: number of @frames: the innermost ones
 * @frames_total: how many there were
 * @results: typed results
 * @frames: where the guest was, innermost first
 * @names: one name per frame, "" where it has none; printable ASCII
 * @text: sentence that goes with @code, or ""
 *
 * The arrays belong to the struct: wk_client_done_clear() frees them.
 */
struct wk_client_done {
	uint32_t code;
	uint32_t trap;
	uint32_t exit;
	uint32_t instance;
	uint64_t fuel;
	uint64_t nsec;
	size_t nresults;
	size_t nframes;
	uint32_t frames_total;
	struct wk_value *results;
	struct wk_wire_frame *frames;
	const char **names;
	char text[512];
};

/**
 * struct wk_client_space - budget and surroundings of a space; zeroes are defaults
 * @memory_pages: linear memory of all its instances, pages of 64 KiB
 * @stack_slots: guest stack, slots of 8 bytes
 * @timeout_ms: time limit of each run
 * @floats: enum wk_float_mode
 * @fuel: guest instructions of each run
 * @strict: imports that only answer ENOSYS are link errors
 * @pipes: bit n: standard stream n is no terminal, so libc buffers it fully
 * @argv: program arguments, each ended by NUL
 * @argv_len: bytes of @argv
 * @environ: NAME=value, each ended by NUL
 * @environ_len: bytes of @environ
 */
struct wk_client_space {
	uint32_t memory_pages;
	uint32_t stack_slots;
	uint32_t timeout_ms;
	uint32_t floats;
	uint64_t fuel;
	bool strict;
	uint32_t pipes;
	const char *argv;
	size_t argv_len;
	const char *environ;
	size_t environ_len;
};

/* ---- life of a client ---- */

/**
 * wk_client_new() - a client that has not said hello
 * @events: what to call; must stay valid as long as the client; NULL for nothing
 * @data: passed to them
 *
 * Return: the client, or NULL when memory is short.
 */
struct wk_client *wk_client_new(const struct wk_client_events *events, void *data);

/**
 * wk_client_use() - replaces the way to the kernel, before hello; for tests
 * @t: see transport.h; belongs to the caller
 */
void wk_client_use(struct wk_client *c, struct wk_transport *t);

/** wk_client_free() - closes the session; everything in it stops. NULL is allowed. */
void wk_client_free(struct wk_client *c);

/**
 * wk_client_hello() - opens the session and agrees on the protocol
 *
 * Return: 0; -ENOTCONN when the module is not loaded; WK_C_VERSION when it
 * speaks another protocol; WK_C_DENIED without CAP_SYS_ADMIN.
 */
int wk_client_hello(struct wk_client *c);

/** wk_client_bye() - ends the session and waits until the kernel has said so */
int wk_client_bye(struct wk_client *c);

/** wk_client_release() - the module's release, "" before hello */
const char *wk_client_release(const struct wk_client *c);

/** wk_client_protocol() - the module's protocol version, 0 before hello */
uint32_t wk_client_protocol(const struct wk_client *c);

/** wk_client_fault() - what went wrong last; never NULL */
const struct wk_client_fault *wk_client_fault(const struct wk_client *c);

/** wk_client_set_reply_timeout() - how long to wait for a reply; default 5000 ms */
void wk_client_set_reply_timeout(struct wk_client *c, int ms);

/** wk_code_name() - "bad-order" for WK_C_BAD_ORDER; "unknown" for what it does not know */
const char *wk_code_name(uint32_t code);

/** wk_code_meaning() - a sentence for a code; never NULL */
const char *wk_code_meaning(uint32_t code);

/* ---- programs ---- */

#define WK_CLIENT_PIN		1u	/* the program outlives the session */
#define WK_CLIENT_DP_ONLY	2u	/* it may only be on hooks, as dp-only */

/**
 * wk_client_load() - brings a module into the kernel, which validates and compiles it
 * @bytes: the binary
 * @len: its length
 * @name: printable ASCII, up to 63 bytes; "" for none
 * @flags: WK_CLIENT_PIN, WK_CLIENT_DP_ONLY, or 0
 * @program: where its number goes
 *
 * On WK_C_MALFORMED, INVALID, UNSUPPORTED and LIMIT the fault has offset and function.
 */
int wk_client_load(struct wk_client *c, const void *bytes, size_t len, const char *name,
		   unsigned int flags, uint32_t *program);

/**
 * wk_client_program_read() - reads a program of this session, or a pinned one
 * @bytes: where it goes; to be freed with free()
 * @len: how many
 */
int wk_client_program_read(struct wk_client *c, uint32_t program, void **bytes, size_t *len);

/** wk_client_unload() - gives up a program of this session, or a pinned one */
int wk_client_unload(struct wk_client *c, uint32_t program);

/**
 * wk_client_list() - programs, spaces or instances, of all sessions
 * @kind: enum wk_list_kind
 * @each: called for each; a return other than 0 ends the list and is returned
 * @data: passed to @each
 */
int wk_client_list(struct wk_client *c, uint32_t kind,
		   int (*each)(void *data, const struct wk_list_item *item), void *data);

/* ---- spaces and instances ---- */

/** wk_client_space_new() - a place where instances live; NULL @cfg for defaults */
int wk_client_space_new(struct wk_client *c, const struct wk_client_space *cfg,
			uint32_t *space);

/** wk_client_space_del() - stops what runs in a space and frees it */
int wk_client_space_del(struct wk_client *c, uint32_t space);

/**
 * wk_client_instantiate() - links a program in a space, initialises it, and waits
 * @done: cleared and filled when the return is 0: @done->code says how it
 *        ended (WK_C_LINK, WK_C_TRAP in the start function, ...)
 *
 * Return: 0 when it was accepted and has ended; else it was not accepted.
 */
int wk_client_instantiate(struct wk_client *c, uint32_t space, uint32_t program,
			  struct wk_client_done *done);

/** wk_client_register() - lets later instances in the space import from @instance */
int wk_client_register(struct wk_client *c, uint32_t space, uint32_t instance,
		       const char *name);

/**
 * wk_client_invoke() - calls an exported function and waits for its end
 * @name: name of the export, any bytes
 * @name_len: its length
 * @args: typed arguments
 * @nargs: how many
 * @done: as with wk_client_instantiate()
 */
int wk_client_invoke(struct wk_client *c, uint32_t space, uint32_t instance, const void *name,
		     size_t name_len, const struct wk_value *args, size_t nargs,
		     struct wk_client_done *done);

/** wk_client_global_get() - reads an exported global; the space must be idle */
int wk_client_global_get(struct wk_client *c, uint32_t space, uint32_t instance,
			 const void *name, size_t name_len, struct wk_value *value);

/** wk_client_done_clear() - frees what @done owns and zeroes it */
void wk_client_done_clear(struct wk_client_done *done);

/* ---- the same without waiting: for programs with an event loop ---- */

/**
 * wk_client_start_instantiate(), wk_client_start_invoke() - as above, but return
 * once the kernel has accepted
 * @request: number of the run, for wk_client_ended()
 *
 * One run at a time for each client.
 */
int wk_client_start_instantiate(struct wk_client *c, uint32_t space, uint32_t program,
				uint32_t *request);
int wk_client_start_invoke(struct wk_client *c, uint32_t space, uint32_t instance,
			   const void *name, size_t name_len, const struct wk_value *args,
			   size_t nargs, uint32_t *request);

/** wk_client_pollfds() - fills @fds with what to poll for POLLIN */
void wk_client_pollfds(const struct wk_client *c, struct pollfd fds[WK_CLIENT_FDS]);

/**
 * wk_client_dispatch() - takes what has arrived and calls the events; never waits
 *
 * Leaves the rest for the next time when there is much of it: poll() says so.
 * Return: 0, or a negative errno after which the session is of no use.
 */
int wk_client_dispatch(struct wk_client *c);

/** wk_client_check() - for long waits: 0, or -ENOTCONN when the module has been unloaded */
int wk_client_check(struct wk_client *c);

/**
 * wk_client_ended() - has a run ended?
 * @done: filled when it has; belongs to the caller from then on
 */
bool wk_client_ended(struct wk_client *c, uint32_t request, struct wk_client_done *done);

/**
 * wk_client_stdin() - gives bytes, or the end, to the program's standard input
 * @space: whose
 * @bytes: at most as many as the last @room said, and at most WK_CHUNK_MAX
 * @len: how many
 * @eof: no more follow
 * @room: bytes that the kernel takes now; may be NULL
 */
int wk_client_stdin(struct wk_client *c, uint32_t space, const void *bytes, size_t len, bool eof,
		    uint32_t *room);

/** wk_client_kill() - stops what runs in a space; the space stays */
int wk_client_kill(struct wk_client *c, uint32_t space);

/* ---- differential privacy ---- */

/**
 * wk_client_dp_sample() - noise of the kernel's own sampler, used for nothing else
 * @mech: enum wk_dp_mech
 * @num: numerator of its parameter
 * @den: denominator
 * @noise: where it goes
 * @count: how many, 1 to WK_DP_BATCH
 */
int wk_client_dp_sample(struct wk_client *c, uint32_t mech, uint64_t num, uint64_t den,
			int64_t *noise, uint32_t count);

/**
 * struct wk_client_metric - what a metric is to be
 * @name: its name
 * @kind: enum wk_wire_metric_kind
 * @unit: enum wk_unit
 * @depth: of a cgroup, else 0
 * @cap: the most that a unit adds in one window
 * @clip: sum: the most that one event adds; else 1
 * @active: windows of an epoch in which a unit counts
 * @window_s: seconds of a window
 * @mech: enum wk_dp_mech
 * @num: numerator of the scale, or of sigma squared
 * @den: its denominator
 * @cells: values of a release
 * @buckets: of units; 0 is the default
 * @slots: times that a unit can keep
 * @labels: keyed-open: keys that a unit can have in one window; @cells are keys that are released
 * @delta: keyed-open: k of the delta of one window, 2^-k
 * @alarms: watch: of an epoch
 * @other_num: numerator of a second scale: keyed-open, on numbers of units; watch, on the threshold
 * @other_den: its denominator
 * @threshold: watch: an alarm is when the sum reaches it
 */
struct wk_client_metric {
	const char *name;
	uint32_t kind;
	uint32_t unit;
	uint32_t depth;
	uint32_t cap;
	uint32_t clip;
	uint32_t active;
	uint32_t window_s;
	uint32_t mech;
	uint64_t num;
	uint64_t den;
	uint32_t cells;
	uint32_t buckets;
	uint32_t slots;
	uint32_t labels;
	uint32_t delta;
	uint32_t alarms;
	uint64_t other_num;
	uint64_t other_den;
	uint64_t threshold;
};

/** wk_client_attach_metric() - for one that is dp-only and not armed; numbered in this order */
int wk_client_attach_metric(struct wk_client *c, uint32_t attach,
			    const struct wk_client_metric *metric);

/**
 * struct wk_client_private - a type of record whose fields get noise
 * @name: of the record
 * @type: of it
 * @unit: enum wk_unit
 * @depth: of a cgroup, else 0
 * @cap: records of a unit in one window
 * @active: windows of an epoch in which a unit may have any
 * @window_s: seconds of a window
 * @buckets: of units; 0 is the default
 * @fields: they
 * @nfields: how many
 */
struct wk_client_private {
	const char *name;
	uint32_t type;
	uint32_t unit;
	uint32_t depth;
	uint32_t cap;
	uint32_t active;
	uint32_t window_s;
	uint32_t buckets;
	struct wk_wire_dp_field fields[WK_DP_FIELDS];
	uint32_t nfields;
};

/** wk_client_attach_private() - for an attachment that is not armed, and has no maps */
int wk_client_attach_private(struct wk_client *c, uint32_t attach,
			     const struct wk_client_private *p);

/**
 * wk_client_dp_ledger() - the budget of a unit
 * @unit: enum wk_unit
 * @ledger: filled
 * @charges: who is charged; to be freed with free(); may be NULL
 * @n: how many
 */
int wk_client_dp_ledger(struct wk_client *c, uint32_t unit, struct wk_wire_ledger *ledger,
			struct wk_wire_charge **charges, size_t *n);

/** wk_client_dp_events() - what happened to it from event @from on, as far as it is still known */
int wk_client_dp_events(struct wk_client *c, uint32_t unit, uint64_t from,
			struct wk_wire_budget_event **events, size_t *n);

/**
 * wk_client_dp_again() - a window that was released, byte for byte
 * @bytes: struct wk_wire_release and its values; to be freed with free()
 */
int wk_client_dp_again(struct wk_client *c, uint32_t attach, uint32_t metric, uint64_t epoch,
		       uint32_t window, void **bytes, size_t *n);

/** wk_client_dp_rearm() - gives a watch all its alarms again; its budget is charged once more */
int wk_client_dp_rearm(struct wk_client *c, uint32_t attach, uint32_t metric);

/** wk_client_dp_export() - the state of all budgets, sealed; @state has WK_SEAL_STATE bytes */
int wk_client_dp_export(struct wk_client *c, const uint8_t key[WK_SEAL_KEY], uint8_t *state);

/** wk_client_dp_import() - brings it back after the module was loaded anew */
int wk_client_dp_import(struct wk_client *c, const uint8_t key[WK_SEAL_KEY],
			const uint8_t *state);

/* ---- programs on hooks ---- */

/**
 * struct wk_client_attach - what an attachment is to be; zeroes are defaults
 * @program: number of a loaded program
 * @name: for lists; NULL: the program's
 * @fuel: guest instructions of each hit
 * @memory_pages: linear memory of each instance, pages of 64 KiB
 * @stack_slots: guest stack of each instance, slots of 8 bytes
 * @ring_bytes: of the stream's ring on each CPU
 * @pin: it outlives the session
 * @strict: imports that only answer ENOSYS are link errors
 * @dp_only: nothing of what it sees leaves it but noised numbers
 * @manifest: given back by wk_client_attach_info(); opaque to the kernel
 * @manifest_len: bytes of @manifest, at most WK_CHUNK_MAX - 1024
 */
struct wk_client_attach {
	uint32_t program;
	const char *name;
	uint64_t fuel;
	uint32_t memory_pages;
	uint32_t stack_slots;
	uint32_t ring_bytes;
	bool pin;
	bool strict;
	bool dp_only;
	const void *manifest;
	size_t manifest_len;
};

/**
 * struct wk_client_const - what an imported function without parameters answers
 * @module: import module, "btf" or "param"
 * @name: import name
 * @value: an i32 gets the low half
 */
struct wk_client_const {
	const char *module;
	const char *name;
	uint64_t value;
};

/**
 * struct wk_client_hook - a hook for one of the program's functions
 * @kind: enum wk_hook_kind
 * @function: export that is called, @function_len bytes
 * @symbol: (kret)probe: kernel symbol, or MODULE:SYMBOL; tracepoint: its name, without group
 * @addend: kprobe: bytes behind @symbol; u(ret)probe: offset in the file
 * @path: u(ret)probe: file
 * @pid: u(ret)probe: process, -1 for all
 * @nr: syscall, sysret: number, -1 for all
 * @hooknum: netfilter: enum nf_inet_hooks
 * @priority: netfilter
 * @interval_ns: timer
 */
struct wk_client_hook {
	uint32_t kind;
	const void *function;
	size_t function_len;
	const char *symbol;
	uint64_t addend;
	const char *path;
	int64_t pid;
	int64_t nr;
	uint32_t hooknum;
	int32_t priority;
	uint64_t interval_ns;
};

/**
 * struct wk_client_stats - account of an attachment
 * @state: enum wk_attach_state
 * @reason: enum wk_detach_reason
 * @dp_only: what events did is withheld: of each probe and of all together
 * @text: the reason as a sentence, or ""
 * @bytes: memory in use
 * @fuel: guest instructions executed in hits
 * @nsec: time that hits took
 * @stream: of the stream, from its making on; what nobody subscribed to is no_subscriber
 * @nprobes: how many
 * @probes: of each, in the order in which they were given
 * @trap: enum wk_trap_code of the first trap or overrun, 0 for none
 * @trap_cpu: where it was
 * @trap_probe: which probe it was
 * @nframes: of its backtrace
 * @frames: innermost first
 * @names: their function names
 *
 * The arrays belong to the struct: wk_client_stats_clear() frees them.
 */
struct wk_client_stats {
	uint32_t state;
	uint32_t reason;
	bool dp_only;
	char text[320];
	uint64_t bytes;
	uint64_t fuel;
	uint64_t nsec;
	struct wk_wire_account stream;
	size_t nprobes;
	struct wk_wire_probe *probes;
	uint32_t trap;
	uint32_t trap_cpu;
	uint32_t trap_probe;
	size_t nframes;
	struct wk_wire_frame *frames;
	const char **names;
};

/**
 * struct wk_client_attach_info - what an attachment is
 * @program: its program; the number may be of no use any more
 * @state: enum wk_attach_state
 * @reason: enum wk_detach_reason
 * @name: its name
 * @nmaps: how many
 * @maps: in the order in which they were given
 * @manifest: as given, @manifest_len bytes; and a NUL
 *
 * wk_client_attach_info_clear() frees the arrays.
 */
struct wk_client_attach_info {
	uint32_t program;
	uint32_t state;
	uint32_t reason;
	char name[64];
	size_t nmaps;
	struct wk_wire_map *maps;
	char *manifest;
	size_t manifest_len;
};

/**
 * An attachment is made, gets maps, constants and hooks, and is armed. A fault of
 * wk_client_attach_hook() or wk_client_arm() names the hook and the reason.
 */
int wk_client_attach_new(struct wk_client *c, const struct wk_client_attach *cfg,
			 uint32_t *attach);
/** wk_client_attach_map() - @map->bytes is not looked at; maps are numbered in this order */
int wk_client_attach_map(struct wk_client *c, uint32_t attach, const struct wk_wire_map *map);
int wk_client_attach_consts(struct wk_client *c, uint32_t attach,
			    const struct wk_client_const *consts, size_t n);
/** wk_client_attach_hook() - @probe: its number; may be NULL */
int wk_client_attach_hook(struct wk_client *c, uint32_t attach,
			  const struct wk_client_hook *hook, uint32_t *probe);
/** wk_client_arm() - on all hooks or on none; @dry: only checks that it would work */
int wk_client_arm(struct wk_client *c, uint32_t attach, bool dry);

/**
 * wk_client_detach() - takes an attachment, of whatever session, off its hooks and frees it
 * @stats: its final account, or NULL; of its probes only as many as one message has room for
 *
 * Its subscribers get their summary before this returns.
 */
int wk_client_detach(struct wk_client *c, uint32_t attach, struct wk_client_stats *stats);

/* Those below work on attachments of every session. */

/** wk_client_subscribe() - @records and @summary are called from now on */
int wk_client_subscribe(struct wk_client *c, uint32_t attach);
/** wk_client_unsubscribe() - what is queued and the summary come before this returns */
int wk_client_unsubscribe(struct wk_client *c, uint32_t attach);

int wk_client_stats(struct wk_client *c, uint32_t attach, struct wk_client_stats *stats);
void wk_client_stats_clear(struct wk_client_stats *stats);
int wk_client_attach_info(struct wk_client *c, uint32_t attach,
			  struct wk_client_attach_info *info);
void wk_client_attach_info_clear(struct wk_client_attach_info *info);

/**
 * wk_client_map_dump() - reads a map that may be changing
 * @name: its name
 * @map: what it is, from wk_client_attach_info()
 * @each: gets each entry: a key of @map->key_size bytes (arrays and histograms: a u32 index),
 *        and @cpus values, each in a place of its size rounded up to 8 bytes
 *
 * Return: as for others, or what @each returned when that was not 0.
 */
int wk_client_map_dump(struct wk_client *c, uint32_t attach, const char *name,
		       const struct wk_wire_map *map,
		       int (*each)(void *data, const void *key, const void *values,
				   uint32_t cpus), void *data);
int wk_client_map_update(struct wk_client *c, uint32_t attach, const char *name,
			 const void *key, size_t key_len, const void *value, size_t value_len);
int wk_client_map_delete(struct wk_client *c, uint32_t attach, const char *name,
			 const void *key, size_t key_len);

/** wk_reason_name() - "guard" for WK_REASON_GUARD; never NULL */
const char *wk_reason_name(uint32_t reason);
/** wk_reason_meaning() - a phrase: "it used nearly all of a processor" */
const char *wk_reason_meaning(uint32_t reason);

#ifdef __cplusplus
}
#endif

#endif /* _WASM_KERNEL_H */
