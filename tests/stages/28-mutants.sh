#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 2700
# A sample of the engine's mutants: its tests notice them. "make mutants" runs all there are.
. "$(dirname "$0")/../lib.sh"
cd "$TOP" || exit 2
exec tests/mutants/engine.sh tests/mutants/engine-{call-is-free,stack-first-frame,nomem-is-budget}.patch
