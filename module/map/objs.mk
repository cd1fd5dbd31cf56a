# SPDX-License-Identifier: GPL-2.0
wk-objs += module/map/map.o
wk-objs += module/map/ops.o
wk-objs += module/map/hash.o
wk-objs += module/map/guard_kernel.o
