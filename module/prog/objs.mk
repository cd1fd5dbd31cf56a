# SPDX-License-Identifier: GPL-2.0
wk-objs += module/prog/program.o
wk-objs += module/prog/space.o
wk-objs += module/prog/instance.o
wk-objs += module/prog/runner.o
wk-objs += module/prog/result.o
wk-objs += module/prog/stdio.o
wk-objs += module/prog/fpu.o
