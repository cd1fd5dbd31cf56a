// SPDX-License-Identifier: GPL-2.0
/* The tables that opcode.def expands to. */
#include "opcode.h"
#include "types.h"

static const struct wk_opinfo infos[WK_OP_SLOTS] = {
#define WK_OP(code, ident, text, imm, sig) \
	[WK_OP_SLOT(code)] = { code, WK_IMM_##imm, text, sig },
#include "opcode.def"
#undef WK_OP
};

/*
 * A sig is taken apart by the compiler, not at run time. It arrives here as the
 * text of its source, quotes included ("\"ii:i\"", or "NULL"), so that NULL can
 * be looked at too: character 0 tells them apart, parameters start at 1.
 */
#define SIG_CHAR(s, i)	((i) < sizeof(s) ? (s)[(i) < sizeof(s) ? (i) : 0] : 0)
#define SIG_TYPED(s)	((s)[0] == '"')
#define SIG_NPOPS(s) \
	(!SIG_TYPED(s) ? 0 : \
	 SIG_CHAR(s, 1) == ':' ? 0 : \
	 SIG_CHAR(s, 2) == ':' ? 1 : \
	 SIG_CHAR(s, 3) == ':' ? 2 : 3)
#define SIG_TYPE(c) \
	((c) == 'i' ? WK_I32 : \
	 (c) == 'l' ? WK_I64 : \
	 (c) == 'f' ? WK_F32 : \
	 (c) == 'd' ? WK_F64 : \
	 (c) == 'v' ? WK_V128 : 0)
#define SIG_POP(s, i)	((i) < SIG_NPOPS(s) ? SIG_TYPE(SIG_CHAR(s, 1 + (i))) : 0)
#define SIG_PUSH(s)	(SIG_TYPED(s) ? SIG_TYPE(SIG_CHAR(s, 2 + SIG_NPOPS(s))) : 0)

const struct wk_opsig wk_op_sigs[WK_OP_SLOTS] = {
#define WK_OP(code, ident, text, imm, sig) \
	[WK_OP_SLOT(code)] = { \
		SIG_TYPED(#sig) ? WK_OP_TYPED : WK_OP_SPECIAL, \
		WK_IMM_##imm, \
		SIG_NPOPS(#sig), \
		{ SIG_POP(#sig, 0), SIG_POP(#sig, 1), SIG_POP(#sig, 2) }, \
		SIG_PUSH(#sig), \
	},
#include "opcode.def"
#undef WK_OP
};

const struct wk_opinfo *wk_op_info(u32 code)
{
	const struct wk_opinfo *info = &infos[WK_OP_SLOT(code)];

	return info->text && info->code == code ? info : NULL;
}
