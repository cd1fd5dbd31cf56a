#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: scripts/check.sh [NAME...]
# Run the checks in scripts/check/, all or those named, and report in TAP.
. "$(dirname "$0")/../tests/lib.sh"

cd "$TOP" || exit 2
if [ $# -eq 0 ]; then
	set -- scripts/check/*.sh scripts/check/*.py
else
	set -- "${@/#/scripts/check/}"
fi
for check in "$@"; do
	expect "$(sed -n '3s/^[#"]* *//;3s/"*$//p' "$check")" 0 "$check"
done
done_testing
