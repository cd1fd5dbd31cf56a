#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 1800
# Streams: the account of every record, and that a cause left out of it is noticed. Maps.
. "$(dirname "$0")/../lib.sh"

take streams "$TOP/tests/unit/stream.sh"
take causes "$TOP/tests/unit/stream.sh" --causes
take maps "$TOP/tests/unit/map.sh"
take "map mutants" "$TOP/tests/unit/map.sh" --mutants
done_testing
