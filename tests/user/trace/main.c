// SPDX-License-Identifier: GPL-2.0
/* Makes a program of them. */
#include <stdio.h>

int entry(int a);

int main(int argc, char **argv)
{
	(void)argv;
	puts("marked");
	return entry(argc);
}
