# SPDX-License-Identifier: GPL-2.0
wk-objs += module/stream/ring.o
wk-objs += module/stream/queue.o
wk-objs += module/stream/stream.o
wk-objs += module/stream/drain.o
wk-objs += module/stream/close.o
wk-objs += module/stream/worker.o
