#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Charges against exact fractions: never rounded down, never by more than one nano. TAP on stdout.

usage: dp_costs.py HARNESS N
"""
import random
import subprocess
import sys
from fractions import Fraction

NANO = 10 ** 9


def exact(gaussian, vector, cap, active, num, den, windows):
    """The cost as docs/dp.md defines it: epsilon, or rho."""
    b = Fraction(num, den)
    if not gaussian:
        times = 2 * min(active, windows) if vector else min(2 * active, windows)
        return times * cap / b
    if vector:
        return min(active, windows) * cap ** 2 / b
    return Fraction(min(2 * active, windows)) * cap ** 2 / (2 * b)


def ceil(x):
    return -(-x.numerator // x.denominator)


def expected(row):
    gaussian, account = row[0], row[-1]
    if gaussian and not account:
        return "none"
    nano = ceil(exact(*row[:-1]) * NANO)
    if nano >= 2 ** 64 - 1:
        return "large"
    if account and not gaussian:
        nano = ceil(Fraction(nano ** 2, 2 * NANO))
        if nano >= 2 ** 64 - 1:
            return "large"
    return str(nano)


def draw(rnd):
    windows = rnd.choice((1, 2, 96, 10000, rnd.randint(1, 10000)))
    return (rnd.randint(0, 1), rnd.randint(0, 1),
            rnd.choice((1, rnd.randint(1, 1000), rnd.randint(1, 2 ** 30))),
            rnd.randint(1, windows), rnd.randint(1, 2 ** rnd.randint(1, 48)),
            rnd.randint(1, 2 ** rnd.randint(1, 32)), rnd.choice((windows, rnd.randint(0, windows))),
            rnd.randint(0, 1))


def main():
    rnd = random.Random(7)
    rows = [draw(rnd) for _ in range(int(sys.argv[2]))]
    text = "".join(" ".join(map(str, row)) + "\n" for row in rows)
    out = subprocess.run([sys.argv[1], "costs"], input=text, stdout=subprocess.PIPE, text=True,
                         check=True).stdout.split()
    bad = [(row, got) for row, got in zip(rows, out) if expected(row) != got]
    # 128 bits overflow before the amount does in a few cases: "large" is then a refusal too many.
    bad = [(row, got) for row, got in bad if got != "large" or expected(row) == "none"]
    for row, got in bad[:5]:
        print(f"# {row}: {got}, not {expected(row)}")
    numbers = sum(got.isdigit() for got in out)
    print(f"{'ok' if not bad and len(out) == len(rows) else 'not ok'} 1 - {len(rows)} charges are "
          "exact fractions rounded up")
    print(f"{'ok' if numbers > len(rows) / 3 else 'not ok'} 2 - {numbers} of them are no refusals")
    print("1..2")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
