# SPDX-License-Identifier: GPL-2.0
wk-objs += module/attach/budget.o
wk-objs += module/attach/event.o
wk-objs += module/attach/meter.o
wk-objs += module/attach/policy.o
wk-objs += module/attach/private.o
wk-objs += module/attach/refusal.o
wk-objs += module/attach/release.o
wk-objs += module/attach/seal.o
wk-objs += module/attach/unit.o
wk-objs += module/attach/attach.o
wk-objs += module/attach/arm.o
wk-objs += module/attach/cpu.o
wk-objs += module/attach/guard.o
wk-objs += module/attach/hit.o
wk-objs += module/attach/hook.o
wk-objs += module/attach/kprobe.o
wk-objs += module/attach/tp.o
wk-objs += module/attach/tracepoint.o
wk-objs += module/attach/syscall.o
wk-objs += module/attach/timer.o
wk-objs += module/attach/netfilter.o
wk-objs += module/attach/uprobe.o
# The flavour for tests, see Kbuild.
ifdef WK_INSECURE
wk-objs += module/attach/insecure.o
endif
