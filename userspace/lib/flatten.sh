#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Prints a header with its .def tables put in, so that it can be installed alone.
set -eu

header=$1
dir=$(dirname "$header")

while IFS= read -r line; do
	case $line in
	'#include "'*'.def"')
		def=${line#*\"}
		cat "$dir/${def%\"}"
		;;
	*)
		printf '%s\n' "$line"
		;;
	esac
done < "$header"
