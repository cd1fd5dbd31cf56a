# SPDX-License-Identifier: GPL-2.0
# The ways in: "make help" lists them. V=1 shows every command.

MAKEFLAGS += --no-print-directory $(if $(V),,-s)
Q := $(if $(V),,@)

KERNEL ?= 6.12
FILE ?= build/examples/test.wasm
SPEC_TESTS ?= ../shared/spec-tests
STAGES ?= $(sort $(wildcard tests/stages/*.sh))
GUEST := clang --target=wasm32-wasi -O2 -Wall

deps = $(Q)scripts/deps.sh
vm = $(Q)vm/run.sh --kernel $(KERNEL)

all: module user ## build the module for KERNEL, the client and wk-run

module: ## build build/KERNEL/wasm_kernel.ko; KERNEL=6.12, 6.1, debug or running
	$(deps) module $(filter debug,$(KERNEL))
	$(Q)scripts/build-module.sh $(KERNEL)

insecure: ## build build/insecure-KERNEL/wasm_kernel_insecure.ko, whose noise tests can know
	$(deps) module $(filter debug,$(KERNEL))
	$(Q)scripts/build-module.sh --insecure $(KERNEL)

user: ## build the library, wasm_kernel_cli, wk-run and dp-sample in build/host/
	$(deps) user
	$(Q)$(MAKE) -C userspace
	$(Q)$(MAKE) -C userspace/wk-run
	$(Q)$(MAKE) -C userspace/dp-sample

# Those that include wasm_kernel.h are called by the kernel: they have no main.
build/examples/%.wasm: examples/%.c $(wildcard include/wasm_kernel/guest/*.h)
	$(deps) guest
	$(Q)mkdir -p $(@D)
	$(Q)$(GUEST) $(if $(shell grep -l 'include <wasm_kernel.h>' $<),-mexec-model=reactor) \
		-Iinclude/wasm_kernel/guest -o $@ $<

guests := $(filter-out client,$(basename $(notdir $(wildcard examples/*.c))))
examples: $(guests:%=build/examples/%.wasm) ## build the programs in examples/

run: module user $(FILE) ## run FILE in a kernel in QEMU; ARGS="..." goes to wasm_kernel_cli run
	$(deps) vm
	$(vm) --module --file $(FILE):/$(notdir $(FILE)) -- vm/guest/run.sh $(notdir $(FILE)) $(ARGS)

vm: module user examples ## a shell in a KERNEL with the module loaded
	$(deps) vm
	$(vm) --load --file build/examples:/root/examples --interactive

test: ## every test there is; STAGES="tests/stages/..." for some of them
	$(deps) module user guest vm debug test trace check fuzz
	$(Q)for k in 6.12 6.1 debug; do vm/kernel.sh $$k >/dev/null || exit 1; done
	$(Q)SPEC_TESTS=$(abspath $(SPEC_TESTS)) scripts/run-tests.py $(STAGES)

test-dp: module user ## differential privacy with a million samples for each statistical test
	$(deps) module user guest vm debug test
	$(Q)WK_DP_SAMPLES=1000000 scripts/run-tests.py $(wildcard tests/stages/*-dp*.sh)

check: ## style, static analysis, layers and sizes
	$(deps) module user check
	$(Q)scripts/check.sh

spec: ## the official suite in user space; SPEC_TESTS=DIR GROUPS="..."
	$(deps) user guest test
	$(Q)tests/spec/run.sh host "$(SPEC_TESTS)" $(GROUPS)

spec-vm: module user ## the same inside the kernel
	$(deps) vm guest test
	$(Q)tests/spec/run.sh kernel "$(SPEC_TESTS)" $(GROUPS)

bench: user ## measure the engine; BENCH="..." goes to tests/bench/run.py, WASM3=path compares
	$(deps) guest test
	$(Q)tests/bench/run.py $(BENCH)

mutants: user ## break each part on purpose, in copies: its tests must notice
	$(deps) test fuzz
	$(Q)tests/mutants/run.sh

fuzz: ## build the fuzzers in build/fuzz/; FUZZ_TIME=seconds runs each
	$(deps) fuzz
	$(Q)$(MAKE) -C tests/fuzz

install: user ## install module, client, man page and completion on this machine
	$(Q)scripts/install-module.sh install
	$(Q)$(MAKE) -C userspace install

install-dev: user ## install libwasm_kernel for programs in C: library, headers, pkg-config files
	$(Q)$(MAKE) -C userspace install-dev

uninstall: ## undo both
	$(Q)scripts/install-module.sh uninstall
	$(Q)$(MAKE) -C userspace uninstall

clean: ## remove build/; downloaded kernels stay in the cache
	$(Q)rm -rf build

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: all module insecure user examples run vm test test-dp check spec spec-vm bench mutants fuzz install \
	install-dev uninstall clean help
