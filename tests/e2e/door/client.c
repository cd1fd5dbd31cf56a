// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sha2.h>

#include "client.h"

int patience = 5000;
const uint8_t *guest;
size_t guest_len;

static int tests, failures;

/* ---- results ---- */

bool ok(bool good, const char *fmt, ...)
{
	va_list ap;

	printf("%sok %d - ", good ? "" : "not ", ++tests);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	fflush(stdout);
	failures += !good;
	return good;
}

int done_testing(void)
{
	printf("1..%d\n", tests);
	return failures ? 1 : 0;
}

long number(const char *name, long otherwise)
{
	const char *text = getenv(name);

	return text ? atol(text) : otherwise;
}

double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* ---- time that a host that stands still does not use up ---- */

#define STEP		0.25	/* seconds that count at most between two looks at the clock */

double step(double *since)
{
	double t = now(), took = t - *since;

	*since = t;
	return took < STEP ? took : STEP;
}

static unsigned long ticks_us;

static void *ticker(void *data)
{
	double since = now();

	(void)data;
	for (;;) {
		usleep(10000);
		__atomic_add_fetch(&ticks_us, (unsigned long)(step(&since) * 1e6),
				   __ATOMIC_RELAXED);
	}
	return NULL;
}

double awake(void)
{
	static bool started;
	pthread_t thread;

	if (!started && pthread_create(&thread, NULL, ticker, NULL))
		exit(99);
	started = true;
	return __atomic_load_n(&ticks_us, __ATOMIC_RELAXED) / 1e6;
}

/* ---- requests ---- */

void begin(struct client *c, unsigned int verb)
{
	raw_begin(&c->m, verb, ++c->request, c->session);
}

uint32_t ask_on(struct client *c, int fd)
{
	raw_send(fd, &c->m);
	while (raw_recv(fd, &c->in, patience))
		if (c->in.verb == WK_REPLY && c->in.request == c->request)
			return raw_get32(&c->in, WK_A_CODE);
	return SILENCE;
}

uint32_t ask(struct client *c)
{
	return ask_on(c, c->asks);
}

uint32_t ask_u32(struct client *c, unsigned int verb, unsigned int attr, uint32_t v)
{
	begin(c, verb);
	raw_u32(&c->m, attr, v);
	return ask(c);
}

bool wait_event(struct client *c, unsigned int verb, int ms)
{
	double left = ms / 1000., since = now();

	while (left > 0 && raw_recv(c->events, &c->in, left * 1000 + 1)) {
		if (c->in.verb == verb)
			return true;
		left -= step(&since);
	}
	return false;
}

uint32_t wait_done(struct client *c, int ms)
{
	return wait_event(c, WK_EV_DONE, ms) ? raw_get32(&c->in, WK_A_CODE) : SILENCE;
}

struct client *client_sockets(void)
{
	struct client *c = calloc(1, sizeof(*c));

	c->events = raw_open(&c->port);
	c->asks = raw_open(&c->asks_port);
	return c;
}

bool client_hello(struct client *c)
{
	begin(c, WK_V_HELLO);
	raw_u32(&c->m, WK_A_PROTOCOL, WK_PROTOCOL);
	if (ask_on(c, c->events) != WK_C_OK)
		return false;
	c->session = c->in.session;
	return true;
}

struct client *client_new(void)
{
	struct client *c = client_sockets();

	if (client_hello(c))
		return c;
	client_free(c);
	return NULL;
}

void client_free(struct client *c)
{
	if (!c)
		return;
	close(c->events);
	close(c->asks);
	free(c);
}

/* ---- what most tests need ---- */

uint32_t load_begin(struct client *c, const void *p, size_t len, bool pin)
{
	uint8_t digest[SHA256_DIGEST_LENGTH];
	SHA2_CTX ctx;

	SHA256Init(&ctx);
	SHA256Update(&ctx, p, len);
	SHA256Final(digest, &ctx);
	begin(c, WK_V_LOAD_BEGIN);
	raw_u32(&c->m, WK_A_LENGTH, len);
	raw_attr(&c->m, WK_A_DIGEST, digest, sizeof(digest));
	raw_str(&c->m, WK_A_NAME, "guest");
	if (pin)
		raw_attr(&c->m, WK_A_PIN, "", 0);
	return ask(c) == WK_C_OK ? raw_get32(&c->in, WK_A_LOAD) : 0;
}

