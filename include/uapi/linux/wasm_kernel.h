/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The wire format between wasm_kernel.ko and its clients, and the one file
 * that both sides share.
 *
 * A message is: nlmsghdr (16 bytes), cn_msg (20 bytes), struct wk_msg,
 * netlink attributes.  Numbers have the byte order of the machine, as in all of netlink.
 *
 * Requests carry wk_msg.verb = enum wk_verb and any request number but 0; the
 * kernel answers each with one WK_REPLY of the same number.  What it sends on its own
 * account (output, results) are events, WK_EV_*, with request = the number of the INVOKE or
 * INSTANTIATE that caused them.
 *
 * A session belongs to the netlink port that said HELLO: events go there, and
 * the session dies with it.  Requests in it may come from any other port with the
 * same rights, and each reply goes to the port that asked: so a reply, which never
 * waits for room, cannot be lost behind a full queue of output.
 * docs/protocol.md has the attributes of every message.
 */
#ifndef _UAPI_LINUX_WASM_KERNEL_H
#define _UAPI_LINUX_WASM_KERNEL_H

#include <linux/types.h>

/* Connector id. Even: since Linux 6.6 any user may join an odd group. */
#define WK_CN_IDX	22
#define WK_CN_VAL	0x5741

/* Both sides speak exactly one version; HELLO tells both what the other has. */
#define WK_PROTOCOL	2

/*
 * The Connector silently drops requests with more than 16364 bytes behind
 * cn_msg. WK_CHUNK_MAX bytes of module fit in one LOAD_CHUNK with everything around them.
 */
#define WK_PAYLOAD_MAX	16364
#define WK_CHUNK_MAX	16256

/* Largest datagram that the kernel sends; receive buffers need this much. */
#define WK_DATAGRAM_MAX	32768

enum wk_verb {
#define WK_VERB(number, ident, name, summary) WK_V_##ident = (number),
#include "../../wasm_kernel/verbs.def"
#undef WK_VERB
	/* Messages from the kernel. */
	WK_REPLY = 256,		/* answer to a request: WK_A_CODE, ... */
	WK_EV_OUTPUT = 257,	/* what a program wrote: WK_A_SPACE, WK_A_FD, WK_A_DATA, WK_A_SEQ */
	WK_EV_DONE = 258,	/* an INSTANTIATE or INVOKE has ended: WK_A_CODE, ... */
	WK_EV_STDIN = 259,	/* the guest waits for input, or took it: WK_A_SPACE, WK_A_ROOM */
	WK_EV_RECORDS = 260,	/* a batch of a stream: WK_A_ATTACH, WK_A_RECORDS, WK_A_ACCOUNT */
	WK_EV_SUMMARY = 261,	/* the end of a stream: WK_A_ATTACH, WK_A_ACCOUNT, WK_A_REASON */
};

enum wk_code {
#define WK_CODE(number, ident, name, meaning) WK_C_##ident = (number),
#include "../../wasm_kernel/codes.def"
#undef WK_CODE
};

/**
 * struct wk_msg - head of every message, directly behind cn_msg
 * @pad: 0; brings what follows to a multiple of 8 from the start of the datagram
 * @version: WK_PROTOCOL of the sender
 * @verb: enum wk_verb
 * @request: chosen by the client, not 0
 * @session: from the reply to HELLO; 0 in HELLO itself. Random, not guessable.
 * @flags: 0 for now; other bits are refused
 * @reserved: 0
 */
struct wk_msg {
	__u32 pad;
	__u16 version;
	__u16 verb;
	__u32 request;
	__u64 session;
	__u32 flags;
	__u32 reserved;
} __attribute__((packed, aligned(4)));

#define WK_MSG_SIZE	28	/* sizeof(struct wk_msg), checked at compile time */

/*
 * Attributes. Each verb accepts a fixed set; unknown, doubled, misplaced or
 * ill-sized ones are refused. WK_ATTR(number, ident, type, what it is)
 */
