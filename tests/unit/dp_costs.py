#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Charges against exact fractions: never rounded down, never by more than one nano. TAP on stdout.

usage: dp_costs.py HARNESS N
"""
import decimal
import random
import subprocess
import sys
from fractions import Fraction

NANO = 10 ** 9
WINDOW, LABEL, ALARM, NODE, RECORD = range(5)
LARGE = 2 ** 64 - 1


def by_window(r, n):
    b = Fraction(r["num"], r["den"])
    w, c = r["active"], r["cap"]
    if not r["gaussian"]:
        return [(2 * min(w, n) if r["vector"] else min(2 * w, n)) * c / b]
    if r["vector"]:
        return [min(w, n) * c ** 2 / b]
    return [Fraction(min(2 * w, n)) * c ** 2 / (2 * b)]


def by_label(r, n):
    times = 2 * min(r["active"], n)
    return [times * r["labels"] / Fraction(r["num2"], r["den2"]),
            times * r["cap"] / Fraction(r["num"], r["den"])]


def by_alarm(r, n):
    times = r["alarms"] if n else 0
    return [times * r["cap"] / Fraction(r["num2"], r["den2"]),
            2 * times * r["cap"] / Fraction(r["num"], r["den"])]


def by_node(r, n):
    nodes = sum(min(2 ** level, r["active"]) for level in range(n.bit_length()))
    return [Fraction(min(2 * r["active"], n) * nodes * r["cap"] ** 2) /
            (2 * Fraction(r["num"], r["den"]))]


def by_record(r, n):
    each = r["each"] // 3 if r["account"] else r["each"]
    return [Fraction(min(r["active"], n) * r["cap"] * each, NANO)]


EXACT = {WINDOW: by_window, LABEL: by_label, ALARM: by_alarm, NODE: by_node, RECORD: by_record}


def ceil(x):
    return -(-x.numerator // x.denominator)


def expected(r):
    """What docs/dp.md says: epsilon, or rho; each mechanism's part rounded up."""
    form, pure = r["form"], not r["account"]
    if form != RECORD and r["gaussian"] and pure:
        return "none"
    nano = sum(ceil(Fraction(part) * NANO) for part in EXACT[form](r, r["windows"]))
    if nano >= LARGE:
        return "large"
    if not pure and not r["gaussian"] and form not in (RECORD,):
        nano = ceil(Fraction(nano ** 2, 2 * NANO))
    return "large" if nano >= LARGE else str(nano)


def expected_delta(r):
    if r["form"] != LABEL:
        return 0
    return min(r["active"], r["windows"]) * 2 ** (64 - r["delta"])


def threshold_right(r, tau):
    """The smallest one, but for the rounding of ln 2 and of l0 up to a power of two."""
    bits = r["delta"] + (r["labels"] - 1).bit_length()
    exact = decimal.Decimal(r["num2"]) / r["den2"] * bits * decimal.Decimal(2).ln()
    return exact <= tau - 1 < exact * (1 + decimal.Decimal("1e-8")) + 1


def draw(rnd):
    windows = rnd.choice((1, 2, 96, 10000, rnd.randint(1, 10000)))
    form = rnd.choice((WINDOW, WINDOW, LABEL, ALARM, NODE, RECORD))
    return {"form": form,
            "gaussian": 1 if form == NODE else rnd.randint(0, form in (WINDOW, RECORD)),
            "vector": rnd.randint(0, 1),
            "cap": rnd.choice((1, rnd.randint(1, 1000), rnd.randint(1, 2 ** 30))),
            "active": rnd.randint(1, windows), "num": rnd.randint(1, 2 ** rnd.randint(1, 48)),
            "den": rnd.randint(1, 2 ** rnd.randint(1, 32)),
            "windows": rnd.choice((windows, rnd.randint(0, windows))),
            "account": rnd.randint(0, 1), "labels": rnd.randint(1, 16),
            "delta": rnd.randint(20, 63), "alarms": rnd.randint(1, 100),
            "num2": rnd.randint(1, 2 ** rnd.randint(1, 40)),
            "den2": rnd.randint(1, 2 ** rnd.randint(1, 31)),
            "each": rnd.randint(1, 2 ** rnd.randint(1, 60))}


def judge(row, got):
    nano, delta, tau = got.split()
    # 128 bits overflow before the amount does in a few cases: "large" is then a refusal too many.
    right = nano == expected(row) or (nano == "large" and expected(row) != "none")
    return right and int(delta) == expected_delta(row) and threshold_right(row, int(tau))


def main():
    decimal.getcontext().prec = 60
    rnd = random.Random(7)
    rows = [draw(rnd) for _ in range(int(sys.argv[2]))]
    text = "".join(" ".join(map(str, row.values())) + "\n" for row in rows)
    out = subprocess.run([sys.argv[1], "costs"], input=text, stdout=subprocess.PIPE, text=True,
                         check=True).stdout.splitlines()
    bad = [(row, got) for row, got in zip(rows, out) if not judge(row, got)]
    for row, got in bad[:5]:
        print(f"# {row}: {got}, not {expected(row)} {expected_delta(row)}")
    numbers = sum(got[0].isdigit() for got in out)
    print(f"{'ok' if not bad and len(out) == len(rows) else 'not ok'} 1 - {len(rows)} charges are "
          "exact fractions rounded up")
    print(f"{'ok' if numbers > len(rows) / 3 else 'not ok'} 2 - {numbers} of them are no refusals")
    print("1..2")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
