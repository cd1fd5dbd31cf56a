/* SPDX-License-Identifier: GPL-2.0 */
/* Times of the kernel, for people. */
#ifndef _WK_CLI_CLOCK_H
#define _WK_CLI_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#define CLOCK_TEXT	40

/** clock_iso() - "2026-11-21T06:25:51.123456789Z"; the number alone where no calendar goes */
const char *clock_iso(char buf[CLOCK_TEXT], int64_t sec, uint32_t nsec);

/** clock_monotonic_iso() - the same for nanoseconds of CLOCK_MONOTONIC */
const char *clock_monotonic_iso(char buf[CLOCK_TEXT], uint64_t nsec);

/** clock_monotonic_day() - "06:25:51.123456", in the local time zone */
const char *clock_monotonic_day(char buf[CLOCK_TEXT], uint64_t nsec);

/** clock_duration() - "1.234ms" */
const char *clock_duration(char buf[CLOCK_TEXT], uint64_t nsec);

/** clock_set_offset() - what to add to CLOCK_MONOTONIC instead of what this machine says; tests */
void clock_set_offset(int64_t nsec);

#endif /* _WK_CLI_CLOCK_H */
