// SPDX-License-Identifier: GPL-2.0
/* Types in all the shapes that a kernel has them in. */

enum colour { RED, GREEN = 7 };

union both {
	int one;
	long two;
};

struct inner {
	int x;
	int y;
};

struct outer {
	int a;
	long b;
	struct inner in;
	union {
		int anon_x;
		float anon_f;
	};
	struct {
		struct {
			int anon_deep;
		};
	};
	int list[3];
	int tail;
	unsigned int flag1 : 3;
	unsigned int flag2 : 5;
};

typedef struct outer outer_t;
typedef void (*btf_trace_tick)(void *, int);

union both keep_both;
outer_t keep_outer;
btf_trace_tick keep_tick;

int use(struct outer *o, enum colour c);

int use(struct outer *o, enum colour c)
{
	return o->a + c;
}
