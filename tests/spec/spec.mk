# SPDX-License-Identifier: GPL-2.0
# wk-spec, the runner of the official test suite. Run from the top of the tree,
# behind module/wasm/host.mk and userspace/Makefile, whose libraries it links.

O ?= build/host
CC ?= gcc
CFLAGS ?= -O2 -g
spec-cflags := -std=gnu11 -Wall -Wextra -Wmissing-prototypes -Iinclude/uapi -Iinclude
quiet := $(if $(V),,@)

# Without the client library (a sanitizer build) there is only the host backend.
ifneq ($(CLIENT),)
spec-cflags += -DWITH_KERNEL
spec-srcs := kernel.c
spec-libs := $(CLIENT) $(CLIENT_LIBS)
endif
spec-srcs += main.c script.c values.c host.c
spec-objs := $(spec-srcs:%.c=$(O)/spec/%.o) $(O)/spec/spectest_wasm.o

$(O)/wk-spec: $(spec-objs) $(O)/libwasm.a $(CLIENT)
	@echo "  LD      $@"
	$(quiet)$(CC) $(CFLAGS) -o $@ $(spec-objs) $(spec-libs) $(O)/libwasm.a -ljansson -lm

$(O)/spec/%.o: tests/spec/%.c $(wildcard tests/spec/*.h module/wasm/*.h)
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(quiet)$(CC) $(CFLAGS) $(spec-cflags) -c -o $@ $<

$(O)/spec/spectest_wasm.o: tests/spec/spectest.wat
	@mkdir -p $(@D)
	@echo "  WAT     $@"
	$(quiet)wat2wasm -o $(@D)/spectest.wasm $<
	$(quiet)cd $(@D) && ld -r -b binary -z noexecstack -o spectest_wasm.o spectest.wasm
