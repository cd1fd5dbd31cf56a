// SPDX-License-Identifier: GPL-2.0
/*
 * A bytecode interpreter inside the interpreter: br_table in a loop, the
 * worst branch prediction there is.  Its program counts Collatz steps:
 *
 *	for (v0 = 1; v0 < v3; v0++)
 *		for (v1 = v0; 1 < v1; v2++)
 *			v1 = v1 & 1 ? 3 * v1 + 1 : v1 >> 1;
 */
#include "kernel.h"

enum op {
	OP_PUSH, OP_LOAD, OP_STORE, OP_MUL, OP_SHR, OP_AND, OP_LESS, OP_JZ,
	OP_JMP, OP_DUP, OP_INC, OP_HALT,
};

struct insn {
	u8 op;
	u8 arg;
};

static const struct insn program[] = {
	/*  0 */ { OP_PUSH, 1 }, { OP_STORE, 0 },
	/*  2 */ { OP_LOAD, 0 }, { OP_LOAD, 3 }, { OP_LESS, 0 }, { OP_JZ, 32 },
	/*  6 */ { OP_LOAD, 0 }, { OP_STORE, 1 },
	/*  8 */ { OP_PUSH, 1 }, { OP_LOAD, 1 }, { OP_LESS, 0 }, { OP_JZ, 28 },
	/* 12 */ { OP_LOAD, 1 }, { OP_DUP, 0 }, { OP_PUSH, 1 }, { OP_AND, 0 }, { OP_JZ, 21 },
	/* 17 */ { OP_PUSH, 3 }, { OP_MUL, 0 }, { OP_INC, 0 }, { OP_JMP, 23 },
	/* 21 */ { OP_PUSH, 1 }, { OP_SHR, 0 },
	/* 23 */ { OP_STORE, 1 }, { OP_LOAD, 2 }, { OP_INC, 0 }, { OP_STORE, 2 }, { OP_JMP, 8 },
	/* 28 */ { OP_LOAD, 0 }, { OP_INC, 0 }, { OP_STORE, 0 }, { OP_JMP, 2 },
	/* 32 */ { OP_HALT, 0 },
};

static u32 var[4];

static NOINLINE void interpret(const struct insn *pc)
{
	u32 stack[16];
	u32 *sp = stack;

	for (;; pc++) {
		switch (pc->op) {
		case OP_PUSH:
			*sp++ = pc->arg;
			break;
		case OP_LOAD:
			*sp++ = var[pc->arg];
			break;
		case OP_STORE:
			var[pc->arg] = *--sp;
			break;
		case OP_MUL:
			sp--;
			sp[-1] *= sp[0];
			break;
		case OP_SHR:
			sp--;
			sp[-1] >>= sp[0];
			break;
		case OP_AND:
			sp--;
			sp[-1] &= sp[0];
			break;
		case OP_LESS:
			sp--;
			sp[-1] = sp[-1] < sp[0];
			break;
		case OP_JZ:
			if (!*--sp)
				pc = program + pc->arg - 1;
			break;
		case OP_JMP:
			pc = program + pc->arg - 1;
			break;
		case OP_DUP:
			sp[0] = sp[-1];
			sp++;
			break;
		case OP_INC:
			sp[-1]++;
			break;
		case OP_HALT:
			return;
		}
	}
}

u32 run(u32 n)
{
	u32 sum = 0;

	for (u32 i = 0; i < n; i++) {
		var[2] = 0;
		var[3] = 100 + (sum & 3);
		interpret(program);
		sum = sum * 31 + var[2];
	}
	return sum;
}
