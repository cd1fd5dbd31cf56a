#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# libwasm_kernel and wasm_kernel_cli, as far as they go without the module; under ASan and UBSan.
# long
# timeout: 2700
. "$(dirname "$0")/../lib.sh"

BUILD=$TOP/build/user-tests
mkdir -p "$BUILD"

for test in framing_test client_test signals_test; do
	"$TOP/tests/user/build.sh" "$BUILD" $test || exit 1
	take $test "$BUILD/$test"
done
# Others build there, too.
flock "$TOP/build/asan.lock" make -C "$TOP/userspace" O=../build/asan SANITIZE=1 >"$BUILD/log" 2>&1 ||
	{ cat "$BUILD/log"; exit 1; }
make -C "$TOP" user >"$BUILD/log" 2>&1 || { cat "$BUILD/log"; exit 1; }
take install "$TOP/tests/user/install.sh"
take cli "$TOP/tests/user/cli.sh" "$TOP/build/asan/wasm_kernel_cli"
"$TOP/tests/user/trace.sh" "$BUILD/trace" >"$BUILD/log" 2>&1 || { cat "$BUILD/log"; exit 1; }
take trace_test "$BUILD/trace/trace_test" "$BUILD/trace"
take trace_oracle "$TOP/tests/user/trace_oracle.py" "$BUILD/trace/trace_test"
# A handful; "tests/user/mutants.sh" runs all.
take mutants "$TOP/tests/user/mutants.sh" 'on_error,|NLM_F_MULTI\)$|from.*nl_pid|session ==|seq !='
done_testing
