#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""An audit: what can be told of neighbouring streams by releases, against what was declared.

usage: dp_audit.py [-n N] [--wrong NAME=HARNESS]... HARNESS

For each pair of neighbours N releases of each are drawn. Half of them choose what to look at, the
other half counts how often it is seen; Clopper-Pearson bounds of the two chances give a lower bound
of epsilon (or of rho) that holds but for one in 10^6. If that is above what the ledger charges, the
declaration is refuted. --wrong names harnesses with a mistake in them: those must be refuted.
From N = 300000 on, smaller epsilons are audited, too. TAP on stdout.
"""
import argparse
import math
import subprocess
import sys
from collections import Counter

COUNTER, SUM, HISTOGRAM, KEYED, OPEN, WATCH, TOTAL, RECORDS = range(1, 9)
SAFE = 1e-6         # for never refuting what is right
POWER = 1e-3        # for how much is found
POWERFUL = 120000   # so many find what is expected: with 30000 one run in ten did not


def beta_cdf(a, b, x):
    """The regularised incomplete beta function, by Lentz's continued fraction."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_cdf(b, a, 1 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) +
                     a * math.log(x) + b * math.log1p(-x)) / a
    tiny, c, d, f = 1e-300, 1.0, 0.0, 1.0
    for i in range(2000):
        m = i // 2
        if i == 0:
            step = 1.0
        elif i % 2 == 0:
            step = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        else:
            step = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / (1 + step * d or tiny)
        c = 1 + step / c or tiny
        f *= c * d
        if abs(1 - c * d) < 1e-12:
            break
    return front * (f - 1)


def quantile(a, b, p):
    low, high = 0.0, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if beta_cdf(a, b, middle) < p else (low, middle)
    return (low + high) / 2


def clopper_pearson(k, n, alpha):
    """Bounds of a chance, each wrong at most once in 1/alpha."""
    return (quantile(k, n - k + 1, alpha) if k else 0.0,
            quantile(k + 1, n - k, 1 - alpha) if k < n else 1.0)


def epsilon_bound(p, q, delta):
    return math.log((p - delta) / q) if p > delta and q > 0 else 0.0


def rho_bound(p, q, delta):
    """rho-zCDP bounds all divergences: the one of this event, at the order that says most."""
    best = 0.0
    if p <= q or q <= 0:
        return best
    for order in (1.05, 1.1, 1.2, 1.4, 1.7, 2, 2.5, 3, 4, 6, 8):
        moment = p ** order * q ** (1 - order) + (1 - p) ** order * (1 - q) ** (1 - order)
        best = max(best, math.log(moment) / (order * (order - 1)))
    return best


