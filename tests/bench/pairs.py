#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
Chooses the superinstructions of module/wasm/pairs.def: the pairs of operations that stand behind each
other most often, in profiles of many programs. A profile is written by a wk-run that was built with
PROFILE=1, into the file that WK_PROFILE names; profiles in one folder are one program.

    pairs.py COUNT FOLDER... >pairs.def

profile.py makes the profiles.
"""

import collections
import os
import re
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# rows of ops.def -> prefix of their bodies in interp_body.h; a compare's forms with b, t, f are branches
BODIES = {"BINARY": "BIN", "COMPARE": "BIN", "FBINARY": "BIN", "FCOMPARE": "BIN", "DIVIDE": "DIV",
          "UNARY": "UN", "FUNARY": "UN", "FTRUNC": "TR", "LOAD": "LD", "STORE": "ST"}
STRAIGHT = {"copy", "const", "select", "selectx", "global_get", "global_getx", "global_set",
            "global_setx"}
# what may end a pair, by a jump to its handler
FAR = {"call", "call_indirect", "br", "br_table", "br_tablex", "ret", "ret1", "ret1x"}

CAP = 0.01

HEADER = """\
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Superinstructions: pairs of operations in one handler, the most frequent ones of
 * the profiles that tests/bench/pairs.py was given.
 *
 * WK_PAIR(first, its body, second, its body). No guard: many times.
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
    if ident not in rows:
        return None
    prefix = "BR" if form[0] in "btf" else BODIES[rows[ident]]
    return "%s_%s(%s)" % (prefix, form, ident)


def read_profile(path):
    """Rows (word, count, operation), in the order of the code."""
    with open(path, encoding="utf-8") as f:
        return sorted((int(word), int(count), op) for word, count, op in map(str.split, f))


def pairs_of(folder):
    """
    How often each pair is executed, as a part of all that @folder's profiles executed; no more
    than CAP of it counts, or each program's innermost loop would get rows for itself.
    """
    pairs, total = collections.Counter(), 0
    for name in os.listdir(folder):
        rows = read_profile(os.path.join(folder, name))
        total += sum(count for _, count, _ in rows)
        for (word, count, op), (word2, count2, op2) in zip(rows, rows[1:]):
            if word2 - word <= 3:
                pairs[op, op2] += min(count, count2)
    return {pair: min(count / total, CAP) for pair, count in pairs.items()}


def main():
    rows, sums = idents(), collections.Counter()
    for folder in sys.argv[2:]:
        sums.update(pairs_of(folder))
    usable = [(a, b) for (a, b), _ in sums.most_common()
              if body(a, rows) and body(b, rows) and a not in FAR]
    count = int(sys.argv[1])
    print(HEADER, end="")
    for part in usable[:count // 10], usable[count // 10:count]:
        for a, b in sorted(part):
            print("WK_PAIR(%s, %s, %s, %s)" % (a, body(a, rows), b, body(b, rows)))
        print(MIDDLE if part == usable[:count // 10] else "#endif")


if __name__ == "__main__":
    main()
