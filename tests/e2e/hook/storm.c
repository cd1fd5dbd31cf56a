// SPDX-License-Identifier: GPL-2.0
/*
 * Programs come and go while all kinds of hooks fire on all CPUs. Each hit emits a record: as many
 * as hits, each of which is delivered, or counted under a cause. In some of the cycles the reader
 * is stopped. Several sessions can do that at the same time, and meet each other's halves; in a
 * machine whose CPUs share one thread of the host that is slower than one after the other.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "storm.h"

#define LOADS		4
#define WORKERS_MAX	16
#define HOOKS_MAX	3	/* of a cycle */
#define STOPPED		8	/* one cycle in so many */

/**
 * struct tally - of one worker; others read it
 * @cycles: that are over
 * @hits: of all cycles
 * @delivered, @lost: records of all cycles
 * @wrong: cycles whose account did not add up
 * @making, @arming, @taking: seconds that loading and describing, arming, detaching took
 */
struct tally {
	unsigned int cycles, wrong;
	unsigned long long hits, delivered, lost;
	double making, arming, taking;
};

/**
 * struct storm - what is going on, for one who makes cycles
 * @c: session
 * @reader: of the cycles
 * @hooks: all kinds
 * @nhooks: how many
 * @t: what came of it
 */
struct storm {
	struct wk_client *c;
	struct storm_reader reader;
	struct wk_client_hook hooks[STORM_HOOKS];
	size_t nhooks;
	struct tally *t;
};

/**
 * struct plan - how much of it
 * @cycles: of all workers
 * @workers: who share them
 * @until: no cycle begins later; 0: none is given up
 */
struct plan {
	unsigned int cycles, workers;
	double until;
};

/* ---- the account ---- */

static unsigned long long lost(const struct wk_wire_account *a)
{
	unsigned long long n = 0;

	for (int i = 0; i < WK_DROP_COUNT; i++)
		n += a->dropped[i];
	return n;
}

static void judge(struct storm *s, const struct storm_reader *r, const struct wk_client_stats *st,
		  unsigned int cycle)
{
	struct storm_got g = storm_reader_end(r);
	unsigned long long hits = 0, bad = 0;

	for (size_t k = 0; k < st->nprobes; k++) {
		hits += st->probes[k].hits;
		bad += st->probes[k].traps + st->probes[k].overruns;
	}
	s->t->hits += hits;
	s->t->delivered += g.account.delivered;
	s->t->lost += lost(&g.account);
	if (g.ended && !bad && hits == st->stream.emitted && hits == g.account.emitted &&
	    g.records == g.account.delivered &&
	    g.account.emitted == g.account.delivered + lost(&g.account))
		return;
	if (s->t->wrong++ < 5)
		printf("# cycle %u: ended %u, traps %llu, hits %llu, emitted %llu and %llu, delivered %llu, lost %llu, came %llu\n",
		       cycle, g.ended, bad, hits, (unsigned long long)st->stream.emitted,
		       (unsigned long long)g.account.emitted,
		       (unsigned long long)g.account.delivered, lost(&g.account), g.records);
}

/* ---- one cycle ---- */

static bool complain(struct wk_client *c, const char *what, unsigned int cycle)
{
	printf("# cycle %u: %s: %s\n", cycle, what, wk_client_fault(c)->text);
	fflush(stdout);
	return false;
}

/* Return: an attachment of @n hooks from @first on, with a subscriber, not armed; or 0 */
static uint32_t make(struct storm *s, const struct storm_reader *r, uint32_t program, size_t first,
		     size_t n)
{
	struct wk_client_attach cfg = { .program = program, .memory_pages = 1,
					.ring_bytes = 16384 };
	uint32_t attach;

	if (wk_client_attach_new(s->c, &cfg, &attach)) {
		complain(s->c, "attach", (unsigned int)first);
		return 0;
	}
	for (size_t i = first; i < first + n; i++)
		if (wk_client_attach_hook(s->c, attach, &s->hooks[i % s->nhooks], NULL))
			complain(s->c, "hook", (unsigned int)first);
	return storm_reader_follow(r, attach) ? attach : 0;
}

static bool take(struct storm *s, const struct storm_reader *r, uint32_t attach, unsigned int cycle)
{
	struct wk_client_stats st;

	if (wk_client_detach(s->c, attach, &st))
		return complain(s->c, "detach", cycle);
	kill(r->pid, SIGCONT);
	judge(s, r, &st, cycle);
	wk_client_stats_clear(&st);
	return true;
}

static bool cycle(struct storm *s, unsigned int i)
{
	double t[] = { hook_now(), 0, 0, 0 };
	uint32_t program = hook_load(s->c);
	uint32_t attach = make(s, &s->reader, program, (size_t)i * 7, 1 + i % HOOKS_MAX);
	bool good = attach;

	t[1] = hook_now();
	if (i % STOPPED == STOPPED - 1)
		kill(s->reader.pid, SIGSTOP);
	if (good && wk_client_arm(s->c, attach, false))
		good = complain(s->c, "arm", i);
	t[2] = hook_now();
	/* Half of them go before their program does. */
	if (i % 2)
		wk_client_unload(s->c, program);
	usleep(1000 * (i % 7));
	t[3] = hook_now();
	good = good && take(s, &s->reader, attach, i);
	if (!(i % 2))
		wk_client_unload(s->c, program);
	s->t->making += t[1] - t[0];
	s->t->arming += t[2] - t[1];
	s->t->taking += hook_now() - t[3];
	return good;
}

