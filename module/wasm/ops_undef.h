/* SPDX-License-Identifier: GPL-2.0 */
/* Forgets the row macros, behind each expansion of ops.def.  No guard: many times. */
#undef WK_BINARY
#undef WK_DIVIDE
#undef WK_COMPARE
#undef WK_UNARY
#undef WK_FBINARY
#undef WK_FCOMPARE
#undef WK_FUNARY
#undef WK_FTRUNC
#undef WK_LOAD
#undef WK_STORE
#undef WK_ALIAS
