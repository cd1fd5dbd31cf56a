#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# the kernel's build has no warning with W=1, on 6.12 and 6.1
set -euo pipefail

# KUnit is left out: these kernels have none.
for kernel in 6.12 6.1; do
	WK_BUILD=build/check-$kernel scripts/build-module.sh "$kernel" W=1 KCFLAGS=-Werror
done
