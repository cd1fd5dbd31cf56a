/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What each form of code does: a function for each row of ops.def, and around it
 * a macro for each form. A handler of interp.h is one of them, a superinstruction of
 * pairs.def two in a row.
 *
 * For interp.h alone: the macros use its variables, leave "at" at the next
 * instruction, and jump away only to trap or to branch.
 */

/* ---- rows of ops.def ---- */

/*
 * Slots hold bits. operand_() takes a number of the row's type from one; its other use is
 * to tell that type.
 */
#define OPERAND(ident, T)						\
static __always_inline T operand_##ident(const u64 *slot)		\
{									\
	return WK_FROM_SLOT(T, slot);					\
}
#define DO_BINARY(ident, T, R, expr)					\
OPERAND(ident, T)							\
static __always_inline R do_##ident(T a, T b) { return (expr); }
#define DO_UNARY(ident, T, R, expr)					\
OPERAND(ident, T)							\
static __always_inline R do_##ident(T a) { return (expr); }

#define WK_BINARY(ident, T, expr) DO_BINARY(ident, T, u64, expr)
#define WK_COMMUTE(ident, T, expr) DO_BINARY(ident, T, u64, expr)
#define WK_DIVIDE(ident, T, S, check, expr)				\
DO_BINARY(ident, T, u64, expr)						\
static __always_inline enum wk_trap check_##ident(T a __maybe_unused, T b) { return (check); }
#define WK_COMPARE(ident, T, inverse, expr) DO_BINARY(ident, T, u64, expr)
#define WK_EQUAL(ident, T, inverse, expr) DO_BINARY(ident, T, u64, expr)
#define WK_UNARY(ident, T, expr) DO_UNARY(ident, T, u64, expr)
#define WK_FBINARY(ident, T, fn) DO_BINARY(ident, T, T, WK_F(fn)(a, b))
#define WK_FCOMMUTE(ident, T, fn) DO_BINARY(ident, T, T, WK_F(fn)(a, b))
#define WK_FCOMPARE(ident, T, fn) DO_BINARY(ident, T, u64, WK_F(fn)(a, b))
#define WK_FUNARY(ident, T, R, fn) DO_UNARY(ident, T, R, WK_F(fn)(a))
#define WK_FTRUNC(ident, T, R, fn)					\
OPERAND(ident, T)							\
static __always_inline enum wk_trap do_##ident(T a, u64 *result)	\
{									\
	R r = 0;							\
	enum wk_trap why = wk_trunc_trap(WK_F(fn)(a, &r));		\
									\
	*result = r;							\
	return why;							\
}
#define WK_LOAD(ident, M, R)						\
enum { SIZE_##ident = sizeof(M) };					\
static __always_inline R do_##ident(const u8 *cell)			\
{									\
	M v;								\
									\
	memcpy(&v, cell, sizeof(v));					\
	return (R)wk_le_##M(v);						\
}
#define WK_STORE(ident, M)						\
enum { SIZE_##ident = sizeof(M) };					\
OPERAND(ident, M)							\
static __always_inline void do_##ident(u8 *cell, M value)		\
{									\
	M v = wk_le_##M(value);						\
									\
	memcpy(cell, &v, sizeof(v));					\
}
#include "ops.def"

/* ---- operands and results, by the letters of code.h ---- */

/* The accumulator for numbers like v: floats may have one of their own (interp_fpu.c). */
#define ACC(v)		WK_ACC(v)
#define PUT_s(v)	WK_TO_SLOT(&SLOT(I.d), v)
#define PUT_x(v)	((void)0)
#define A_s(id)		operand_##id(&SLOT(I.a))
#define A_x(id)		ACC(operand_##id(fp))
#define B_s(id)		operand_##id(&SLOT(I.b))
#define B_x(id)		ACC(operand_##id(fp))
#define B_i(id)		operand_##id(&E.imm)
#define WORDS_s		1
#define WORDS_x		1
#define WORDS_i		2

/* Branches have their constant in 16 bits of the first word. */
#define BB_s(id)	B_s(id)
#define BB_x(id)	B_x(id)
#define BB_i(id)	((u64)(s64)(s16)I.b)

/* A result goes to its accumulator, and to a slot when the form says so. */
#define RESULT(D, value) do {						\
	__auto_type _v = (value);					\
									\
	ACC(_v) = _v;							\
	PUT_##D(_v);							\
} while (0)

#define TRAP_IF(why) do {						\
	enum wk_trap _why = (why);					\
									\
	if (unlikely(_why))						\
		TRAP(_why);						\
} while (0)

