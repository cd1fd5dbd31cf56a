# SPDX-License-Identifier: GPL-2.0
include $(src)/module/dp/srcs.mk
wk-objs += $(dp-srcs:.c=.o) module/dp/random_kernel.o
