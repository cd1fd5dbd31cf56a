// SPDX-License-Identifier: GPL-2.0
/*
 * The test build only. Its parameters can be written while it runs: a seed begins the words and the
 * log anew; a clock that was set stands until it is set again, and the worker that releases
 * windows has looked at it when the write returns.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/debugfs.h>
#include <linux/kstrtox.h>
#include <linux/math64.h>
#include <linux/moduleparam.h>
#include <linux/seq_file.h>

#include "../dp/metric.h"
#include "../dp/random.h"
#include "insecure.h"
#include "meter.h"

#define LOG_LINES	262144

/**
 * struct line - of the log
 * @what: enum wk_insecure_what
 * @attach: number of the attachment
 * @metric: number of the metric in it; type of a record
 * @bytes: of a release or record; of a key, its place: those of a bucket stand together
 * @at: window; @at.second is its number
 * @exact: its first cell, so far, without noise; of a window that is being sent, of the next one;
 *	   of a key: it and its events, as wk_dp_metric_label() has them; of a record: did it pass
 * @words: drawn so far since the seed
 * @nsec: UNIX time of the machine, in nanoseconds
 */
struct line {
	u32 what;
	u32 attach;
	u32 metric;
	u32 bytes;
	struct wk_instant at;
	u64 exact;
	u64 words;
	u64 nsec;
};

/* Budget locked. Lines beyond the last are counted, not kept. */
static struct line *lines;
static u64 nlines;
static struct dentry *folder;

/* ---- words ---- */

static u64 seed;
static atomic64_t drawn = ATOMIC64_INIT(0);

