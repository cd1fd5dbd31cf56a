# SPDX-License-Identifier: GPL-2.0
# The engine in user space: build/host/libwasm.a, from the sources of the kernel module.
#
#   make -f module/wasm/host.mk [SAN=1] [O=build/host] [CC=gcc]

O ?= build/host
CC ?= gcc
D := module/wasm

include $(D)/srcs.mk
# clang has other names for these, and does neither by default.
ifneq ($(findstring clang,$(CC)),)
INTERP_CFLAGS := -ffp-contract=off
SIMD_CFLAGS := $(INTERP_CFLAGS)
endif

CFLAGS ?= -O2 -g
override CFLAGS += -std=gnu11 -Wall -Wextra -Wno-missing-field-initializers -Wmissing-prototypes \
		   -fno-strict-aliasing -fwrapv
ifdef SAN
override CFLAGS += -fsanitize=address,undefined -fno-sanitize-recover=undefined
# A thousand handlers that may all follow each other: with the checks of UBSan gcc needs minutes for
# them, five at -O1, a quarter of one at -O0.
$(O)/obj/$(D)/interp_%.o: override CFLAGS += -O0 -g0
$(O)/obj/$(D)/simd_%.o: override CFLAGS += -O1 -g0
endif
# The kernel's code is not position-independent: neither is what is measured. Programs that run
# guests are linked with -no-pie.
ifndef SAN
INTERP_CFLAGS += -fno-pie
SIMD_CFLAGS += -fno-pie
endif
# For tests/bench/pairs.py.
ifdef PROFILE
override CFLAGS += -DWK_PROFILE
endif
ifeq ($(shell $(CC) -dumpmachine | cut -d- -f1),x86_64)
srcs += $(D)/interp_fpu.c $(D)/simd_fpu.c
ifeq ($(findstring clang,$(CC)),)
INTERP_CFLAGS += $(INTERP_CFLAGS_X86)
endif
override CFLAGS += -DWK_HAVE_FPU
# As the kernel compiles it.
$(O)/obj/$(D)/interp_soft.o $(O)/obj/$(D)/simd_soft.o: override CFLAGS += -mgeneral-regs-only
endif
srcs += $(D)/alloc_host.c $(D)/opts_host.c $(D)/pages_host.c

objs := $(srcs:%.c=$(O)/obj/%.o)

$(O)/libwasm.a: $(objs)
	@rm -f $@
	@$(AR) rcs $@ $^
	@echo "  AR      $@"

$(O)/obj/$(D)/interp_%.o: override CFLAGS += $(INTERP_CFLAGS)
$(O)/obj/$(D)/simd_%.o: override CFLAGS += $(SIMD_CFLAGS)

$(O)/obj/%.o: %.c
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<
	@echo "  CC      $<"

-include $(objs:.o=.d)
