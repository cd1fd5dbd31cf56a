# SPDX-License-Identifier: GPL-2.0
wk-objs += module/host/host.o
wk-objs += module/host/resolve.o
wk-objs += module/host/wasi.o
wk-objs += module/host/wasi_clock.o
wk-objs += module/host/wasi_fd.o
wk-objs += module/host/wasi_io.o
wk-objs += module/host/wasi_poll.o
