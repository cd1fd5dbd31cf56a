#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Builds the tests of the library under ASan and UBSan (SAN= for without).
#
#   tests/user/build.sh OUT TEST [TREE]     TEST: one of those below; TREE: whose sources
set -eu

out=$1
test=$2
top=${3:-$(cd "$(dirname "$0")/../.." && pwd)}
lib=$top/userspace/lib
tests=$top/tests/user
san=${SAN--fsanitize=address,undefined -fno-sanitize-recover=all}

mkdir -p "$out"
case $test in
framing_test)
	sources="$tests/framing_test.c $tests/framing_mnl.c $tests/framing_nl.c $tests/datagram.c
		 $lib/cn_mnl.c $lib/cn_nl.c $lib/transport.c"
	libs="$(pkg-config --libs libnl-3.0) -lmnl"
	;;
client_test)
	sources="$tests/client_test.c $tests/fake_kernel.c $tests/datagram.c
		 $top/module/link/codec.c $lib/client.c $lib/client_load.c $lib/client_run.c
		 $lib/client_event.c $lib/client_stream.c $lib/msg.c $lib/transport.c $lib/cn_mnl.c $lib/outcome.c
		 $lib/output.c $lib/values.c"
	libs="-lmnl -lmd"
	;;
signals_test)
	sources="$tests/signals_test.c $top/userspace/cli/signals.c"
	libs=
	;;
*)
	echo "no test $test" >&2
	exit 2
	;;
esac
# shellcheck disable=SC2086,SC2116
make -f "$top/tests/objects.mk" BIN="$out/$test" SRCS="$(echo $sources)" LIBS="$libs" \
	CFLAGS="-std=gnu11 -D_GNU_SOURCE ${OPT:--O1 -g} -Wall -Wextra -Werror $san -I$top/include \
	-I$top/include/uapi $(pkg-config --cflags libnl-3.0)"
