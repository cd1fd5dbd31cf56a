#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# timeout: 600
# Streams: the account of every record, and that a cause left out of it is noticed. Maps.
. "$(dirname "$0")/../lib.sh"

{
	"$TOP/tests/unit/stream.sh"
	"$TOP/tests/unit/stream.sh" --causes
	"$TOP/tests/unit/map.sh"
	"$TOP/tests/unit/map.sh" --mutants
} | { n=0
	while IFS= read -r line; do
		case $line in
		"ok "*)		n=$((n + 1)) && echo "ok $n - ${line#* - }" ;;
		"not ok "*)	n=$((n + 1)) && echo "not ok $n - ${line#* - }" ;;
		1..*)		plans=$((${plans:-0} + 1)) ;;
		*)		echo "$line" ;;
		esac
	done
	[ "${plans:-0}" = 4 ] || echo "not ok $((n += 1)) - one of four parts was cut short"
	echo "1..$n"; }