#define WK_ATTRS(WK_ATTR) \
	WK_ATTR(1, CODE, u32, "enum wk_code") \
	WK_ATTR(2, TEXT, string, "a sentence for people") \
	WK_ATTR(3, PROTOCOL, u32, "protocol version of the sender") \
	WK_ATTR(4, RELEASE, string, "release of the sender, e.g. 0.1.0") \
	WK_ATTR(5, LOAD, u32, "number of a load in progress") \
	WK_ATTR(6, LENGTH, u32, "total bytes of a module") \
	WK_ATTR(7, DIGEST, digest, "SHA-256 of a module, 32 bytes") \
	WK_ATTR(8, NAME, string, "name of a program, instance or module") \
	WK_ATTR(9, OFFSET, u32, "byte offset of a chunk, or of an error in the module") \
	WK_ATTR(10, DATA, binary, "bytes") \
	WK_ATTR(11, PROGRAM, u32, "number of a program") \
	WK_ATTR(12, SPACE, u32, "number of a space") \
	WK_ATTR(13, INSTANCE, u32, "number of an instance in its space") \
	WK_ATTR(14, EXPORT, binary, "name of an export; any bytes") \
	WK_ATTR(15, ARGS, values, "array of struct wk_value: arguments") \
	WK_ATTR(16, RESULTS, values, "array of struct wk_value: results") \
	WK_ATTR(17, FUEL, u64, "guest instructions allowed, or used") \
	WK_ATTR(18, MEMORY, u32, "pages of 64 KiB allowed") \
	WK_ATTR(19, TIMEOUT, u32, "milliseconds allowed; 0 is no limit") \
	WK_ATTR(20, FLOATS, u32, "enum wk_float_mode") \
	WK_ATTR(21, ARGV, binary, "program arguments, each ended by NUL") \
	WK_ATTR(22, ENVIRON, binary, "NAME=value, each ended by NUL") \
	WK_ATTR(23, FD, u32, "1 stdout, 2 stderr") \
	WK_ATTR(24, SEQ, u64, "number of an output event in its space, from 0") \
	WK_ATTR(25, EOF, flag, "no more input follows") \
	WK_ATTR(26, ROOM, u32, "bytes of input that the kernel takes now") \
	WK_ATTR(27, EXIT, u32, "exit code of proc_exit") \
	WK_ATTR(28, TRAP, u32, "enum wk_trap_code") \
	WK_ATTR(29, FRAMES, frames, "array of struct wk_wire_frame, innermost first") \
	WK_ATTR(30, FRAMES_TOTAL, u32, "frames there were") \
	WK_ATTR(31, NAMES, binary, "function names of the frames, in order, each ended by NUL") \
	WK_ATTR(32, FUNC, u32, "function index of an error") \
	WK_ATTR(33, KIND, u32, "what to list: enum wk_list_kind") \
	WK_ATTR(34, ITEMS, binary, "array of struct wk_list_item") \
	WK_ATTR(35, CURSOR, u32, "where a list goes on; 0 or absent: at its start / at its end") \
	WK_ATTR(36, STACK, u32, "guest stack, in slots of 8 bytes") \
	WK_ATTR(37, STRICT, flag, "imports that only answer ENOSYS are link errors") \
	WK_ATTR(38, NSEC, u64, "nanoseconds of CPU time used") \
	WK_ATTR(39, PIN, flag, "the program outlives its session") \
	WK_ATTR(40, PIPES, u32, "bit n: standard stream n is no terminal") \
	WK_ATTR(41, ATTACH, u32, "number of an attachment") \
	WK_ATTR(42, RING, u32, "bytes of a stream's ring on each CPU") \
	WK_ATTR(43, MANIFEST, binary, "what a program says about itself; the client's own format") \
	WK_ATTR(44, DRY, flag, "check everything, attach nothing") \
	WK_ATTR(45, STATE, u32, "enum wk_attach_state") \
	WK_ATTR(46, REASON, u32, "enum wk_detach_reason") \
	WK_ATTR(47, PROBE, u32, "number of a probe in its attachment, from 0") \
	WK_ATTR(48, PROBES, binary, "array of struct wk_wire_probe") \
	WK_ATTR(49, MAPS, binary, "array of struct wk_wire_map") \
	WK_ATTR(50, CONSTS, binary, "u64 value, import module, NUL, import name, NUL; repeated") \
	WK_ATTR(51, HOOK, u32, "enum wk_hook_kind") \
	WK_ATTR(52, SYMBOL, string, "kernel symbol, or name of a tracepoint") \
	WK_ATTR(53, ADDEND, u64, "bytes behind a kernel symbol, or offset in a file") \
	WK_ATTR(54, PATH, binary, "path of a file, ended by NUL") \
	WK_ATTR(55, PID, u32, "process that is meant, as the client sees it; absent: all") \
	WK_ATTR(56, NR, u32, "number of a system call; absent: all") \
	WK_ATTR(57, HOOKNUM, u32, "where in netfilter: enum nf_inet_hooks") \
	WK_ATTR(58, PRIORITY, u32, "priority in netfilter; two's complement") \
	WK_ATTR(59, INTERVAL, u64, "nanoseconds between two hits of a timer") \
	WK_ATTR(60, RECORDS, binary, "struct wk_wire_record, each followed by its bytes, padded to 8") \
	WK_ATTR(61, ACCOUNT, binary, "struct wk_wire_account") \
	WK_ATTR(62, MAP_KIND, u32, "enum wk_wire_map_kind") \
	WK_ATTR(63, KEY_SIZE, u32, "bytes of a key") \
	WK_ATTR(64, VALUE_SIZE, u32, "bytes of a value") \
	WK_ATTR(65, ENTRIES, u32, "entries of a map at most; linear histogram: buckets") \
	WK_ATTR(66, MIN, u64, "linear histogram: where its second bucket begins") \
	WK_ATTR(67, STEP, u64, "linear histogram: width of a bucket") \
	WK_ATTR(68, KEY, binary, "key of a map's entry") \
	WK_ATTR(69, VALUE, binary, "value of a map's entry") \
	WK_ATTR(70, CPUS, u32, "values that each key has: 1, or one per possible CPU") \
	WK_ATTR(71, PAIRS, binary, "key, then CPUS values, each padded to 8 bytes; repeated") \
	WK_ATTR(72, PLACE, u64, "where a dump of a map goes on; 0 or absent: at its start / at its end") \
	WK_ATTR(73, BYTES, u64, "bytes of memory in use") \
	WK_ATTR(74, CPU, u32, "number of a processor") \
	WK_ATTR(96, DP_MECH, u32, "enum wk_dp_mech") \
	WK_ATTR(97, DP_NUM, u64, "numerator of a scale, or of sigma squared") \
	WK_ATTR(98, DP_DEN, u64, "its denominator") \
	WK_ATTR(99, DP_COUNT, u32, "how many samples, at most WK_DP_BATCH") \
	WK_ATTR(100, DP_NOISE, binary, "array of s64: noise") \
	WK_ATTR(101, POLICY, u32, "enum wk_policy") \
	WK_ATTR(102, DP_KIND, u32, "kind of a metric: enum wk_wire_metric_kind") \
	WK_ATTR(103, DP_UNIT, u32, "who is protected: enum wk_unit") \
	WK_ATTR(104, DP_DEPTH, u32, "depth of the ancestor that stands for a cgroup") \
	WK_ATTR(105, DP_CAP, u32, "the most that a unit adds in one window") \
	WK_ATTR(106, DP_CLIP, u32, "sum: the most that one event adds") \
	WK_ATTR(107, DP_ACTIVE, u32, "windows of an epoch in which a unit counts") \
	WK_ATTR(108, DP_WINDOW, u32, "seconds of a window") \
	WK_ATTR(109, DP_CELLS, u32, "values of a release") \
	WK_ATTR(110, DP_BUCKETS, u32, "buckets of units: a power of two") \
	WK_ATTR(111, DP_SLOTS, u32, "times that a unit can keep") \
	WK_ATTR(112, DP_METRIC, u32, "number of a metric in its program, from 0") \
	WK_ATTR(113, DP_EPOCH, u64, "number of an epoch") \
	WK_ATTR(114, DP_PLACE, u32, "number of a window in its epoch") \
	WK_ATTR(115, DP_KEY, binary, "key of a seal, WK_SEAL_KEY bytes") \
	WK_ATTR(116, DP_STATE, binary, "sealed state of all budgets") \
	WK_ATTR(117, DP_LEDGER, binary, "struct wk_wire_ledger") \
	WK_ATTR(118, DP_CHARGES, binary, "array of struct wk_wire_charge") \
	WK_ATTR(119, DP_EVENTS, binary, "array of struct wk_wire_budget_event") \
	WK_ATTR(120, DP_LABELS, u32, "keyed-open: keys that a unit can have in one window") \
	WK_ATTR(121, DP_DELTA, u32, "keyed-open: k of the delta of one window, 2^-k") \
	WK_ATTR(122, DP_ALARMS, u32, "watch: alarms of an epoch") \
	WK_ATTR(123, DP_OTHER_NUM, u64, "numerator of the scale on numbers of units, or a threshold") \
	WK_ATTR(124, DP_OTHER_DEN, u64, "its denominator") \
	WK_ATTR(125, DP_THRESHOLD, u64, "watch: an alarm is when the sum reaches it") \
	WK_ATTR(126, DP_FIELDS, binary, "array of struct wk_wire_dp_field") \
	WK_ATTR(127, DP_RECORD, u32, "type of the records whose fields get noise")

