# SPDX-License-Identifier: GPL-2.0
# wk-gen and wk-diff: random modules, and every way of running them compared.
# Run from the top of the tree, behind module/wasm/host.mk.

O ?= build/host
CC ?= gcc
CFLAGS ?= -O2 -g
gen-cflags := -std=gnu11 -Wall -Wextra -Wmissing-prototypes
quiet := $(if $(V),,@)

gen-objs := $(addprefix $(O)/gen/,gen.o flow.o stmt.o expr.o wmod.o wbuf.o)

all: $(O)/wk-gen $(O)/wk-diff
.PHONY: all

$(O)/wk-gen: $(O)/gen/gen_main.o $(gen-objs)
	@echo "  LD      $@"
	$(quiet)$(CC) $(CFLAGS) -o $@ $^

$(O)/wk-diff: $(O)/gen/diff_main.o $(O)/gen/transcript.o $(gen-objs) $(O)/libwasm.a
	@echo "  LD      $@"
	$(quiet)$(CC) -no-pie $(CFLAGS) -o $@ $^ -lm

$(O)/gen/%.o: tests/gen/%.c $(wildcard tests/gen/*.h module/wasm/*.h module/wasm/*.def)
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(quiet)$(CC) $(CFLAGS) $(gen-cflags) -c -o $@ $<
