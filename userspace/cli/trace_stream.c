// SPDX-License-Identifier: GPL-2.0
/* A stream of records until its end, and the account of it. */

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "account.h"
#include "columns.h"
#include "mapview.h"
#include "parts.h"
#include "signals.h"
#include "trace.h"

/* How often the loop looks whether the module is still there. */
#define LOADED_MS	2000

/* After Ctrl-C: instances on all CPUs are stopped, and what is in the rings comes out. */
#define LAST_WORDS	60

/**
 * struct stream - a stream being shown
 * @common: command line
 * @o: likewise
 * @c: session
 * @attach: whose stream
 * @own: it is this session's, and goes with it
 * @columns: how it is shown
 * @parts: record that is not complete
 * @received: records
 * @write_error: errno of output that could not be written, or 0
 * @broken: the kernel sent something that is no batch
 * @ended: the summary has come
 * @account: it
 * @reason: enum wk_detach_reason
 * @deadline: monotonic milliseconds, or 0
 */
struct stream {
	const struct cli_common *common;
	const struct trace_options *o;
	struct wk_client *c;
	uint32_t attach;
	bool own;
	struct columns columns;
	struct parts parts;
	uint64_t received;
	int write_error;
	bool broken;
	bool ended;
	struct wk_wire_account account;
	uint32_t reason;
	int64_t deadline;
};

/* ---- what the kernel says ---- */

static int on_record(void *data, uint32_t type, const struct record_head *head, const void *bytes,
		     size_t n)
{
	struct stream *s = data;

	s->received++;
	/* Those behind the last one that was wanted still count. */
	if (s->write_error || (s->o->count && s->received > s->o->count))
		return 0;
	if (columns_print(&s->columns, type, head, bytes, n))
		s->write_error = errno ? errno : EIO;
	return 0;
}

static void on_records(void *data, uint32_t attach, const void *records, size_t n,
		       const struct wk_wire_account *account)
{
	struct stream *s = data;

	(void)account;
	if (attach == s->attach && parts_batch(&s->parts, records, n, on_record, s))
		s->broken = true;
}

static void on_summary(void *data, uint32_t attach, const struct wk_wire_account *account,
		       uint32_t reason)
{
	struct stream *s = data;

	if (attach != s->attach)
		return;
	s->ended = true;
	s->account = *account;
	s->reason = reason;
}

static const struct wk_client_events events = {
	.progress = cli_progress, .records = on_records, .summary = on_summary,
};

/* ---- the loop ---- */

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int wait_ms(const struct stream *s)
{
	int64_t left = s->deadline ? s->deadline - now_ms() : LOADED_MS;

	return left < 0 ? 0 : left < LOADED_MS ? (int)left : LOADED_MS;
}

static bool enough(const struct stream *s)
{
	return signals_caught() || s->write_error || s->broken ||
	       (s->o->count && s->received >= s->o->count) ||
	       (s->deadline && now_ms() >= s->deadline);
}

static int step(struct stream *s)
{
	struct pollfd fds[WK_CLIENT_FDS + 1];
	int err;

	wk_client_pollfds(s->c, fds);
	fds[WK_CLIENT_FDS] = (struct pollfd){ .fd = signals_fd(), .events = POLLIN };
	if (!poll(fds, WK_CLIENT_FDS + 1, wait_ms(s)))
		return wk_client_check(s->c);
	err = wk_client_dispatch(s->c);
	if (fflush(stdout) && !s->write_error)
		s->write_error = errno ? errno : EIO;
	return err == -EINTR ? 0 : err;
}

/* Maps are shown before they go with the attachment. */
static int show_maps(struct stream *s)
{
	const struct manifest *m = s->columns.manifest;
	int exit = 0;

	for (size_t i = 0; i < m->nmaps && !exit; i++)
		if (m->maps[i].show)
			exit = mapview_print(s->common, s->c, s->attach, m, m->maps[i].name);
	return exit;
}

/* Ends it, and waits for the last records and the summary. */
static int finish(struct stream *s)
{
	int err;

	if (s->own)
		err = wk_client_detach(s->c, s->attach, NULL);
	else
		err = wk_client_unsubscribe(s->c, s->attach);
	if (err == -EINTR)
		err = 0;
	while (!err && !s->ended)
		err = step(s);
	return err;
}

static int loop(struct stream *s)
{
	int err = 0;

	while (!err && !s->ended && !enough(s))
		err = step(s);
	return err;
}

/* ---- the end ---- */

static void print_account(const struct stream *s)
{
	char text[512];
	json_t *obj;

	if (!s->common->json) {
		fprintf(stderr, "%s\n", account_text(&s->account, text, sizeof(text)));
		return;
	}
	obj = account_json(&s->account);
	json_object_set_new(obj, "reason", json_string(wk_reason_name(s->reason)));
	cli_json(json_pack("{s:o}", "@summary", obj));
}

