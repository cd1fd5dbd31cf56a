#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# In the guest, with the module loaded: the suites in $SUITES, then cycles of rmmod and insmod.
/door/suites.sh
rmmod wasm_kernel && echo "ok rmmod after all suites" || echo "not ok rmmod after all suites"
SUITES=cycles /door/suites.sh
echo "1..0 of all"
