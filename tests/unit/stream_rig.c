// SPDX-License-Identifier: GPL-2.0
/* Threads as CPUs, signals as interrupts, and readers that believe nothing. */
#include <signal.h>
#include <time.h>

#include "stream_rig.h"

static __thread u32 this_cpu;
static __thread u32 signals;
static long pins[RIG_CPUS];	/* how deep each CPU is pinned */
static long unpinned[RIG_CPUS];	/* how often it was not any more */
static long emitted;
bool rig_has_worker;

/* ---- CPUs ---- */

void rig_be_cpu(u32 cpu)
{
	this_cpu = cpu;
}

u32 wk_stream_cpus(void)
{
	return RIG_CPUS;
}

u32 wk_stream_pin(void)
{
	__atomic_add_fetch(&pins[this_cpu], 1, __ATOMIC_SEQ_CST);
	return this_cpu;
}

void wk_stream_unpin(void)
{
	if (!__atomic_sub_fetch(&pins[this_cpu], 1, __ATOMIC_SEQ_CST))
		__atomic_add_fetch(&unpinned[this_cpu], 1, __ATOMIC_SEQ_CST);
}

void wk_stream_quiesce(void)
{
	u32 cpu;

	for (cpu = 0; cpu < RIG_CPUS; cpu++) {
		long before = __atomic_load_n(&unpinned[cpu], __ATOMIC_SEQ_CST);

		while (__atomic_load_n(&pins[cpu], __ATOMIC_SEQ_CST) &&
		       before == __atomic_load_n(&unpinned[cpu], __ATOMIC_SEQ_CST))
			sched_yield();
	}
}

/* ---- the worker ---- */

struct wk_stream_worker {
	pthread_t thread;
	bool stop;
	bool running;
};

static void *worker(void *data)
{
	const struct timespec pause = { .tv_nsec = 100000 };
	struct wk_stream *st = data;

	while (!__atomic_load_n(&st->worker->stop, __ATOMIC_SEQ_CST)) {
		wk_stream_round(st);
		nanosleep(&pause, NULL);
	}
	return NULL;
}

int wk_stream_worker_start(struct wk_stream *st)
{
	st->worker = calloc(1, sizeof(*st->worker));
	st->worker->running = rig_has_worker;
	if (rig_has_worker && pthread_create(&st->worker->thread, NULL, worker, st))
		return -ENOMEM;
	return 0;
}

void wk_stream_worker_stop(struct wk_stream *st)
{
	if (!st->worker)
		return;
	__atomic_store_n(&st->worker->stop, true, __ATOMIC_SEQ_CST);
	if (st->worker->running)
		pthread_join(st->worker->thread, NULL);
	free(st->worker);
}

void wk_stream_worker_wake(struct wk_stream *st)
{
	(void)st;
}

/* ---- emitting ---- */

static u8 byte_of(u32 type, u32 offset)
{
	return (u8)(type * 7 + offset * 13 + (offset >> 8));
}

int rig_emit(struct wk_stream *st, u32 number, u32 len)
{
	static __thread u8 bytes[WK_STREAM_RECORD_MAX + 8];
	u32 i;

	for (i = 0; i < len && i < sizeof(bytes); i++)
		bytes[i] = byte_of(number, i);
	__atomic_add_fetch(&emitted, 1, __ATOMIC_SEQ_CST);
	return wk_stream_emit(st, number, bytes, len);
}

u64 rig_emitted(void)
{
	return __atomic_load_n(&emitted, __ATOMIC_SEQ_CST);
}

void rig_count(struct wk_stream *st, enum wk_drop cause, u32 n)
{
	__atomic_add_fetch(&emitted, n, __ATOMIC_SEQ_CST);
	wk_stream_count(st, cause, n);
}

static __thread struct wk_stream *interrupted;
static __thread timer_t timer;

static void interrupt(int sig)
{
	static const u8 zero[16];
	u8 bytes[16];
	u32 i;

	(void)sig;
	memcpy(bytes, zero, sizeof(bytes));
	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = byte_of(signals, i);
	__atomic_add_fetch(&emitted, 1, __ATOMIC_SEQ_CST);
	wk_stream_emit(interrupted, signals++, bytes, sizeof(bytes));
}

