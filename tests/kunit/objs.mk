# SPDX-License-Identifier: GPL-2.0
# KUnit suites, built for the debug kernel only. They are linked with the very objects of the module,
# so that nothing has to be exported for tests, or compiled twice.
obj-m += wasm_kernel_kunit.o

# A test build of the samplers: words may come from a tape, and what they release says so.
insecure := $(patsubst module/dp/%,tests/kunit/dp_%,$(filter module/dp/%,$(wk-objs)))
suites := $(addprefix tests/kunit/, suites.o engine_kunit.o limits_kunit.o pages_kunit.o dp_kunit.o \
	stream_kunit.o attach_kunit.o)

wasm_kernel_kunit-y := $(suites) $(insecure)
wasm_kernel_kunit-y += $(filter-out module/main.o module/link/% module/dp/%,$(wk-objs))

$(foreach o,$(suites),$(eval CFLAGS_$(o) := -I$(src)))
$(foreach o,$(insecure) tests/kunit/dp_kunit.o,$(eval CFLAGS_$(o) := -I$(src) -DWK_DP_INSECURE))

# One line that includes the real source.
$(obj)/tests/kunit/dp_%.c: $(src)/module/dp/%.c
	@echo '#include "module/dp/$*.c"' >$@

# Guests are written as text.
$(obj)/tests/kunit/%_wasm.h: $(src)/tests/kunit/%.wat
	@wat2wasm --output=$@.wasm $< && \
	od -An -v -tx1 $@.wasm | sed 's/ \(..\)/0x\1,/g' >$@

$(obj)/tests/kunit/engine_kunit.o: $(obj)/tests/kunit/engine_wasm.h
$(obj)/tests/kunit/attach_kunit.o: $(obj)/tests/kunit/attach_wasm.h
clean-files := $(insecure:.o=.c) tests/kunit/*_wasm.h tests/kunit/*_wasm.h.wasm