/* Detached, and nobody here had asked for it. */
static int detached(const struct stream *s)
{
	enum wk_exitcode exit = s->reason == WK_REASON_OVERRUN ? WK_EXIT_FUEL :
				s->reason == WK_REASON_GUARD ? WK_EXIT_LIMIT :
				s->reason == WK_REASON_UNLOAD ? WK_EXIT_NOT_LOADED : WK_EXIT_OK;

	if (exit == WK_EXIT_OK)
		return exit;
	return cli_fail(s->common, exit, "the program was taken off its hooks: %s",
			wk_reason_meaning(s->reason));
}

static int verdict(const struct stream *s)
{
	if (s->write_error)
		return cli_fail(s->common, WK_EXIT_FILE, "cannot write output: %s",
				strerror(s->write_error));
	if (s->broken)
		return cli_fail(s->common, WK_EXIT_ACCOUNT, "the kernel sent records that are none");
	print_account(s);
	if (!account_holds(&s->account, s->received))
		return cli_fail(s->common, WK_EXIT_ACCOUNT,
				"the account does not hold: %llu records have arrived",
				(unsigned long long)s->received);
	return detached(s);
}

static int show(struct stream *s)
{
	int err = loop(s);
	int exit = 0;

	if (!err && !s->write_error)
		exit = show_maps(s);
	if (!err && !s->ended)
		err = finish(s);
	fflush(stdout);
	if (err)
		return cli_fault(s->common, s->c, NULL);
	return exit ? exit : verdict(s);
}

static int begin(struct stream *s, const struct manifest *m)
{
	int err = signals_catch(LAST_WORDS);

	if (err)
		return cli_fail(s->common, WK_EXIT_INTERNAL, "pipe: %s", strerror(-err));
	if (columns_init(&s->columns, m, s->common->json))
		return cli_fail(s->common, WK_EXIT_LIMIT, "out of memory");
	if (s->o->timeout_ms)
		s->deadline = now_ms() + s->o->timeout_ms;
	return 0;
}

static void end(struct stream *s)
{
	columns_clear(&s->columns);
	parts_clear(&s->parts);
	wk_client_free(s->c);
}

/* ---- a program of one's own ---- */

static int subscribe(void *data, uint32_t attach)
{
	struct stream *s = data;

	s->attach = attach;
	return wk_client_subscribe(s->c, attach);
}

static int print_attached(const struct cli_common *common, const struct trace_plan *plan,
			  uint32_t attach)
{
	if (common->json)
		return cli_json(json_pack("{s:o, s:I}", "attachment",
					  attach ? json_integer(attach) : json_null(),
					  "hooks", (json_int_t)plan->hooks.n));
	if (attach)
		printf("%u\n", attach);
	else
		printf("%zu hook%s would be attached\n", plan->hooks.n,
		       plan->hooks.n == 1 ? "" : "s");
	return WK_EXIT_OK;
}

static int attach_and_show(struct stream *s, const struct trace_plan *plan, uint32_t program)
{
	bool stay = s->o->dry || s->o->pin;
	uint32_t attach;
	int exit = stay ? 0 : begin(s, &plan->manifest);

	if (!exit)
		exit = trace_attach(s->common, s->o, plan, s->c, program, stay ? NULL : subscribe,
				    s, &attach);
	if (exit)
		return exit;
	return stay ? print_attached(s->common, plan, attach) : show(s);
}

int trace_file(const struct cli_common *common, const struct trace_options *o, const char *path,
	       const uint8_t *bytes, uint32_t len, const struct wk_module *m)
{
	struct stream s = { .common = common, .o = o, .own = true };
	struct trace_plan plan;
	uint32_t program = o->program;
	int exit = trace_plan(common, o, m, path, &plan);

	if (!exit)
		exit = cli_connect(common, &events, &s, &s.c);
	if (!exit && !program)
		exit = cli_load(common, s.c, path, bytes, len, 0, &program);
	if (!exit)
		exit = attach_and_show(&s, &plan, program);
	end(&s);
	trace_plan_clear(&plan);
	return exit;
}

/* ---- somebody else's ---- */

static int watch(struct stream *s, struct manifest *m)
{
	struct wk_client_attach_info info;
	char reason[CLI_WHY];
	int exit;

	if (wk_client_attach_info(s->c, s->attach, &info))
		return cli_fault(s->common, s->c, NULL);
	exit = manifest_parse(info.manifest_len ? info.manifest : "{}",
			      info.manifest_len ? info.manifest_len : 2, m, reason);
	wk_client_attach_info_clear(&info);
	if (exit)
		return cli_fail(s->common, WK_EXIT_INVALID, "%s", reason);
	exit = begin(s, m);
	if (!exit && wk_client_subscribe(s->c, s->attach))
		return cli_fault(s->common, s->c, NULL);
	return exit ? exit : show(s);
}

int trace_watch(const struct cli_common *common, const struct trace_options *o, uint32_t attach)
{
	struct stream s = { .common = common, .o = o, .attach = attach };
	struct manifest m = { 0 };
	int exit = cli_connect(common, &events, &s, &s.c);

	if (!exit)
		exit = watch(&s, &m);
	end(&s);
	manifest_clear(&m);
	return exit;
}
