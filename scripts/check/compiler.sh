#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# the kernel's build has no warning with W=1, on 6.12 and 6.1
set -euo pipefail

# The build is always that strict for these two.
for kernel in 6.12 6.1; do
	scripts/build-module.sh "$kernel"
done
