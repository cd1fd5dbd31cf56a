/* SPDX-License-Identifier: GPL-2.0 */
/* F(ident, form) for every form of every row of ops.def.  No guard: many times. */
#define WK_BINARY(ident, T, expr) WK_FORMS_BINARY(F, ident)
#define WK_COMMUTE(ident, T, expr) WK_FORMS_COMMUTE(F, ident)
#define WK_DIVIDE(ident, T, S, check, expr) WK_FORMS_BINARY(F, ident)
#define WK_COMPARE(ident, T, inverse, expr) WK_FORMS_BINARY(F, ident) WK_FORMS_BRANCH(F, ident)
#define WK_EQUAL(ident, T, inverse, expr) WK_FORMS_COMMUTE(F, ident) WK_FORMS_EQBRANCH(F, ident)
#define WK_UNARY(ident, T, expr) WK_FORMS_UNARY(F, ident)
#define WK_FBINARY(ident, T, fn) WK_FORMS_BINARY(F, ident)
#define WK_FCOMMUTE(ident, T, fn) WK_FORMS_COMMUTE(F, ident)
#define WK_FCOMPARE(ident, T, fn) WK_FORMS_BINARY_RR(F, ident) WK_FORMS_FBRANCH(F, ident)
#define WK_FUNARY(ident, T, R, fn) WK_FORMS_UNARY(F, ident)
#define WK_FTRUNC(ident, T, R, fn) WK_FORMS_UNARY(F, ident)
#define WK_LOAD(ident, M, R) WK_FORMS_LOAD(F, ident)
#define WK_STORE(ident, M) WK_FORMS_STORE(F, ident)
#include "ops.def"
