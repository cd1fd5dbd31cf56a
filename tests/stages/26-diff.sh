#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 2700
# Random modules: both float builds, slices and V8 agree.
exec "$(dirname "$0")/../gen/diff.sh" 0 1000
