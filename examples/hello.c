// SPDX-License-Identifier: GPL-2.0
/* The smallest program: clang --target=wasm32-wasi -O2 -o hello.wasm hello.c */
#include <stdio.h>

int main(int argc, char **argv)
{
	printf("hello, %s\n", argc > 1 ? argv[1] : "kernel");
	return 0;
}
