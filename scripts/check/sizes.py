#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""functions and files are short"""

import os
import re
import statistics
import sys

FOLDERS = ["module", "include", "userspace", "tests", "examples"]
MEDIAN_LINES = 15
FUNCTION_LINES = 100
FILE_LINES = 800
LINE_COLUMNS = 100
# The one function that every opcode lives in: computed goto cannot leave its function.
DISPATCH = "module/wasm/interp.h"


def sources():
    for root in FOLDERS:
        for folder, _, names in os.walk(root):
            for name in sorted(names):
                if re.search(r"\.([ch]|def)$", name):
                    yield os.path.join(folder, name)


def functions(path, lines):
    """In the kernel's style a body is what lies between braces in column 0."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start:
            yield start, number - start - 1
            start = None


def columns(line):
    return len(line.expandtabs(8))


def main():
    found, lengths = [], []
    for path in sources():
        with open(path, encoding="utf-8") as source:
            lines = source.read().split("\n")
        if len(lines) > FILE_LINES and not path.endswith(".def"):
            found.append(f"{path}: {len(lines)} lines, more than {FILE_LINES}")
        # A text for people stays in one piece, so that it can be searched for.
        found += [f"{path}:{n}: {columns(line)} columns" for n, line in enumerate(lines, 1)
                  if columns(line) > LINE_COLUMNS and '"' not in line
                  and not path.startswith("tests/bench/kernels")]
        for start, length in functions(path, lines):
            if path != DISPATCH and length > FUNCTION_LINES:
                found.append(f"{path}:{start}: a function of {length} lines")
            if not path.startswith("tests"):
                lengths.append(length)
    median = statistics.median(lengths)
    if median >= MEDIAN_LINES:
        found.append(f"the median function has {median} lines, {MEDIAN_LINES} is too much")
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
