#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 3600
# The KUnit suites, in the debug kernel.
. "$(dirname "$0")/../lib.sh"

take kunit "$TOP/tests/kunit/run.sh"
done_testing