enum wk_attr {
	WK_A_UNSPEC,
#define WK_ATTR(number, ident, type, what) WK_A_##ident = (number),
	WK_ATTRS(WK_ATTR)
#undef WK_ATTR
	WK_A_END,
	WK_A_MAX = WK_A_END - 1,
};

enum wk_float_mode {
	WK_FLOAT_AUTO,		/* FPU where there is one and the module uses floats */
	WK_FLOAT_SOFT,
	WK_FLOAT_FPU,
};

/* Mechanisms of differential privacy. */
enum wk_dp_mech {
	WK_DP_LAPLACE = 1,	/* parameter: scale */
	WK_DP_GAUSSIAN = 2,	/* parameter: sigma squared */
};

/* What a program may do. */
enum wk_policy {
	WK_POLICY_NONE = 0,	/* anything */
	WK_POLICY_DP_ONLY = 1,	/* nothing of what it sees leaves it but noised numbers */
};

/* Kinds of metrics. WK_METRIC_KIND(number, ident, name) */
#define WK_METRIC_KINDS(WK_METRIC_KIND) \
	WK_METRIC_KIND(1, COUNTER, "counter") \
	WK_METRIC_KIND(2, SUM, "sum") \
	WK_METRIC_KIND(3, HISTOGRAM, "histogram") \
	WK_METRIC_KIND(4, KEYED, "keyed") \
	WK_METRIC_KIND(5, OPEN, "keyed-open") \
	WK_METRIC_KIND(6, WATCH, "watch") \
	WK_METRIC_KIND(7, TOTAL, "total")

