// SPDX-License-Identifier: GPL-2.0
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "fpu.h"
#include "instance.h"
#include "runner.h"
#include "space.h"

/* The scheduler brings a task's account up to date when it passes through. */
u64 wk_runner_cpu_time(void)
{
	schedule();
	return current->se.sum_exec_runtime;
}

/* ---- guest code ---- */

/*
 * Not cond_resched() alone, here and wherever guests can make us stay: on a preemptible kernel
 * that does nothing, and a guest in an endless loop would hold up every grace period of RCU tasks:
 * our own rmmod, and other people's ftrace and BPF.
 */
static enum wk_trap relax(struct wk_exec *x)
{
	cond_resched_tasks_rcu_qs();
	return wk_space_check(container_of(wk_exec_data(x), struct wk_space, hit));
}

static const struct wk_exec_ops exec_ops = {
	.fpu_begin = wk_fpu_begin,
	.fpu_end = wk_fpu_end,
	.relax = relax,
};

static bool wants_fpu(struct wk_space *s, const struct wk_module *m)
{
	if (s->config.floats == WK_FLOAT_SOFT || !wk_fpu_usable())
		return false;
	return s->fpu || m->uses_float;
}

/*
 * Floats bring the FPU build; once a space has it, it stays with it. Both builds
 * compute the same: when there is no memory for a change, nothing changes.
 */
static int prepare_exec(struct wk_space *s, const struct wk_module *m, struct wk_error *e)
{
	bool fpu = wants_fpu(s, m);
	struct wk_exec *x;

	if (s->exec && fpu == s->fpu)
		return 0;
	x = wk_exec_new(s->config.stack_slots, fpu ? WK_FLOATS_FPU : WK_FLOATS_SOFT, &exec_ops);
	if (!x)
		return s->exec ? 0 : wk_error_nomem(e);
	wk_exec_set_data(x, &s->hit);
	wk_exec_free(s->exec);
	s->exec = x;
	s->fpu = fpu;
	return 0;
}

static void run_slices(struct wk_space *s)
{
	u64 slice = s->fpu ? WK_SLICE_FPU : WK_SLICE_SOFT;
	u64 before = s->fuel_used;
	enum wk_status status;

	do {
		enum wk_trap trap = wk_space_check(s);

		if (trap) {
			wk_exec_stop(s->exec, trap);
			break;
		}
		status = wk_exec_run(s->exec, slice);
		WRITE_ONCE(s->fuel_used, before + wk_exec_fuel_used(s->exec));
		wk_stdio_tick(s);
		cond_resched_tasks_rcu_qs();
	} while (status == WK_PAUSED);
}

static void keep_frame(struct wk_space *s, const struct wk_frame *f)
{
	const struct wk_module *m = wk_instance_module(f->instance);
	const struct wk_str *name = &m->funcs[f->func].name;
	struct wk_result *r = &s->result;
	char *at = r->names + r->names_len;

	r->frames[r->nframes++] = (struct wk_wire_frame){
		.instance = wk_instance_number(s, f->instance),
		.func = f->func,
		.offset = f->offset,
	};
	wk_str_escape(at, WK_MAX_FRAME_NAME, name->p, name->len);
	r->names_len += strlen(at) + 1;
}

static void keep_trap(struct wk_space *s, enum wk_trap trap)
{
	const struct wk_backtrace *bt = wk_exec_backtrace(s->exec);
	struct wk_result *r = &s->result;
	u32 i;

	r->code = wk_code_of_trap(trap);
	if (r->code == WK_C_KILLED && READ_ONCE(s->stop) == WK_STOP_UNLOAD)
		r->code = WK_C_UNLOADING;
	r->exit_code = s->wasi.exit_code;
	r->trap = trap;
	strscpy(r->text, wk_trap_text(trap), sizeof(r->text));
	if (trap == WK_TRAP_EXIT)
		return;
	r->frames_total = bt->total;
	for (i = 0; i < bt->n; i++)
		keep_frame(s, &bt->frames[i]);
}

/* Return: the type of what ran to its end; its results are still in the exec. */
static enum wk_trap run(struct wk_space *s, struct wk_func *f, const u64 *args)
{
	enum wk_trap trap;

	s->wasi.exited = false;
	wk_exec_start(s->exec, f, args, s->job.fuel);
	run_slices(s);
	s->result.fuel = wk_exec_fuel_used(s->exec);
	trap = wk_exec_trap(s->exec);
	if (trap)
		keep_trap(s, trap);
	return trap;
}

