// SPDX-License-Identifier: GPL-2.0
/* Times of the kernel, for people. */

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "clock.h"

#define SECOND	1000000000

static int64_t offset;
static bool have_offset;

void clock_set_offset(int64_t nsec)
{
	offset = nsec;
	have_offset = true;
}

static int64_t now(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (int64_t)ts.tv_sec * SECOND + ts.tv_nsec;
}

/* Once: times of one run keep their distances, whatever is done to the clock. */
static int64_t to_realtime(uint64_t nsec)
{
	if (!have_offset)
		clock_set_offset(now(CLOCK_REALTIME) - now(CLOCK_MONOTONIC));
	return (int64_t)(nsec + (uint64_t)offset);
}

/* Division that rounds down. */
static void split(int64_t t, int64_t *sec, uint32_t *nsec)
{
	*sec = t / SECOND - (t % SECOND < 0);
	*nsec = (uint32_t)(t - *sec * SECOND);
}

const char *clock_iso(char buf[CLOCK_TEXT], int64_t sec, uint32_t nsec)
{
	time_t t = (time_t)sec;
	struct tm tm;

	if (!gmtime_r(&t, &tm) || tm.tm_year > 9999 - 1900 || tm.tm_year < -1900 ||
	    nsec >= SECOND)
		snprintf(buf, CLOCK_TEXT, "%" PRId64 ".%09" PRIu32, sec, nsec);
	else
		snprintf(buf, CLOCK_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d.%09" PRIu32 "Z",
			 (tm.tm_year + 1900) % 10000, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
			 tm.tm_min, tm.tm_sec, nsec);
	return buf;
}

const char *clock_monotonic_iso(char buf[CLOCK_TEXT], uint64_t nsec)
{
	uint32_t rest;
	int64_t sec;

	split(to_realtime(nsec), &sec, &rest);
	return clock_iso(buf, sec, rest);
}

const char *clock_monotonic_day(char buf[CLOCK_TEXT], uint64_t nsec)
{
	uint32_t rest;
	int64_t sec;
	struct tm tm;
	time_t t;

	split(to_realtime(nsec), &sec, &rest);
	t = (time_t)sec;
	if (localtime_r(&t, &tm))
		snprintf(buf, CLOCK_TEXT, "%02d:%02d:%02d.%06" PRIu32, tm.tm_hour, tm.tm_min,
			 tm.tm_sec, rest / 1000);
	else
		snprintf(buf, CLOCK_TEXT, "%" PRId64, sec);
	return buf;
}

const char *clock_duration(char buf[CLOCK_TEXT], uint64_t nsec)
{
	if (nsec < 1000)
		snprintf(buf, CLOCK_TEXT, "%" PRIu64 "ns", nsec);
	else if (nsec < 1000000)
		snprintf(buf, CLOCK_TEXT, "%.3fus", (double)nsec / 1e3);
	else if (nsec < SECOND)
		snprintf(buf, CLOCK_TEXT, "%.3fms", (double)nsec / 1e6);
	else
		snprintf(buf, CLOCK_TEXT, "%.3fs", (double)nsec / 1e9);
	return buf;
}
