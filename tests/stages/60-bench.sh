#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The bench kernels give the native result with both float builds; the bench notices an engine
# that does not; the tables in the documents are those of the measurement that they name.
. "$(dirname "$0")/../lib.sh"

BENCH=$TOP/tests/bench
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
unset WASM3 WAMR WASMI WK_RUN

# liar TEXT STATUS: an engine that says TEXT, whatever it is asked
liar()
{
	printf '#!/bin/sh\necho "%s"\nexit %s\n' "$1" "$2" >"$SCRATCH/liar"
	chmod +x "$SCRATCH/liar"
}

make -C "$TOP" user >"$SCRATCH/log" 2>&1 || { cat "$SCRATCH/log"; exit 1; }

"$BENCH/run.py" --check >"$SCRATCH/tap" || true
while read -r line; do
	case $line in
	ok*)	pass "${line#* - }" ;;
	not*)	fail "${line#* - }" "$(grep '^#' "$SCRATCH/tap")" ;;
	esac
done <"$SCRATCH/tap"

liar "Result: 1" 0
expect "a wrong result is a failure" 1 \
	env WASM3="$SCRATCH/liar" "$BENCH/run.py" --check --only fib --engines wasm3
liar "Result: 1" 3
expect "an engine that exits with an error is a failure" 1 \
	env WASM3="$SCRATCH/liar" "$BENCH/run.py" --check --only fib --engines wasm3
liar "no number" 0
expect "an engine without a result is a failure" 1 \
	env WASM3="$SCRATCH/liar" "$BENCH/run.py" --only fib --engines wasm3 --rounds 1
expect "a kernel that is not there is an error" 1 "$BENCH/run.py" --check --only nothing

expect "docs/performance.md has the tables of docs/performance.json" 0 \
	"$BENCH/report.py" --check "$TOP/docs/performance.json" "$TOP/docs/performance.md"
sed 's/| [0-9]*\.[0-9]*/| 1.00/' "$TOP/docs/performance.md" >"$SCRATCH/doctored.md"
expect "a number that was changed by hand is noticed" 1 \
	"$BENCH/report.py" --check "$TOP/docs/performance.json" "$SCRATCH/doctored.md"

expect "loading takes at most four times the memory of the module" 0 "$BENCH/loading.py"

if command -v valgrind >/dev/null; then
	expect "entering a guest and calling a host function cost what is promised" 0 \
		"$BENCH/entry.py"
else
	skip "entering a guest and calling a host function cost what is promised" "no valgrind"
fi
done_testing
