#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
Chooses the superinstructions of module/wasm/pairs.def: rows of operations that stand behind each other
so often that one handler for them spares the most jumps, in profiles of many programs. A profile is
written by a wk-run that was built with PROFILE=1, into the file that WK_PROFILE names; profiles in
one folder are one program.

    pairs.py COUNT FOLDER... >pairs.def

profile.py makes the profiles.
"""

import collections
import os
import re
import sys
import textwrap

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# rows of ops.def -> prefix of their bodies in interp_body.h; a compare's forms with b, t, f are branches
BODIES = {"BINARY": "BIN", "COMMUTE": "BIN", "COMPARE": "BIN", "EQUAL": "BIN", "FBINARY": "BIN",
          "FCOMMUTE": "BIN", "FCOMPARE": "BIN", "DIVIDE": "DIV", "UNARY": "UN", "FUNARY": "UN",
          "FTRUNC": "TR", "LOAD": "LD", "STORE": "ST"}
STRAIGHT = {"copy", "const", "select", "selectx", "global_get", "global_getx", "global_set",
            "global_setx"}
# what may end a row, by a jump to its handler
FAR = {"call", "call_indirect", "br", "br_table", "br_tablex", "ret", "ret1", "ret1x"}
# behind which nothing is executed but what is jumped to
ENDS = FAR - {"call", "call_indirect"} | {"retn", "trap_unreachable"}

CAP = 0.01      # no program counts for more, or each innermost loop would get rows for itself
LONGEST = 4     # operations in a row; less than pairs.c can do
STEP = 40       # rows added at a time
SPARE = 1.2     # so many times COUNT are tried before the least used ones go

HEADER = """\
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Superinstructions: operations in a row that have one handler together, those of
 * the profiles that tests/bench/pairs.py was given.
 *
 * WK_PAIR(first, second, the bodies of both): first may itself be such a row. No guard: many times.
 */
"""

MIDDLE = """
/*
 * The others not where the address sanitizer is: with it, gcc needs gigabytes for a
 * function with so many handlers that may all follow each other. Nor for a profile.
 */
#if !defined(CONFIG_KASAN) && !defined(__SANITIZE_ADDRESS__) && \\
	!defined(WK_PROFILE)"""


def idents():
    """The rows of ops.def: ident -> kind of row."""
    with open(os.path.join(TOP, "module/wasm/ops.def"), encoding="utf-8") as f:
        return {m[2]: m[1] for m in re.finditer(r"^WK_([A-Z]+)\((\w+),", f.read(), re.M)}


def body(op, rows):
    """What interp_body.h calls the body of @op, or None."""
    if op in STRAIGHT:
        return "DO_%s()" % op
    if op in FAR:
        return "GO(%s)" % op
    ident, _, form = op.rpartition("_")
    if rows.get(ident) not in BODIES:
        return None
    prefix = "BR" if form[0] in "btf" else BODIES[rows[ident]]
    return "%s_%s(%s)" % (prefix, form, ident)


def read_profile(path):
    """Rows (word, count, operation), in the order of the code."""
    with open(path, encoding="utf-8") as f:
        return sorted((int(word), int(count), op) for word, count, op in map(str.split, f))


def lines(rows):
    """
    Parts of the code without a gap: lists of (operation, how often something else than the one in
    front of it leads there, which part of its executions goes on to the next one).
    """
    out, came = [], 0
    for i, (word, count, op) in enumerate(rows):
        if not i or word - rows[i - 1][0] > 3:
            out.append([])
            came = 0
        follows = i + 1 < len(rows) and rows[i + 1][0] - word <= 3 and op not in ENDS
        goes_on = min(count, rows[i + 1][1]) if follows else 0
        out[-1].append((op, max(count - came, 0), goes_on / count))
        came = goes_on
    return out


def read_program(folder):
    """(instructions executed, lines of all profiles)"""
    total, out = 0, []
    for name in os.listdir(folder):
        rows = read_profile(os.path.join(folder, name))
        total += sum(count for _, count, _ in rows)
        out += lines(rows)
    return total, out


class Walk:
    """How a program is executed with @table, a set of tuples of operations."""

    def __init__(self, program, table, usable):
        self.total, parts = program
        self.table, self.usable = table, usable
        self.dispatches = 0.0               # for each instruction executed
        self.used = collections.Counter()   # rows of the table
        self.longer = collections.Counter() # rows that it has not, but for the last operation
        for line in parts:
            self.line(line)

    def line(self, line):
        reached = [jumped for _, jumped, _ in line] + [0.0]
        for i in range(len(line)):
            if reached[i]:
                self.dispatches += reached[i] / self.total
                end, left = self.row(line, i, reached[i])
                reached[end] += left

    def row(self, line, i, times):
        """One dispatch at @i, so many times; returns where the next one is, and how often."""
        row = (line[i][0],)
        while True:
            left = times * line[i][2]
            if not left:
                break
            longer = row + (line[i + 1][0],)
            if longer not in self.table:
                if len(row) < LONGEST and row[-1] not in FAR and all(map(self.usable, longer)):
                    self.longer[longer] += left / self.total
                break
            row, times, i = longer, left, i + 1
        if len(row) > 1:
            self.used[row] += times / self.total
        return i + 1, left


def count_all(programs, table, usable, what):
    sums = collections.Counter()
    for program in programs:
        walk = Walk(program, table, usable)
        for row, part in getattr(walk, what).items():
            sums[row] += min(part, CAP)
    return sums


def choose(programs, count, usable):
    """The table: each row's beginning is in it, too."""
    table = set()
    while len(table) < count * SPARE:
        table.update(row for row, _ in
                     count_all(programs, table, usable, "longer").most_common(STEP))
    while len(table) > count:
        used = count_all(programs, table, usable, "used")
        begins = {row[:-1] for row in table}
        ends = sorted((row for row in table if row not in begins), key=lambda row: (used[row], row))
        table.difference_update(ends[:min(STEP, len(table) - count)])
    return table, count_all(programs, table, usable, "used")


def line_of(row, rows):
    bodies = "; ".join(body(op, rows) for op in row)
    text = "WK_PAIR(%s, %s, %s)" % ("__".join(row[:-1]), row[-1], bodies)
    return "\n".join(textwrap.wrap(text, 98, subsequent_indent="\t", break_long_words=False,
                                   break_on_hyphens=False, tabsize=8))


def main():
    rows, count = idents(), int(sys.argv[1])
    usable = {}

    def is_usable(op):
        if op not in usable:
            usable[op] = body(op, rows) is not None
        return usable[op]

    table, used = choose([read_program(f) for f in sys.argv[2:]], count, is_usable)
    best = sorted((row for row in table if len(row) == 2), key=lambda row: -used[row])[:count // 20]
    print(HEADER, end="")
    for part in best, table.difference(best):
        for row in sorted(part):
            print(line_of(row, rows))
        print(MIDDLE if part is best else "#endif")


if __name__ == "__main__":
    main()