/* ---- all of them ---- */

/* One of the workers, with its own session and reader: every so-manieth cycle is its. */
static void work(const struct storm *common, struct tally *t, const struct plan *plan,
		 unsigned int me)
{
	struct storm s = *common;
	uint32_t program;

	s.t = t;
	s.c = hook_client(&program);
	wk_client_set_reply_timeout(s.c, STORM_PATIENCE_MS);
	if (!storm_reader_start(&s.reader))
		_exit(1);
	for (unsigned int i = me; i < plan->cycles && cycle(&s, i); i += plan->workers) {
		t->cycles++;
		if (plan->until && hook_now() > plan->until)
			break;
	}
	storm_kill(s.reader.pid);
	fflush(stdout);
	_exit(0);
}

static struct tally sum(const struct tally *all, unsigned int n)
{
	struct tally to = { 0 };

	for (const struct tally *t = all; t < all + n; t++) {
		to.cycles += t->cycles;
		to.wrong += t->wrong;
		to.hits += t->hits;
		to.delivered += t->delivered;
		to.lost += t->lost;
		to.making += t->making;
		to.arming += t->arming;
		to.taking += t->taking;
	}
	return to;
}

static void report(const struct tally *t, double seconds)
{
	printf("# %u cycles, %.0f s, %llu hits, %llu delivered, %llu lost, %u wrong\n", t->cycles,
	       seconds, t->hits, t->delivered, t->lost, t->wrong);
	fflush(stdout);
}

/* Return: what came of all cycles */
static struct tally all_cycles(const struct storm *s, const struct plan *plan)
{
	size_t size = WORKERS_MAX * sizeof(struct tally);
	struct tally *all = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
				 0);
	unsigned int left = plan->workers, said = 0;
	double from = hook_now();
	pid_t pids[WORKERS_MAX];
	struct tally now = { 0 };

	if (all == MAP_FAILED)
		return now;
	fflush(stdout);
	for (unsigned int i = 0; i < left; i++) {
		pids[i] = fork();
		if (!pids[i])
			work(s, &all[i], plan, i);
	}
	while (left) {
		usleep(100000);
		for (unsigned int i = 0; i < plan->workers; i++)
			left -= pids[i] > 0 && waitpid(pids[i], NULL, WNOHANG) == pids[i];
		now = sum(all, plan->workers);
		if (now.cycles / 25 > said)
			report(&now, hook_now() - from);
		said = now.cycles / 25;
	}
	munmap(all, size);
	return now;
}

/* Half of the hooks are always there: then others come and go on places that have one. */
static bool begin(struct storm *s, struct storm_reader *sleeper, uint32_t program, uint32_t *always)
{
	wk_client_set_reply_timeout(s->c, STORM_PATIENCE_MS);
	s->nhooks = storm_hooks(s->c, program, s->hooks);
	if (!storm_reader_start(sleeper))
		return false;
	*always = make(s, sleeper, program, s->nhooks / 2, s->nhooks / 2);
	kill(sleeper->pid, SIGSTOP);
	if (*always && !wk_client_arm(s->c, *always, false))
		return true;
	return complain(s->c, "arm", 0);
}

static void judge_all(const struct tally *t, const struct plan *plan)
{
	hook_expect((plan->until ? t->cycles > 0 : t->cycles == plan->cycles) && t->hits,
		    "storm: %u of %u cycles under load, %u at a time; %.0f s to load, %.0f to arm, %.0f to detach",
		    t->cycles, plan->cycles, plan->workers, t->making, t->arming, t->taking);
	hook_expect(!t->wrong && t->delivered && t->lost,
		    "storm: hits %llu = emitted = delivered %llu + dropped %llu in every cycle but %u",
		    t->hits, t->delivered, t->lost, t->wrong);
}

void hook_storm(struct wk_client *c, uint32_t program, int argc, char **argv)
{
	struct plan plan = { .cycles = argc > 0 ? (unsigned int)atoi(argv[0]) : 100,
			     .workers = argc > 1 ? (unsigned int)atoi(argv[1]) : 1 };
	struct tally both[2] = { 0 };	/* of all cycles; of what is always there */
	struct tally total;
	struct storm s = { .c = c, .t = &both[1] };
	struct storm_reader sleeper = { 0 };
	uint32_t attach = 0;
	pid_t pids[LOADS];

	if (plan.workers < 1 || plan.workers > WORKERS_MAX)
		plan.workers = WORKERS_MAX;
	if (argc > 2)
		plan.until = hook_now() + atoi(argv[2]);
	if (!hook_expect(begin(&s, &sleeper, program, &attach),
			 "storm: half of all hooks are there all the time"))
		return;
	for (int i = 0; i < LOADS; i++) {
		pids[i] = fork();
		if (!pids[i])
			storm_load();
	}
	both[0] = all_cycles(&s, &plan);
	hook_expect(take(&s, &sleeper, attach, plan.cycles), "storm: the reader that slept wakes");
	total = sum(both, 2);
	for (int i = 0; i < LOADS; i++)
		storm_kill(pids[i]);
	storm_kill(sleeper.pid);
	judge_all(&total, &plan);
}
