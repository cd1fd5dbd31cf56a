#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 2700
# WASI inside the kernel.
exec "$(dirname "$0")/../e2e/wasi/run.sh" vm
