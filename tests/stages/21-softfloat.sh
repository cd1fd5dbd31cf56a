#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 1800
# Both float builds of the engine and the machine's own floats: the same bits.
exec "$(dirname "$0")/../unit/softfloat.sh"