/* ---- bodies of forms ---- */

#define BINARY(id, D, A, B) do {					\
	RESULT(D, do_##id(A_##A(id), B_##B(id)));			\
	at += WORDS_##B;						\
} while (0)
#define BIN_sss(id)	BINARY(id, s, s, s)
#define BIN_sxs(id)	BINARY(id, s, x, s)
#define BIN_ssx(id)	BINARY(id, s, s, x)
#define BIN_ssi(id)	BINARY(id, s, s, i)
#define BIN_sxi(id)	BINARY(id, s, x, i)
#define BIN_xss(id)	BINARY(id, x, s, s)
#define BIN_xxs(id)	BINARY(id, x, x, s)
#define BIN_xsx(id)	BINARY(id, x, s, x)
#define BIN_xsi(id)	BINARY(id, x, s, i)
#define BIN_xxi(id)	BINARY(id, x, x, i)

#define DIVIDE(id, D, A, B) do {					\
	TRAP_IF(check_##id(A_##A(id), B_##B(id)));			\
	BINARY(id, D, A, B);						\
} while (0)
#define DIV_sss(id)	DIVIDE(id, s, s, s)
#define DIV_sxs(id)	DIVIDE(id, s, x, s)
#define DIV_ssx(id)	DIVIDE(id, s, s, x)
#define DIV_ssi(id)	DIVIDE(id, s, s, i)
#define DIV_sxi(id)	DIVIDE(id, s, x, i)
#define DIV_xss(id)	DIVIDE(id, x, s, s)
#define DIV_xxs(id)	DIVIDE(id, x, x, s)
#define DIV_xsx(id)	DIVIDE(id, x, s, x)
#define DIV_xsi(id)	DIVIDE(id, x, s, i)
#define DIV_xxi(id)	DIVIDE(id, x, x, i)

#define UNARY(id, D, A) do {						\
	RESULT(D, do_##id(A_##A(id)));					\
	at++;								\
} while (0)
#define UN_ss(id)	UNARY(id, s, s)
#define UN_sx(id)	UNARY(id, s, x)
#define UN_xs(id)	UNARY(id, x, s)
#define UN_xx(id)	UNARY(id, x, x)

#define TRUNC(id, D, A) do {						\
	TRAP_IF(do_##id(A_##A(id), &acc));				\
	PUT_##D(acc);							\
	at++;								\
} while (0)
#define TR_ss(id)	TRUNC(id, s, s)
#define TR_sx(id)	TRUNC(id, s, x)
#define TR_xs(id)	TRUNC(id, x, s)
#define TR_xx(id)	TRUNC(id, x, x)

