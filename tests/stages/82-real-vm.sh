#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 3600
# The same programs inside the kernel.
exec "$(dirname "$0")/../real/run.sh" vm
