// SPDX-License-Identifier: GPL-2.0
/* Why something is refused. */

#include <stdarg.h>
#include <stdio.h>

#include "why.h"

int why(char buf[CLI_WHY], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf, CLI_WHY, fmt, ap);
	va_end(ap);
	return -1;
}
