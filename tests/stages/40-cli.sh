#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# wasm_kernel_cli in a real kernel: programs, pipes, Ctrl-C, kept programs, rmmod.
# And what netlink libraries make of that kernel's own proc connector.
# timeout: 2400
. "$(dirname "$0")/../lib.sh"

BUILD=$TOP/build/e2e-cli
LOG=$BUILD/log
mkdir -p "$BUILD"

# guest KERNEL ARGS...: runs a guest script and takes its results over
guest()
{
	take "$1" "$TOP/vm/run.sh" --kernel "$1" --timeout 900 "${@:2}"
}

make -C "$TOP" user >"$LOG" 2>&1 || { cat "$LOG"; exit 1; }
"$TOP/tests/e2e/cli/build.sh" "$BUILD/programs"
SAN='' "$TOP/tests/user/build.sh" "$BUILD" framing_test

for kernel in 6.12 6.1; do
	make -C "$TOP" module KERNEL=$kernel >"$LOG" 2>&1 || { cat "$LOG"; exit 1; }
	guest $kernel --module --bin setpriv --bin script --file "$BUILD/programs:/root/cli" \
		--file "$TOP/tests/e2e/tap.sh:/tap.sh" \
		-- "$TOP/tests/e2e/cli/guest.sh" unloaded
done
for kernel in 6.12 6.1; do
	guest $kernel --bin "$BUILD/framing_test" -- "$TOP/tests/e2e/cli/framing.sh"
done
done_testing
