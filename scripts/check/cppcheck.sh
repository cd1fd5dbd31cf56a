#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# cppcheck finds nothing in user space
set -euo pipefail

# A program that cannot get memory ends, and its memory with it.
GONE=--suppress=memleakOnRealloc:userspace/wk-run/main.c

# glibc's readdir() is safe on a stream of one's own, and readdir_r() deprecated.
GONE="$GONE --suppress=readdirCalled"

cppcheck --quiet --std=c11 --enable=warning,portability,performance --inline-suppr \
	--error-exitcode=1 --library=posix --library=scripts/check/lib/cppcheck.cfg \
	--suppress=missingInclude $GONE -Iinclude/uapi -Iinclude userspace 2>&1