/* ---- the two kinds of run ---- */

static enum wk_trap start(struct wk_space *s, struct wk_space_instance *si)
{
	enum wk_trap trap = wk_instance_init(si->inst);
	struct wk_func *f = wk_instance_start_func(si->inst);

	if (trap) {
		s->result.code = WK_C_TRAP;
		s->result.trap = trap;
		strscpy(s->result.text, wk_trap_text(trap), sizeof(s->result.text));
		return trap;
	}
	return f ? run(s, f, NULL) : WK_TRAP_NONE;
}

static void instantiate(struct wk_space *s)
{
	struct wk_program *program = s->job.program;
	struct wk_space_instance *si;
	struct wk_error e = {};

	if (prepare_exec(s, program->module, &e)) {
		wk_result_error(&s->result, &e);
		return;
	}
	si = wk_instance_make(s, program, &e);
	if (!si) {
		wk_result_error(&s->result, &e);
		return;
	}
	if (start(s, si))
		return;
	s->result.instance = si->id;
	mutex_lock(&s->lock);
	si->ready = true;
	mutex_unlock(&s->lock);
}

static void invoke(struct wk_space *s)
{
	const struct wk_functype *type = wk_func_type(s->job.func);
	struct wk_result *r = &s->result;
	const u64 *slots;
	u32 i;

	if (run(s, s->job.func, s->job.args))
		return;
	slots = wk_exec_results(s->exec);
	r->results = s->job.results;
	r->nresults = type->nresults;
	for (i = 0; i < type->nresults; i++) {
		u8 t = type->types[type->nparams + i];

		wk_value_load(t, slots, &r->results[i]);
		slots += wk_type_slots(t);
	}
}

/* ---- the thread ---- */

static void begin(struct wk_space *s)
{
	struct wk_result *r = &s->result;

	r->request = s->job.request;
	r->code = WK_C_OK;
	r->trap = WK_TRAP_NONE;
	r->exit_code = 0;
	r->instance = 0;
	r->fuel = 0;
	r->nframes = 0;
	r->frames_total = 0;
	r->names_len = 0;
	r->nresults = 0;
	r->results = NULL;
	r->text[0] = '\0';
}

static void free_job(const struct wk_job *job)
{
	wk_program_put(job->program);
	kvfree(job->args);
	kvfree(job->results);
}

/*
 * The space is idle before the client hears that the run has ended: its next
 * request must not find it busy. From then on @s->job may be another one.
 */
static void end(struct wk_space *s)
{
	struct wk_job job = s->job;

	wk_stdio_flush(s, true);
	mutex_lock(&s->lock);
	s->busy = false;
	mutex_unlock(&s->lock);
	s->ops->done(s->sink, s, &s->result);
	free_job(&job);
}

static void run_job(struct wk_space *s)
{
	u64 cpu = wk_runner_cpu_time();

	begin(s);
	if (s->job.kind == WK_JOB_INSTANTIATE)
		instantiate(s);
	else
		invoke(s);
	s->result.nsec = wk_runner_cpu_time() - cpu;
	end(s);
}

static int runner(void *data)
{
	struct wk_space *s = data;
	struct mem_cgroup *old = set_active_memcg(s->memcg);

	for (;;) {
		/* Pairs with wk_space_submit(): whoever sees @busy sees its job. */
		wait_event_idle(s->wait, smp_load_acquire(&s->busy) || kthread_should_stop());
		/* Pairs with wk_space_submit(). */
		if (!smp_load_acquire(&s->busy))
			break;
		run_job(s);
	}
	set_active_memcg(old);
	return 0;
}

int wk_runner_start(struct wk_space *s)
{
	struct task_struct *task = kthread_create(runner, s, "wk_runner");

	if (IS_ERR(task))
		return PTR_ERR(task);
	/* A guest gets no more of the machine than the one who runs it would. */
	set_user_nice(task, task_nice(current));
	/* Nor another part of it. A mask without a CPU left is refused: then anywhere. */
	set_cpus_allowed_ptr(task, current->cpus_ptr);
	s->runner = task;
	wake_up_process(task);
	return 0;
}

void wk_runner_stop(struct wk_space *s)
{
	if (!s->runner)
		return;
	kthread_stop(s->runner);
	s->runner = NULL;
	/* A thread that is stopped before it first got the CPU never calls its function. */
	if (s->busy)
		free_job(&s->job);
	s->busy = false;
}
