// SPDX-License-Identifier: GPL-2.0
/*
 * What "make run" runs: a little of everything a C program does.
 *
 *   wasm_kernel_cli run -f test.wasm                       its main()
 *   wasm_kernel_cli run -f test.wasm --invoke add 2 3      one function: prints 5
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EXPORT(name) __attribute__((export_name(#name))) name

int32_t EXPORT(add)(int32_t a, int32_t b)
{
	return a + b;
}

int32_t EXPORT(sub)(int32_t a, int32_t b)
{
	return a - b;
}

uint64_t EXPORT(fib)(uint32_t n)
{
	return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

double EXPORT(hypotenuse)(double a, double b)
{
	return sqrt(a * a + b * b);
}

/* Traps: the kernel goes on, the program does not. */
int32_t EXPORT(crash)(uint32_t address)
{
	return *(volatile int32_t *)address;
}

static uint32_t count_primes(uint32_t below)
{
	uint8_t *composite = calloc(below, 1);
	uint32_t i, j, n = 0;

	if (!composite)
		return 0;
	for (i = 2; i < below; i++) {
		if (composite[i])
			continue;
		n++;
		for (j = 2 * i; j < below; j += i)
			composite[j] = 1;
	}
	free(composite);
	return n;
}

int main(int argc, char **argv)
{
	struct timespec now;
	int i;

	printf("hello from WebAssembly inside the kernel\n");
	for (i = 1; i < argc; i++)
		printf("argument %d is \"%s\"\n", i, argv[i]);
	printf("add(2, 3) = %d, sub(3, 2) = %d\n", add(2, 3), sub(3, 2));
	printf("fib(24) = %llu\n", (unsigned long long)fib(24));
	printf("primes below 1000000: %u\n", count_primes(1000000));
	printf("hypotenuse(1, 1) = %.17g\n", hypotenuse(1, 1));
	if (!clock_gettime(CLOCK_REALTIME, &now))
		printf("the kernel's clock says %lld s since 1970\n", (long long)now.tv_sec);
	printf("memory in use: %zu KiB\n", __builtin_wasm_memory_size(0) * 64);
	return 0;
}
