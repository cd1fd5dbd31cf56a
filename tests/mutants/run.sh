#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: tests/mutants/run.sh
# Every mutant there is: what breaks a part on purpose must turn that part's tests red.
. "$(dirname "$0")/../lib.sh"

cd "$TOP" || exit 2
take engine tests/mutants/engine.sh
take decode tests/unit/decode.sh --mutants
take softfloat tests/unit/softfloat.sh --mutants
take host tests/unit/host.sh --mutants
take causes tests/unit/stream.sh --causes
take maps tests/unit/map.sh --mutants
take dp tests/unit/dp.sh --mutants
take user tests/user/mutants.sh
take kernel tests/mutants/kernel.sh
done_testing
exit $TAP_FAILED
