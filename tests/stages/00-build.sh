#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 3600
# alone: the other stages use what it builds.
# Everything builds: the module for each kernel, user space, the guests in examples/.
. "$(dirname "$0")/../lib.sh"

cd "$TOP" || exit 2
for kernel in 6.12 6.1 debug; do
	expect "the module builds for $kernel" 0 make module KERNEL=$kernel
done
expect "user space builds" 0 make user
expect "the examples build" 0 make examples
done_testing
