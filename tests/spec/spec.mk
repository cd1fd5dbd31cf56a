# SPDX-License-Identifier: GPL-2.0
# wk-spec, the runner of the official test suite, over the engine; wk-spec-kernel, over the
# kernel module too. Run from the top of the tree, behind module/wasm/host.mk and, for the
# latter, userspace/Makefile.

O ?= build/host
CC ?= gcc
CFLAGS ?= -O2 -g
CLIENT ?= $(O)/libwasm_kernel.a
spec-cflags := -std=gnu11 -Wall -Wextra -Wmissing-prototypes -Iinclude/uapi -Iinclude
quiet := $(if $(V),,@)

spec-objs := $(addprefix $(O)/spec/,script.o values.o host.o spectest_wasm.o)

$(O)/wk-spec: $(O)/spec/main.o $(spec-objs) $(O)/libwasm.a
	@echo "  LD      $@"
	$(quiet)$(CC) -no-pie $(CFLAGS) -o $@ $^ -ljansson -lm

$(O)/wk-spec-kernel: $(O)/spec/main_kernel.o $(O)/spec/kernel.o $(spec-objs) $(CLIENT) $(O)/libwasm.a
	@echo "  LD      $@"
	$(quiet)$(CC) -no-pie $(CFLAGS) -o $@ $^ -ljansson -lmnl -lmd -lm

define compile
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(quiet)$(CC) $(CFLAGS) $(spec-cflags) -c -o $@ $<
endef

spec-headers := $(wildcard tests/spec/*.h module/wasm/*.h module/wasm/*.def \
		  include/uapi/linux/*.h userspace/lib/*.h)

$(O)/spec/%.o: tests/spec/%.c $(spec-headers)
	$(compile)

$(O)/spec/main_kernel.o: spec-cflags += -DWITH_KERNEL
$(O)/spec/main_kernel.o: tests/spec/main.c $(spec-headers)
	$(compile)

$(O)/spec/spectest_wasm.o: tests/spec/spectest.wat
	@mkdir -p $(@D)
	@echo "  WAT     $@"
	$(quiet)wat2wasm -o $(@D)/spectest.wasm $<
	$(quiet)cd $(@D) && ld -r -b binary -z noexecstack -o spectest_wasm.o spectest.wasm
