#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: vm/check-log.sh LOG
# Print what the kernel complained about since the test script started. Status 1 if it did.
set -euo pipefail

# What a kernel prints while it boots is Debian's business, not ours.
complaints=$(sed '1,/wk-vm: script starts/d; s/\r$//' "$1" |
	grep -a -n -E -f "$(dirname "$0")/splats" || true)
[ -z "$complaints" ] && exit 0
printf '%s\n' "$complaints" | head -60
exit 1
