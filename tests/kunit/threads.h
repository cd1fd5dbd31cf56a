/* SPDX-License-Identifier: GPL-2.0 */
/* Threads of tests that run in a kernel: one on each CPU. */
#ifndef _WK_TEST_THREADS_H
#define _WK_TEST_THREADS_H

#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/kthread.h>

/**
 * threads_on_cpus() - starts a thread on each CPU that is online
 * @work: what it does, with NULL
 * @name: of the threads, before their CPU's number
 * @running: how many there are; each of them takes itself away when it ends
 *
 * Context: may sleep. Return: how many there are.
 */
static inline u32 threads_on_cpus(int (*work)(void *unused), const char *name, atomic_t *running)
{
	u32 cpu, n = 0;

	for_each_online_cpu(cpu) {
		struct task_struct *task = kthread_create(work, NULL, "%s/%u", name, cpu);

		if (IS_ERR(task))
			continue;
		kthread_bind(task, cpu);
		atomic_inc(running);
		n++;
		wake_up_process(task);
	}
	return n;
}

#endif /* _WK_TEST_THREADS_H */
