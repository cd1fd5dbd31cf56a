#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Turn KUnit's nested results into plain TAP.

usage: ktap.py < RESULTS

RESULTS are what /sys/kernel/debug/kunit/SUITE/results hold, one suite after the other. Only the
leaves are tests: a suite, or a test with parameters, that is not ok without a leaf that is not,
counts as a failure of its own. A plan that promises more than was reported does too.
"""

import re
import sys

LINE = re.compile(r"^( *)(not )?ok (\d+) ?-? ?(\S.*)?$")
PLAN = re.compile(r"^( *)1\.\.(\d+)$")
SUBTEST = re.compile(r"^( *)# Subtest: (.*)$")


class Tap:
    """Numbered results."""

    def __init__(self):
        self.count = self.failed = 0

    def report(self, good, name, why=None):
        self.count += 1
        self.failed += not good
        print(f"{'' if good else 'not '}ok {self.count} - {name}")
        for line in why or []:
            print(f"# {line}")


class Level:
    """One depth of nesting: the name of the subtest, its plan, what came so far."""

    def __init__(self, name):
        self.name = name
        self.plan = None
        self.seen = self.failed = 0


def parse(lines, tap):
    levels, notes = {}, []

    def close(depth):
        """The level that ended, checked against its plan."""
        level = levels.pop(depth, None)
        if level and level.plan is not None and level.plan != level.seen:
            tap.report(False, f"{level.name}: planned {level.plan}, reported {level.seen}")
            level.failed += 1
        return level

    def path(depth, name):
        above = [levels[d].name for d in sorted(levels) if d <= depth and levels[d].name]
        return ": ".join(above + [name])

    for line in lines:
        line = line.rstrip()
        if line.startswith("KTAP version"):
            # The next suite's file.
            for depth in sorted(levels, reverse=True):
                close(depth)
            continue
        subtest, plan, result = SUBTEST.match(line), PLAN.match(line), LINE.match(line)
        if subtest:
            levels[len(subtest.group(1))] = Level(subtest.group(2))
        elif plan:
            levels.setdefault(len(plan.group(1)), Level("")).plan = int(plan.group(2))
        elif result:
            depth, good = len(result.group(1)), not result.group(2)
            name = (result.group(4) or f"case {result.group(3)}").lstrip("# ")
            inner = [close(d) for d in sorted(levels, reverse=True) if d > depth]
            if not inner:
                tap.report(good, path(depth, name), None if good else notes)
            elif not good and not sum(level.failed for level in inner):
                tap.report(False, path(depth, name))
            outer = levels.setdefault(depth, Level(""))
            outer.seen += 1
            outer.failed += not good
            notes = []
        elif line.strip():
            notes.append(line.strip())
    for depth in sorted(levels, reverse=True):
        close(depth)


def main():
    tap = Tap()
    parse(sys.stdin, tap)
    print(f"1..{tap.count}")
    return 1 if tap.failed or not tap.count else 0


if __name__ == "__main__":
    sys.exit(main())