#define BRANCH(cond) do {						\
	if (cond)							\
		JUMP(pc + at + 1);						\
	at += 2;							\
} while (0)
#define BR_bss(id)	BRANCH(do_##id(A_s(id), BB_s(id)))
#define BR_bxs(id)	BRANCH(do_##id(A_x(id), BB_s(id)))
#define BR_bsx(id)	BRANCH(do_##id(A_s(id), BB_x(id)))
#define BR_bsi(id)	BRANCH(do_##id(A_s(id), BB_i(id)))
#define BR_bxi(id)	BRANCH(do_##id(A_x(id), BB_i(id)))
#define BR_tss(id)	BRANCH(do_##id(A_s(id), BB_s(id)))
#define BR_txs(id)	BRANCH(do_##id(A_x(id), BB_s(id)))
#define BR_tsx(id)	BRANCH(do_##id(A_s(id), BB_x(id)))
#define BR_fss(id)	BRANCH(!do_##id(A_s(id), BB_s(id)))
#define BR_fxs(id)	BRANCH(!do_##id(A_x(id), BB_s(id)))
#define BR_fsx(id)	BRANCH(!do_##id(A_s(id), BB_x(id)))

#define LOAD(id, D, address, words) do {				\
	u64 _ea = (address);						\
									\
	if (!IN_MEMORY(_ea, SIZE_##id))					\
		TRAP_OUTSIDE();						\
	RESULT(D, do_##id(mem + _ea));					\
	at += (words);							\
} while (0)
#define LD_ss(id)	LOAD(id, s, SLOT(I.a) + I.b, 1)
#define LD_sx(id)	LOAD(id, s, acc, 1)
#define LD_sc(id)	LOAD(id, s, E.imm, 2)
#define LD_sp(id)	LOAD(id, s, SLOT(I.a), 1)
#define LD_xs(id)	LOAD(id, x, SLOT(I.a) + I.b, 1)
#define LD_xx(id)	LOAD(id, x, acc, 1)
#define LD_xc(id)	LOAD(id, x, E.imm, 2)
#define LD_xp(id)	LOAD(id, x, SLOT(I.a), 1)

#define STORE(id, address, value, words) do {				\
	u64 _ea = (address);						\
									\
	if (!IN_MEMORY(_ea, SIZE_##id))					\
		TRAP_OUTSIDE();						\
	do_##id(mem + _ea, (value));					\
	at += (words);							\
} while (0)
#define ST_ss(id)	STORE(id, SLOT(I.a) + I.d, B_s(id), 1)
#define ST_xs(id)	STORE(id, acc, B_s(id), 1)
#define ST_sx(id)	STORE(id, SLOT(I.a) + I.d, B_x(id), 1)
#define ST_si(id)	STORE(id, SLOT(I.a) + I.d, B_i(id), 2)
#define ST_xi(id)	STORE(id, acc, B_i(id), 2)
#define ST_cs(id)	STORE(id, E.imm, B_s(id), 2)
#define ST_cx(id)	STORE(id, E.imm, B_x(id), 2)
#define ST_ci(id)	STORE(id, pc[at + 2].imm, B_i(id), 3)
#define ST_ps(id)	STORE(id, SLOT(I.a), B_s(id), 1)
#define ST_px(id)	STORE(id, SLOT(I.a), B_x(id), 1)

/* ---- bodies of other operations, those that lie on straight lines ---- */

#define DO_copy() do { SLOT(I.d) = SLOT(I.a); at++; } while (0)
#define DO_const() do { SLOT(I.d) = E.imm; at += 2; } while (0)
#define SELECT(cond) do {						\
	acc = (u32)(cond) ? SLOT(I.a) : SLOT(I.b);			\
	SLOT(I.d) = acc;						\
	at += 2;							\
} while (0)
#define DO_select()	SELECT(SLOT(E.x))
#define DO_selectx()	SELECT(acc)
#define GLOBAL		(inst->globals[(u32)E.x]->value[0])
#define DO_global_get()	do { acc = GLOBAL; SLOT(I.d) = acc; at += 2; } while (0)
#define DO_global_getx() do { acc = GLOBAL; at += 2; } while (0)
#define DO_global_setx() do { GLOBAL = acc; at += 2; } while (0)
#define DO_global_set()	do { GLOBAL = SLOT(I.a); at += 2; } while (0)

/* The second of a pair need not be repeated: a jump that is known costs little. */
#define GO(id)		do { pc += at; goto l_##id; } while (0)
