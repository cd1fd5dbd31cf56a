#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 3600
# What "make check" checks.
exec "$(dirname "$0")/../../scripts/check.sh"
