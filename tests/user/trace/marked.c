// SPDX-License-Identifier: GPL-2.0
/* Functions to be found in files: their code begins with a mark. */

/* movabs $"wk-mark!", %rax */
#define MARK() __asm__ volatile("movabs $0x216b72616d2d6b77, %%rax" ::: "rax")

int data = 5;

__attribute__((noinline)) int marked(int a)
{
	MARK();
	return a + data;
}

static __attribute__((noinline)) int hidden(int a)
{
	MARK();
	return a * data;
}

int entry(int a)
{
	return marked(a) + hidden(a);
}
