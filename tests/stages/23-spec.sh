#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 2700
# The official suite in user space: both float builds, and in small slices.
. "$(dirname "$0")/../lib.sh"
exec "$TOP/tests/spec/run.sh" host ${SPEC_TESTS:+"$SPEC_TESTS"}
