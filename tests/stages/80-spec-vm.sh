#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 3600
# The official suite inside the kernel, through the Connector.
. "$(dirname "$0")/../lib.sh"
exec "$TOP/tests/spec/run.sh" kernel ${SPEC_TESTS:+"$SPEC_TESTS"}