/* Word n is a function of the seed and n alone (the mixer of splitmix64). */
static u64 word(void)
{
	u64 z = seed + (u64)atomic64_inc_return(&drawn) * 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

static int set_seed(const char *text, const struct kernel_param *param)
{
	int err;

	wk_budget_lock();
	err = kstrtou64(text, 0, &seed);
	if (!err) {
		atomic64_set(&drawn, 0);
		nlines = 0;
		wk_dp_tape = seed ? word : NULL;
	}
	wk_budget_unlock();
	return err;
}

static int get_seed(char *to, const struct kernel_param *param)
{
	return sysfs_emit(to, "%llu\n", seed);
}

static const struct kernel_param_ops seed_ops = { .set = set_seed, .get = get_seed };
module_param_cb(dp_seed, &seed_ops, NULL, 0600);
MODULE_PARM_DESC(dp_seed, "all noise follows from this number; 0: it does not");

/* ---- clock ---- */

static u64 stands;

static unsigned int dp_tick = 1000;
module_param(dp_tick, uint, 0400);
MODULE_PARM_DESC(dp_tick, "milliseconds that a second of budgets and windows lasts: 20 to 1000");

static u64 second_nsec(void)
{
	return (u64)clamp(dp_tick, 20u, 1000u) * NSEC_PER_MSEC;
}

void wk_second_now(struct timespec64 *now)
{
	u64 set = READ_ONCE(stands);

	*now = (struct timespec64){ .tv_sec = set };
	if (!set)
		now->tv_sec = div64_u64(ktime_get_real_ns(), second_nsec());
}

u64 wk_second_left(void)
{
	u64 tick = second_nsec(), past;

	if (READ_ONCE(stands))
		return 3600 * NSEC_PER_SEC;
	div64_u64_rem(ktime_get_real_ns(), tick, &past);
	return tick - past;
}

static int set_clock(const char *text, const struct kernel_param *param)
{
	u64 wanted;
	int err = kstrtou64(text, 0, &wanted);

	if (err || wanted > S64_MAX)
		return err ? err : -ERANGE;
	WRITE_ONCE(stands, wanted);
	wk_releases_look();
	return 0;
}

static int get_clock(char *to, const struct kernel_param *param)
{
	return sysfs_emit(to, "%llu\n", stands);
}

static const struct kernel_param_ops clock_ops = { .set = set_clock, .get = get_clock };
module_param_cb(dp_clock, &clock_ops, NULL, 0600);
MODULE_PARM_DESC(dp_clock, "the clock of budgets stands at this UNIX time; 0: it goes");

/* ---- copies ---- */

static int set_copied(const char *text, const struct kernel_param *param)
{
	wk_releases_copied();
	return 0;
}

static int get_copied(char *to, const struct kernel_param *param)
{
	return sysfs_emit(to, "%u\n", wk_releases_copies());
}

static const struct kernel_param_ops copied_ops = { .set = set_copied, .get = get_copied };
module_param_cb(dp_copied, &copied_ops, NULL, 0600);
MODULE_PARM_DESC(dp_copied, "how often the machine was copied; writing anything: once more");

/* ---- log ---- */

static bool drew(u64 words)
{
	u64 n = min_t(u64, nlines, LOG_LINES);

	return words != (n ? lines[n - 1].words : 0);
}

static void write_line(struct line l)
{
	l.words = atomic64_read(&drawn);
	l.nsec = ktime_get_real_ns();
	if (nlines < LOG_LINES)
		lines[nlines] = l;
	nlines++;
}

static void write_labels(const struct wk_meter *m, struct wk_instant window)
{
	u32 i, n = m->config.buckets * m->config.terms.labels;

	for (i = 0; i < n; i++) {
		u64 label = wk_dp_metric_label(m->metric, i);

		if (label)
			write_line((struct line){
				.what = WK_INSECURE_LABEL, .attach = m->attach->id,
				.metric = m->number, .bytes = i, .at = window, .exact = label,
			});
	}
}

void wk_insecure_note(enum wk_insecure_what what, const struct wk_meter *m,
		      struct wk_instant window)
{
	if (!lines || (what == WK_INSECURE_DRAW && !drew(atomic64_read(&drawn))))
		return;
	write_line((struct line){
		.what = what, .attach = m->attach->id, .metric = m->number,
		.bytes = wk_meter_bytes(m), .at = window,
		.exact = wk_dp_metric_exact(m->metric, 0),
	});
	if (what == WK_INSECURE_RELEASE && m->config.kind == WK_DP_OPEN)
		write_labels(m, window);
}

void wk_insecure_record(const struct wk_attach *at, u32 type, struct wk_instant window, u32 bytes,
			bool passed)
{
	wk_budget_lock();
	if (lines)
		write_line((struct line){
			.what = WK_INSECURE_RECORD, .attach = at->id, .metric = type,
			.bytes = bytes, .at = window, .exact = passed,
		});
	wk_budget_unlock();
}

static void *at(loff_t pos)
{
	return lines && pos < min_t(u64, nlines, LOG_LINES) ? &lines[pos] : NULL;
}

static void *start(struct seq_file *s, loff_t *pos)
{
	wk_budget_lock();
	return at(*pos);
}

static void *next(struct seq_file *s, void *v, loff_t *pos)
{
	return at(++*pos);
}

static void stop(struct seq_file *s, void *v)
{
	wk_budget_unlock();
}

static int show(struct seq_file *s, void *v)
{
	static const char *const whats[WK_INSECURE_WHATS] = {
		"draw", "release", "send", "label", "record",
	};
	const struct line *l = v;

	seq_printf(s, "%s %u %u %llu %u %u %llu %llu %llu\n", whats[l->what], l->attach, l->metric,
		   l->at.epoch, l->at.second, l->bytes, l->exact, l->words, l->nsec);
	return 0;
}

static const struct seq_operations log_sops = {
	.start = start, .next = next, .stop = stop, .show = show,
};

DEFINE_SEQ_ATTRIBUTE(log);

/* Tests without a log notice that there is none. */
void wk_insecure_init(void)
{
	pr_warn("INSECURE: a test build, whose noise may be known; what it releases protects nobody\n");
	lines = kvcalloc(LOG_LINES, sizeof(*lines), GFP_KERNEL);
	folder = debugfs_create_dir(KBUILD_MODNAME, NULL);
	debugfs_create_file("log", 0400, folder, NULL, &log_fops);
}

void wk_insecure_exit(void)
{
	debugfs_remove(folder);
	kvfree(lines);
	lines = NULL;
}
