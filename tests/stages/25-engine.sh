#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 2700
# The engine in user space: first checks, traps, backtraces, fuel, host functions, hostile modules.
exec "$(dirname "$0")/../unit/engine.sh"