enum wk_wire_metric_kind {
#define WK_METRIC_KIND(number, ident, name) WK_METRIC_##ident = (number),
	WK_METRIC_KINDS(WK_METRIC_KIND)
#undef WK_METRIC_KIND
};

/* Fields of one type of record that can have noise. */
#define WK_DP_FIELDS	16

/**
 * struct wk_wire_dp_field - a number in records that gets noise
 * @offset: where it begins
 * @width: bytes: 1, 2, 4 or 8
 * @is_signed: 1: it can be negative
 * @mech: enum wk_dp_mech
 * @lo: what is smaller is taken for this
 * @hi: what is larger is taken for this
 * @num: numerator of the scale, or of sigma squared
 * @den: its denominator
 * @shift: added to all values
 */
struct wk_wire_dp_field {
	__u32 offset;
	__u32 width;
	__u32 is_signed;
	__u32 mech;
	__s64 lo;
	__s64 hi;
	__u64 num;
	__u64 den;
	__s64 shift;
} __attribute__((packed, aligned(4)));

/* Units of privacy, each with a budget of its own. WK_UNIT_ROW(number, ident, name) */
#define WK_UNITS(WK_UNIT_ROW) \
	WK_UNIT_ROW(1, UID, "uid") \
	WK_UNIT_ROW(2, CGROUP, "cgroup") \
	WK_UNIT_ROW(3, PREFIX, "prefix")

enum wk_unit {
#define WK_UNIT_ROW(number, ident, name) WK_UNIT_##ident = (number),
	WK_UNITS(WK_UNIT_ROW)
#undef WK_UNIT_ROW
	WK_UNIT_END,
};

enum wk_release_flag {
	WK_RELEASE_FAILED = 1,		/* noise could not be drawn: the values mean nothing */
	WK_RELEASE_INSECURE = 2,	/* of a test build: the noise may be known */
};

