# SPDX-License-Identifier: GPL-2.0
# Prints the engine's sources in user space, for the Makefile beside it.
include $(TOP)/module/wasm/srcs.mk
all:
	@echo $(addprefix $(TOP)/module/wasm/,$(notdir $(srcs)) interp_fpu.c simd_fpu.c alloc_host.c \
		opts_host.c pages_host.c)
