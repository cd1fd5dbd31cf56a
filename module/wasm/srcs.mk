# SPDX-License-Identifier: GPL-2.0
# Sources of the engine, for the kernel (objs.mk) and for user space (host.mk).
srcs := $(addprefix module/wasm/, \
	buffer.c codemap.c compile.c control.c decode.c decode_const.c decode_read.c \
	decode_section.c decode_segment.c emit.c error.c exec.c forms.c \
	image.c instance.c interp_soft.c link.c locals.c memory.c module.c names.c opcode.c \
	operands.c pairs.c reader.c simd_soft.c softfloat.c sort.c store.c table.c types.c \
	utf8.c validate.c validate_const.c validate_func.c validate_imm.c \
	validate_op.c validate_stack.c vector.c)

# Merging handlers, or hoisting what they share, undoes direct threading.
# The vectoriser would carry pc and fp about in one vector register.
SIMD_CFLAGS := -fno-gcse -fno-crossjumping -fno-tree-vectorize -ffp-contract=off
# The jump of each handler may end at every other one, so a pass that looks at the whole function
# looks at millions of edges: these take half of gcc's time, and save not one instruction; the last
# one takes half of its memory, and saves one in a hundred.
# Locals to clear are few: a loop is faster than memset().
INTERP_CFLAGS := $(SIMD_CFLAGS) -fno-tree-loop-distribute-patterns \
	-fno-tree-pre -fno-tree-fre -fno-code-hoisting -fno-schedule-insns2 -fno-if-conversion2 \
	-fno-tree-vrp -fno-ree
# A pass that looks for four jumps in 16 bytes: a third of gcc's time, and it finds none. One that
# looks for integers that had better be in SSE registers: half of what is left, and there are none.
INTERP_CFLAGS_X86 := -mtune-ctrl=^four_jump_limit -mno-stv