/**
 * struct wk_wire_release - one window of one metric; @cells values (s64) follow
 * @epoch: number of the epoch: UNIX time by @windows times @window_s
 * @window: number of the window in it
 * @seq: number of the release of this metric, from 0
 * @metric: number in its program
 * @kind: enum wk_wire_metric_kind
 * @unit: enum wk_unit
 * @depth: of a cgroup; else 0
 * @mech: enum wk_dp_mech
 * @flags: enum wk_release_flag
 * @zcdp: 1: @nano is rho, 0: it is epsilon
 * @cells: values that follow
 * @windows: of an epoch
 * @window_s: seconds of a window
 * @num: numerator of the scale, or of sigma squared
 * @den: its denominator
 * @nano: what the metric costs in a whole epoch, in billionths
 * @delta: the same of delta, in units of 2^-64
 * @other_num: numerator of a second scale: keyed-open, of the noise on numbers of units; watch,
 *	       on the threshold; else 0
 * @other_den: its denominator
 * @threshold: keyed-open: units that a key needs, with noise; watch: what the sum has to reach
 *
 * Values: counter, sum, total: one; histogram, keyed: each cell; keyed-open: for each of a third
 * as many keys, by key: it, units that have it, events; or -1, 0, 0; watch: whether there was an
 * alarm, and how many are left.
 *
 * For one metric all of it but epoch, window, seq, flags and values is always the same.
 */
struct wk_wire_release {
	__u64 epoch;
	__u32 window;
	__u32 seq;
	__u32 metric;
	__u32 kind;
	__u32 unit;
	__u32 depth;
	__u32 mech;
	__u32 flags;
	__u32 zcdp;
	__u32 cells;
	__u32 windows;
	__u32 window_s;
	__u64 num;
	__u64 den;
	__u64 nano;
	__u64 delta;
	__u64 other_num;
	__u64 other_den;
	__u64 threshold;
} __attribute__((packed, aligned(4)));

/**
 * struct wk_wire_ledger - the budget of one kind of unit
 * @unit: enum wk_unit
 * @zcdp: 1: amounts are nano-rho, 0: nano-epsilon
 * @epoch: the present one
 * @open_from: epoch from which on anything can be charged
 * @limit: of an epoch
 * @spent: in the present one
 * @next_seq: number of the next event
 * @ends: UNIX time at which the next epoch begins
 * @epoch_s: seconds of an epoch
 * @delta_limit: as @limit, in units of 2^-64
 * @delta_spent: as @spent
 */
struct wk_wire_ledger {
	__u32 unit;
	__u32 zcdp;
	__u64 epoch;
	__u64 open_from;
	__u64 limit;
	__u64 spent;
	__u64 next_seq;
	__u64 ends;
	__u32 epoch_s;
	__u32 reserved;
	__u64 delta_limit;
	__u64 delta_spent;
} __attribute__((packed, aligned(4)));

/**
 * struct wk_wire_charge - what a metric is charged
 * @attach: number of its attachment
 * @metric: number of the metric in it
 * @charged: in the present epoch
 * @full: in a whole one
 * @name: of the metric; NUL-terminated
 */
struct wk_wire_charge {
	__u32 attach;
	__u32 metric;
	__u64 charged;
	__u64 full;
	char name[64];
} __attribute__((packed, aligned(4)));

/* What happens to budgets. WK_BUDGET_EVENT(number, ident, name) */
#define WK_BUDGET_EVENTS(WK_BUDGET_EVENT) \
	WK_BUDGET_EVENT(1, RESERVE, "reserve") \
	WK_BUDGET_EVENT(2, REFUND, "refund") \
	WK_BUDGET_EVENT(3, REFUSE, "refuse") \
	WK_BUDGET_EVENT(4, EPOCH, "epoch") \
	WK_BUDGET_EVENT(5, IMPORT, "import") \
	WK_BUDGET_EVENT(6, REARM, "rearm")

/**
 * struct wk_wire_budget_event - something that happened to a budget
 * @seq: its number, from 0 without a gap
 * @epoch: when
 * @nano: how much
 * @spent: in that epoch, afterwards
 * @kind: of WK_BUDGET_EVENTS
 * @attach: whose; 0 where it is nobody's
 * @metric: which of its metrics
 */
struct wk_wire_budget_event {
	__u64 seq;
	__u64 epoch;
	__u64 nano;
	__u64 spent;
	__u32 kind;
	__u32 attach;
	__u32 metric;
	__u32 reserved;
} __attribute__((packed, aligned(4)));