class Case:
    """Two neighbouring streams, what is declared of them, and a number that tells them apart."""

    def __init__(self, name, options, streams, tell, loss=epsilon_bound, same=False, expect=0.0,
                 n=0):
        self.name, self.options, self.streams = name, options, streams
        self.tell, self.loss, self.same, self.expect, self.n = tell, loss, same, expect, n
        self.bound = self.delta = None

    def ask(self, harness):
        """What the ledger charges; streams between which there is no difference have none."""
        out = subprocess.run([harness, "cost=1"] + self.options.split(), text=True, input="",
                             stdout=subprocess.PIPE, check=True).stdout.split()
        self.bound = 0.02 if self.same else int(out[0]) / 1e9
        self.delta = int(out[1]) / 2 ** 64
        return self

    def draw(self, harness, which, n):
        text = "".join("%d %d %d %d\n" % event for event in self.streams[which])
        out = subprocess.run([harness, f"n={n}"] + self.options.split(), input=text, text=True,
                             stdout=subprocess.PIPE, check=True).stdout
        return [self.tell(line.split()) for line in out.splitlines()]

    def found(self, harness, n):
        """Lower bounds of the loss: one for refuting, one for how much was found."""
        n = self.n or (max(n, POWERFUL) if self.expect else n)
        draws = [self.draw(harness, which, n) for which in (0, 1)]
        train, held = [d[: n // 2] for d in draws], [d[n // 2:] for d in draws]
        best = [0.0, 0.0]
        for a, b in ((0, 1), (1, 0)):
            event = self.choose(Counter(train[a]), Counter(train[b]), n // 2)
            hits = [sum(x in event for x in held[i]) for i in (a, b)]
            for i, alpha in enumerate((SAFE, POWER)):
                # Two bounds, two directions: each may be wrong.
                p = clopper_pearson(hits[0], len(held[a]), alpha / 4)[0]
                q = clopper_pearson(hits[1], len(held[b]), alpha / 4)[1]
                best[i] = max(best[i], self.loss(p, q, self.delta))
        return best

    def choose(self, here, there, n):
        """The outcomes most in favour of here: as many as make the bound largest."""
        # Of rare outcomes chance alone makes sets that look perfect, and are worth nothing later.
        some = math.sqrt(n)
        order = sorted(set(here) | set(there), reverse=True,
                       key=lambda x: ((here[x] + some) / (there[x] + some), here[x]))
        best, upto, p, q = -1.0, 0, 0, 0
        for i, x in enumerate(order):
            p, q = p + here[x], q + there[x]
            # What five standard deviations leave of it.
            low = (p - 5 * math.sqrt(p * (1 - p / n) + 1)) / n
            high = min(1.0, (q + 5 * math.sqrt(q * (1 - q / n) + 1)) / n)
            loss = self.loss(low, high, self.delta) if low > 0 else 0.0
            if loss > best:
                best, upto = loss, i + 1
        return set(order[:upto])


def first(values):
    return int(values[0])


def ratio(true, other):
    """Of Laplace noise: how much nearer the release is to the one than to the other."""
    def tell(values):
        return sum(abs(int(v) - g) - abs(int(v) - f) for v, f, g in zip(values, true, other))
    return tell


def events(unit, window, cell, n, value=1):
    return [(unit, window, cell, value)] * n


CROWD = [(unit, 0, unit % 5, 1) for unit in range(1000, 1100) for _ in range(3)]


def small_cases():
    """The smaller epsilon is, the more it takes to find it. Beyond 0 and 10 values say no more."""
    for text, scale, n in (("1/2", 20, 100000), ("1/10", 100, 2500000)):
        yield Case(f"epsilon {text}", f"kind={COUNTER} cap=10 noise={scale}/1",
                   ([], events(1, 0, 0, 10)), lambda v: min(max(int(v[0]), 0), 10), expect=.85,
                   n=n)


def cases(n):
    one = f"kind={COUNTER} cap=10 noise=10/1"
    yield Case("an empty bucket and a full one", one, ([], events(1, 0, 0, 10)), first, expect=.85)
    yield Case("a unit above its cap", one, (events(1, 0, 0, 10), events(1, 0, 0, 500)), first,
               same=True)
    yield Case("a unit added to a hundred that share buckets", one,
               (CROWD, CROWD + events(1, 0, 0, 10)), first)
    yield Case("the order of events", one, (CROWD, CROWD[::-1]), first, same=True)
    yield Case("an empty bucket and a sum", f"kind={SUM} cap=100 clip=40 noise=200/1",
               ([], events(1, 0, 0, 3, 1000)), lambda v: int(v[0]) // 20)
    yield Case("a key moved", f"kind={HISTOGRAM} cells=5 cap=10 noise=20/1",
               (events(1, 0, 1, 10), events(1, 0, 3, 10)),
               ratio([0, 10, 0, 0, 0], [0, 0, 0, 10, 0]), expect=.8)
    yield Case("a key that is not on the list", f"kind={KEYED} cells=3 cap=10 noise=20/1",
               (events(1, 0, 0, 10), events(1, 0, 77, 10)), ratio([10, 0, 0], [0, 0, 10]),
               expect=.8)
    yield Case("early and late, a silent window", f"kind={COUNTER} windows=2 cap=10 noise=20/1",
               (events(1, 0, 0, 10), events(1, 1, 0, 10)), ratio([10, 0], [0, 10]), expect=.8)
    yield Case("active in more windows than allowed",
               f"kind={COUNTER} windows=6 active=1 cap=10 noise=20/1",
               ([e for w in range(6) for e in events(1, w, 0, 10)], []), ratio([10] * 6, [0] * 6))
    crowd = [(unit, 0, 7, 1) for unit in range(100, 300)]
    yield Case("keyed-open: what a key's events say",
               f"kind={OPEN} cells=1 cap=10 labels=1 noise=40/1 other=4/1",
               (crowd + events(1, 0, 7, 10), crowd + events(1, 0, 8, 10)),
               lambda v: int(v[2]) // 4 if v[0] == "7" else None)
    yield Case("keyed-open: a key of one unit alone",
               f"kind={OPEN} cells=1 cap=1 labels=1 noise=4/1 other=4/1",
               ([], events(1, 0, 7, 1)), lambda v: v[0])
    yield Case("watch: alarms", f"kind={WATCH} windows=6 active=6 cap=10 alarms=1 threshold=15 "
               "noise=40/1 other=20/1",
               ([e for w in range(6) for e in events(1, w, 0, 10 * (w % 2))],
                [e for w in range(6) for e in events(1, w, 0, 10 * (1 - w % 2))]), tuple)
    yield Case("running total", f"kind={TOTAL} windows=4 active=1 cap=10 noise=300/1 gaussian=1",
               ([], events(1, 0, 0, 10)), lambda v: sum(map(int, v)) // 8, loss=rho_bound)
    yield Case("counter with Gaussian noise", f"kind={COUNTER} cap=10 noise=50/1 gaussian=1",
               ([], events(1, 0, 0, 10)), first, loss=rho_bound, expect=.5)
    yield Case("records", f"kind={RECORDS} cap=2 clip=100 noise=200/1",
               (events(1, 0, 0, 3, 0), events(1, 0, 0, 3, 5000)), ratio([0, 0], [100, 100]),
               expect=.8)
    if n >= 300000:
        yield from small_cases()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", type=int, default=30000)
    parser.add_argument("--wrong", action="append", default=[], metavar="NAME=HARNESS")
    parser.add_argument("harness")
    args = parser.parse_args()
    count, failed = 0, 0

    def report(good, name):
        nonlocal count, failed
        count += 1
        failed += not good
        print(f"{'ok' if good else 'not ok'} {count} - {name}", flush=True)

    for case in cases(args.n):
        case.ask(args.harness)
        safe, power = case.found(args.harness, args.n)
        good = safe <= case.bound and power >= case.expect * case.bound
        report(good, f"audit: {case.name}: {power:.2f} found of {case.bound:g} declared")
    # Of each mistake some pair of neighbours must tell.
    for wrong in args.wrong:
        name, harness = wrong.split("=", 1)
        told = next((case.name for case in cases(0)
                     if case.ask(args.harness).found(harness, 30000)[0] > case.bound), None)
        report(told, f"audit: {name} is refuted" + (f" by: {told}" if told else ""))
    print(f"1..{count}")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
