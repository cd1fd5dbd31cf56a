#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 1200
# What "make check" checks.
exec "$(dirname "$0")/../../scripts/check.sh"
