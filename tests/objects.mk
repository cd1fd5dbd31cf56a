# SPDX-License-Identifier: GPL-2.0
# usage: make -f tests/objects.mk BIN=PROGRAM SRCS="..." CFLAGS="..." [LIBS="..."]
#
# A test program. Only what changed is compiled again, so that a mutant costs one source and not all
# of them. Programs beside each other share objects that were compiled with the same options.

MAKEFLAGS += --no-print-directory -s -j2
options := $(shell echo '$(CC) $(CFLAGS)' | md5sum | cut -c 1-8)
dir := $(dir $(BIN))obj-$(options)
objs := $(foreach s,$(abspath $(SRCS)),$(dir)$(s).o)

$(BIN): $(objs) $(LIBS:-%=)
	$(CC) $(CFLAGS) -o $@ $(objs) $(LIBS)

$(dir)/%.o: /%
	mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(objs:.o=.d)
