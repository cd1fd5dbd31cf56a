# SPDX-License-Identifier: GPL-2.0
# Differential privacy in user space: build/host/libdp.a, from the sources of the kernel module.
#
#   make -f module/dp/host.mk [SAN=1] [O=build/host] [CC=gcc]

O ?= build/host
CC ?= gcc

include module/dp/srcs.mk

CFLAGS ?= -O2 -g
# As the kernel compiles it: no other register than the general ones.
override CFLAGS += -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Wmissing-prototypes -fno-strict-aliasing \
		   -mgeneral-regs-only
ifdef SAN
override CFLAGS += -fsanitize=address,undefined -fno-sanitize-recover=undefined
endif
dp-objs := $(patsubst %.c,$(O)/obj/%.o,$(dp-srcs) module/dp/random_host.c module/wasm/alloc_host.c)

$(O)/libdp.a: $(dp-objs)
	@rm -f $@
	@$(AR) rcs $@ $^
	@echo "  AR      $@"

$(O)/obj/%.o: %.c
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<
	@echo "  CC      $<"

-include $(dp-objs:.o=.d)