uint32_t chunk(struct client *c, uint32_t load, uint32_t offset, const void *p, size_t len)
{
	begin(c, WK_V_LOAD_CHUNK);
	raw_u32(&c->m, WK_A_LOAD, load);
	raw_u32(&c->m, WK_A_OFFSET, offset);
	raw_attr(&c->m, WK_A_DATA, p, len);
	return ask(c);
}

uint32_t load(struct client *c, const void *p, size_t len, bool pin, uint32_t *code)
{
	uint32_t number = load_begin(c, p, len, pin);
	size_t at, n;

	*code = raw_get32(&c->in, WK_A_CODE);
	for (at = 0; number && at < len; at += n) {
		n = len - at < WK_CHUNK_MAX ? len - at : WK_CHUNK_MAX;
		*code = chunk(c, number, at, (const uint8_t *)p + at, n);
		if (*code)
			return 0;
	}
	if (!number)
		return 0;
	*code = ask_u32(c, WK_V_LOAD_COMMIT, WK_A_LOAD, number);
	return *code == WK_C_OK ? raw_get32(&c->in, WK_A_PROGRAM) : 0;
}

uint32_t space_new(struct client *c)
{
	begin(c, WK_V_SPACE_NEW);
	return ask(c) == WK_C_OK ? raw_get32(&c->in, WK_A_SPACE) : 0;
}

uint32_t instantiate(struct client *c, uint32_t space, uint32_t program)
{
	begin(c, WK_V_INSTANTIATE);
	raw_u32(&c->m, WK_A_SPACE, space);
	raw_u32(&c->m, WK_A_PROGRAM, program);
	if (ask(c) != WK_C_OK || wait_done(c, patience) != WK_C_OK)
		return 0;
	return raw_get32(&c->in, WK_A_INSTANCE);
}

uint32_t start(struct client *c, uint32_t space, uint32_t inst, const char *name, uint8_t type,
	       uint64_t arg, uint32_t timeout_ms, uint64_t fuel)
{
	struct wk_value v = { .type = type, .bits = arg };

	begin(c, WK_V_INVOKE);
	raw_u32(&c->m, WK_A_SPACE, space);
	raw_u32(&c->m, WK_A_INSTANCE, inst);
	raw_attr(&c->m, WK_A_EXPORT, name, strlen(name));
	if (type)
		raw_attr(&c->m, WK_A_ARGS, &v, sizeof(v));
	if (timeout_ms)
		raw_u32(&c->m, WK_A_TIMEOUT, timeout_ms);
	if (fuel)
		raw_u64(&c->m, WK_A_FUEL, fuel);
	return ask(c);
}

bool stage_open(struct stage *s)
{
	memset(s, 0, sizeof(*s));
	s->c = client_sockets();
	return stage_fill(s);
}

bool stage_fill(struct stage *s)
{
	uint32_t code;

	if (!client_hello(s->c))
		return false;
	s->program = load(s->c, guest, guest_len, false, &code);
	if (s->program)
		s->space = space_new(s->c);
	if (s->space)
		s->inst = instantiate(s->c, s->space, s->program);
	return s->inst;
}

void stage_close(struct stage *s)
{
	client_free(s->c);
}

unsigned int count_objects(uint32_t kind)
{
	struct client *c = client_new();
	uint32_t cursor = 0;
	unsigned int n = 0;

	if (!c)
		return ~0u;
	do {
		begin(c, WK_V_LIST);
		raw_u32(&c->m, WK_A_KIND, kind);
		if (cursor)
			raw_u32(&c->m, WK_A_CURSOR, cursor);
		if (ask(c) != WK_C_OK)
			break;
		n += c->in.attr_len[WK_A_ITEMS] / sizeof(struct wk_list_item);
		cursor = raw_get32(&c->in, WK_A_CURSOR);
	} while (cursor);
	client_free(c);
	return n;
}

bool all_gone(uint32_t kind, int ms)
{
	double left = ms / 1000., since = now();

	while (count_objects(kind)) {
		if (left < 0)
			return false;
		usleep(5000);
		left -= step(&since);
	}
	return true;
}

void guest_read(const char *path)
{
	int fd = open(path, O_RDONLY);
	struct stat st;
	uint8_t *p;

	if (fd < 0 || fstat(fd, &st)) {
		printf("Bail out! cannot read %s\n", path);
		exit(99);
	}
	p = malloc(st.st_size);
	if (read(fd, p, st.st_size) != st.st_size)
		exit(99);
	close(fd);
	guest = p;
	guest_len = st.st_size;
}
