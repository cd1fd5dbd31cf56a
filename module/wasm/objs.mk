# SPDX-License-Identifier: GPL-2.0
# The engine in the kernel. The FPU build of the interpreter is x86 only.
include $(src)/module/wasm/srcs.mk
wk-objs += $(srcs:.c=.o) module/wasm/alloc_kernel.o module/wasm/pages_kernel.o

# With KASAN a thousand handlers that may all follow each other take gcc twice as long at -O2.
INTERP_CFLAGS += $(if $(CONFIG_KASAN),-O1) $(if $(CONFIG_X86_64),$(INTERP_CFLAGS_X86))
SIMD_CFLAGS += $(if $(CONFIG_KASAN),-O1)
CFLAGS_module/wasm/interp_soft.o := $(INTERP_CFLAGS)
CFLAGS_module/wasm/simd_soft.o := $(SIMD_CFLAGS)
ifdef CONFIG_X86_64
wk-objs += module/wasm/interp_fpu.o module/wasm/simd_fpu.o
CFLAGS_module/wasm/interp_fpu.o := $(INTERP_CFLAGS) -msse -msse2 -mhard-float
CFLAGS_REMOVE_module/wasm/interp_fpu.o := $(CC_FLAGS_NO_FPU)
CFLAGS_module/wasm/simd_fpu.o := $(SIMD_CFLAGS) -msse -msse2 -mhard-float
CFLAGS_REMOVE_module/wasm/simd_fpu.o := $(CC_FLAGS_NO_FPU)
CFLAGS_module/wasm/exec.o := -DWK_HAVE_FPU
endif