/* Bytes of a key that seals the state of budgets, and of that state. */
#define WK_SEAL_KEY	32
#define WK_SEAL_STATE	(3 * 112)

/* Samples of one DP_SAMPLE: its reply is a message of 8 KiB. */
#define WK_DP_BATCH	960

/* Value types as in the binary format of WebAssembly. */
enum wk_value_type {
	WK_VT_I32 = 0x7f,
	WK_VT_I64 = 0x7e,
	WK_VT_F32 = 0x7d,
	WK_VT_F64 = 0x7c,
	WK_VT_V128 = 0x7b,
	WK_VT_FUNCREF = 0x70,
	WK_VT_EXTERNREF = 0x6f,
};

/**
 * struct wk_value - a typed value on the wire
 * @type: enum wk_value_type
 * @null: 1 for a null reference
 * @bits: i32, f32: low 32 bits, the rest 0; v128: low half. A funcref that
 *        is not null has bits 0: function addresses never leave the kernel.
 * @high: v128: high half; else 0
 */
struct wk_value {
	__u8 type;
	__u8 null;
	__u8 reserved[6];
	__u64 bits;
	__u64 high;
} __attribute__((packed, aligned(4)));

/**
 * struct wk_wire_frame - one guest function of a backtrace
 * @instance: number of the instance
 * @func: function index in its module
 * @offset: byte offset in its module
 */
struct wk_wire_frame {
	__u32 instance;
	__u32 func;
	__u32 offset;
};

enum wk_list_kind {
	WK_LIST_PROGRAMS = 1,
	WK_LIST_SPACES = 2,
	WK_LIST_INSTANCES = 3,
	WK_LIST_ATTACHMENTS = 4,
	WK_LIST_PROBES = 5,
};

/**
 * struct wk_list_item - one line of a list
 * @id: number of the program, space, instance, attachment, or probe in its attachment
 * @parent: instances: their space; attachments: their program; probes: their attachment; else 0
 * @owner: port of the session that owns it; 0 when pinned
 * @size: programs: bytes of the module; spaces: pages of memory in use; instances: program;
 *        attachments: KiB of memory in use; probes: enum wk_hook_kind
 * @count: programs: spaces and attachments that use it; spaces: instances;
 *         instances: pages of memory; attachments: probes
 * @state: spaces: 0 idle, 1 running; attachments: enum wk_attach_state; else 0
 * @fuel: spaces, attachments: guest instructions executed so far; probes: hits; else 0
 * @digest: programs: SHA-256; else 0
 * @name: NUL-terminated
 */
struct wk_list_item {
	__u32 id;
	__u32 parent;
	__u32 owner;
	__u32 size;
	__u32 count;
	__u32 state;
	__u64 fuel;
	__u8 digest[32];
	char name[64];
} __attribute__((packed, aligned(4)));

/* Why a record was lost; index of wk_wire_account.dropped. */
enum wk_drop {
#define WK_DROP(number, ident, name, meaning) WK_DROP_##ident = (number),
#include "../../wasm_kernel/drops.def"
#undef WK_DROP
	WK_DROP_COUNT,
};

/**
 * struct wk_wire_record - head of a record; @bytes bytes follow, and 0 to 7 of padding
 * @len: bytes of the whole record
 * @bytes: how many of them are here; less than @len when it does not fit one message
 * @offset: of the first of them in the record; parts follow each other
 * @type: the program's own number, or one of enum wk_record_type
 * @seq: number of the record on its CPU; gaps are losses
 * @nsec: CLOCK_MONOTONIC when it was emitted
 * @cpu: where
 * @flags: enum wk_record_flag
 */
struct wk_wire_record {
	__u32 len;
	__u32 bytes;
	__u32 offset;
	__u32 type;
	__u64 seq;
	__u64 nsec;
	__u32 cpu;
	__u32 flags;
} __attribute__((packed, aligned(4)));

enum wk_record_flag {
	WK_RECORD_INSECURE = 1,	/* of a test build of the module: noise in it may be known */
};

/* Types of records that are not the program's own. */
enum wk_record_type {
	WK_RECORD_LOG = 0xffffff00,	/* text of wasm_kernel.log or bpf.trace_printk */
	WK_RECORD_RELEASE = 0xffffff01,	/* struct wk_wire_release and its values */
};

