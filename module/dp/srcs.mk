# SPDX-License-Identifier: GPL-2.0
# Sources of differential privacy, for the kernel (objs.mk) and for user space (host.mk).
dp-srcs := $(addprefix module/dp/, below.c bernoulli.c geometric.c laplace.c gaussian.c wide.c \
	cost.c ledger.c siphash.c bucket.c window.c metric.c \
	cells.c open.c watch.c total.c record.c)