void rig_interrupts(struct wk_stream *st, bool on)
{
	const struct itimerspec often = { { 0, 20000 }, { 0, 20000 } };
	struct sigevent ev = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGUSR1 };

	if (!on) {
		timer_delete(timer);
		return;
	}
	interrupted = st;
	signal(SIGUSR1, interrupt);
	ev._sigev_un._tid = gettid();
	timer_create(CLOCK_MONOTONIC, &ev, &timer);
	timer_settime(timer, 0, &often, NULL);
}

/* ---- reading ---- */

static void check_order(struct rig_reader *r, const struct wk_wire_record *rec)
{
	if (rec->cpu >= RIG_CPUS || rec->seq + 1 <= r->last_seq[rec->cpu])
		r->wrong++;
	else
		r->last_seq[rec->cpu] = rec->seq + 1;
}

static void check_record(struct rig_reader *r, const struct wk_wire_record *rec)
{
	const u8 *bytes = (const u8 *)(rec + 1);
	u32 i;

	if (rec->offset != r->partial || rec->offset + rec->bytes > rec->len)
		r->wrong++;
	for (i = 0; i < rec->bytes; i++)
		if (bytes[i] != byte_of(rec->type, rec->offset + i))
			break;
	r->wrong += i != rec->bytes;
	r->partial += rec->bytes;
	if (r->partial < rec->len)
		return;
	r->partial = 0;
	/* Others look at it meanwhile. */
	__atomic_store_n(&r->records, r->records + 1, __ATOMIC_RELAXED);
	check_order(r, rec);
}

static void check_batch(struct rig_reader *r, const u8 *batch, u32 len)
{
	u32 at = 0;

	if (!len || len > WK_STREAM_BATCH || len % 8)
		r->wrong++;
	while (at < len) {
		const struct wk_wire_record *rec = (const void *)(batch + at);

		check_record(r, rec);
		at += sizeof(*rec) + round_up(rec->bytes, 8);
	}
	r->wrong += at != len;
}

static int reader_records(void *sink, const void *batch, u32 len,
			  const struct wk_wire_account *acct)
{
	struct rig_reader *r = sink;

	if (r->dead)
		return -ECONNREFUSED;
	if (r->full || wk_stream_clock() < r->next)
		return -EAGAIN;
	r->next = wk_stream_clock() + r->pause_ns;
	if (r->told)
		r->wrong++;
	check_batch(r, batch, len);
	if (acct->delivered != r->records)
		r->wrong++;
	if (r->room && !--r->room)
		r->full = true;
	return 0;
}

static int reader_summary(void *sink, const struct wk_wire_account *acct)
{
	struct rig_reader *r = sink;

	if (r->dead)
		return -ECONNREFUSED;
	r->wrong += r->told;
	r->told = true;
	r->acct = *acct;
	return 0;
}

static void reader_release(void *sink)
{
	struct rig_reader *r = sink;

	r->wrong += r->released;
	r->released = true;
}

const struct wk_subscriber_ops rig_ops = {
	.records = reader_records,
	.summary = reader_summary,
	.release = reader_release,
};

s64 rig_balance(const struct wk_wire_account *acct)
{
	s64 left = (s64)(acct->emitted - acct->delivered);
	u32 i;

	for (i = 0; i < WK_DROP_COUNT; i++)
		left -= (s64)acct->dropped[i];
	return left;
}

bool rig_exact(const char *who, const struct rig_reader *r)
{
	u32 i;

	if (r->told && !r->wrong && r->records == r->acct.delivered && !rig_balance(&r->acct))
		return true;
	printf("# %s: told %d, wrong %llu, records %llu, emitted %llu, delivered %llu, dropped", who,
	       r->told, (unsigned long long)r->wrong, (unsigned long long)r->records,
	       (unsigned long long)r->acct.emitted, (unsigned long long)r->acct.delivered);
	for (i = 0; i < WK_DROP_COUNT; i++)
		printf(" %llu", (unsigned long long)r->acct.dropped[i]);
	printf("\n");
	return false;
}