/**
 * struct wk_wire_account - what became of the records since a subscription
 * @emitted: records that the program meant to emit
 * @delivered: records that were sent to this subscriber
 * @dropped: records that were not, by enum wk_drop; later versions may have more
 */
struct wk_wire_account {
	__u64 emitted;
	__u64 delivered;
	__u64 dropped[WK_DROP_COUNT];
} __attribute__((packed, aligned(4)));

/* Kinds of hooks: the first column of hooks.def. */
enum wk_hook_kind {
#define WK_HOOK(number, ident, prefix, contexts, params, results, summary) \
	WK_HOOK_##ident = (number),
#include "../../wasm_kernel/hooks.def"
#undef WK_HOOK
};

/* An attachment is made, then armed, then detached; in the last state it can still be read. */
enum wk_attach_state {
	WK_ATTACH_NEW = 1,
	WK_ATTACH_ARMED = 2,
	WK_ATTACH_DETACHED = 3,
};

/* Why an attachment was detached. WK_REASON(number, ident, name, meaning) */
#define WK_REASONS(WK_REASON) \
	WK_REASON(0, NONE, "none", "it is not detached") \
	WK_REASON(1, ASKED, "asked", "a client asked") \
	WK_REASON(2, SESSION, "session", "its session ended") \
	WK_REASON(3, UNLOAD, "unload", "the kernel module is being removed") \
	WK_REASON(4, OVERRUN, "overrun", "it ran out of fuel again and again") \
	WK_REASON(5, GUARD, "guard", "it used nearly all of a processor")

enum wk_detach_reason {
#define WK_REASON(number, ident, name, meaning) WK_REASON_##ident = (number),
	WK_REASONS(WK_REASON)
#undef WK_REASON
};

/**
 * struct wk_wire_probe - what became of one probe of an attachment
 * @kind: enum wk_hook_kind
 * @hits: calls of the guest, those that trapped included
 * @busy: hits skipped: this CPU was already inside of a program (nested hits)
 * @nmi: hits skipped: in an NMI, where an import of the program may not be called
 * @missed: hits that the kernel did not pass on: nested probes, too many returns under way
 * @overruns: calls that ran out of fuel
 * @traps: calls that trapped for another reason
 * @nsec: nanoseconds that the calls took together
 * @fuel: guest instructions that they executed
 * @name: the export, cut to fit; NUL-terminated
 */
struct wk_wire_probe {
	__u32 kind;
	__u32 reserved;
	__u64 hits;
	__u64 busy;
	__u64 nmi;
	__u64 missed;
	__u64 overruns;
	__u64 traps;
	__u64 nsec;
	__u64 fuel;
	char name[56];
} __attribute__((packed, aligned(4)));

/* Kinds of maps. WK_MAP_KIND(number, ident, name) */
#define WK_MAP_KINDS(WK_MAP_KIND) \
	WK_MAP_KIND(1, HASH, "hash") \
	WK_MAP_KIND(2, ARRAY, "array") \
	WK_MAP_KIND(3, LRU_HASH, "lru_hash") \
	WK_MAP_KIND(4, PERCPU_HASH, "percpu_hash") \
	WK_MAP_KIND(5, PERCPU_ARRAY, "percpu_array") \
	WK_MAP_KIND(6, HISTOGRAM, "histogram")

enum wk_wire_map_kind {
#define WK_MAP_KIND(number, ident, name) WK_WIRE_MAP_##ident = (number),
	WK_MAP_KINDS(WK_MAP_KIND)
#undef WK_MAP_KIND
};

/**
 * struct wk_wire_map - a map of an attachment
 * @kind: enum wk_wire_map_kind
 * @key_size: bytes of a key
 * @value_size: bytes of a value
 * @entries: how many at most
 * @min: linear histogram: where its second bucket begins
 * @step: linear histogram: width of a bucket
 * @bytes: memory that it takes
 * @name: NUL-terminated
 */
struct wk_wire_map {
	__u32 kind;
	__u32 key_size;
	__u32 value_size;
	__u32 entries;
	__u64 min;
	__u64 step;
	__u64 bytes;
	char name[64];
} __attribute__((packed, aligned(4)));

#endif /* _UAPI_LINUX_WASM_KERNEL_H */
