#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 3600
# Programs that nobody here wrote, in user space: the same output as natively.
exec "$(dirname "$0")/../real/run.sh" host
