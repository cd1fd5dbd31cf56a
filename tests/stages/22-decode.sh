#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 2700
# Decoder and validator: verdicts, limits, damaged modules, failing allocations.
exec "$(dirname "$0")/../unit/decode.sh"
