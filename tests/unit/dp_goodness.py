#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Is noise what it says it is? Exact probabilities against samples. TAP on stdout.

usage: dp_goodness.py [-n N] [--case NAME]... -- COMMAND...
       dp_goodness.py --selftest

COMMAND is given --mech, --scale or --sigma2, and -n, and prints one integer a line; or
{case} in it is replaced, for files: cat dir/{case}.

Five tests on each case: the distribution (chi-square), zero alone, residues (holes and odd-even
faults), neighbours (correlation), and repetition. All p-values of a run are judged together (Holm) at
1e-6: one run in a million fails without a cause.
"""
import argparse
import math
import random
import subprocess
import sys
from collections import Counter
from fractions import Fraction

ALPHA = 1e-6
CASES = {f"laplace-{s.replace('/', 'over')}": ("laplace", s)
         for s in ("1/3", "1", "2", "7/2", "50/3", "1000000/7")}
CASES |= {f"gaussian-{s.replace('/', 'over')}": ("gaussian", s)
          for s in ("1/2", "25/4", "400", "10000000000")}


def gamma_q(a, x):
    """Upper regularised incomplete gamma function: the tail of chi-square."""
    if x <= 0:
        return 1.0
    head = math.exp(-x + a * math.log(x) - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        n = a
        while term > total * 1e-16:
            n += 1
            term *= x / n
            total += term
        return max(0.0, 1 - head * total)
    tiny = 1e-300
    b = x + 1 - a
    c, d = 1 / tiny, 1 / b
    h = d
    for i in range(1, 10000):
        an = -i * (i - a)
        b += 2
        d = 1 / ((an * d + b) or tiny)
        c = (b + an / c) or tiny
        h *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return head * h


def normal_p(z):
    return math.erfc(abs(z) / math.sqrt(2))


class Law:
    """Exact probabilities: pmf(k), and cdf(k) = P[X <= k]."""

    def __init__(self, mech, text):
        self.mech, self.param = mech, float(Fraction(text))
        if mech == "laplace":
            self.sd = max(self.param * math.sqrt(2), 0.3)
            self.q = math.exp(-1 / self.param)
        else:
            self.sd = math.sqrt(self.param)
            self.reach = int(12 * self.sd) + 12
            mass = [math.exp(-k * k / (2 * self.param)) for k in range(self.reach + 1)]
            total = math.fsum(mass) * 2 - mass[0]
            self.mass = [m / total for m in mass]
            self.tail = [0.0] * (self.reach + 2)    # P[X >= k]
            for k in range(self.reach, -1, -1):
                self.tail[k] = self.tail[k + 1] + self.mass[k]

    def pmf(self, k):
        k = abs(k)
        if self.mech == "laplace":
            return math.tanh(1 / (2 * self.param)) * self.q ** k
        return self.mass[k] if k <= self.reach else 0.0

    def upper(self, k):
        """P[X >= k]"""
        if k <= 0:
            return 1 - self.upper(1 - k)
        if self.mech == "laplace":
            return self.q ** k / (1 + self.q)
        return self.tail[k] if k <= self.reach else 0.0

    def between(self, a, b):
        """P[a <= X <= b], of which either may be None for no end"""
        if a is None:
            return self.upper(-b)
        if b is None:
            return self.upper(a)
        if a > 0:
            return self.upper(a) - self.upper(b + 1)
        if b < 0:
            return self.upper(-b) - self.upper(1 - a)
        return 1 - self.upper(b + 1) - self.upper(1 - a)


def chi_square(seen, expected, n):
    x = sum((o - n * p) ** 2 / (n * p) for o, p in zip(seen, expected))
    return gamma_q((len(seen) - 1) / 2, x / 2)


def bins(law, n):
    """Ends of bins (inclusive) in which some 400 samples are expected, at most 400 of them."""
    want = max(100 / n, 1 / 400)
    step = max(1, int(law.sd / 100))
    ends, k, last = [], -int(40 * law.sd / step + 40) * step, None
    while law.upper(k + 1) > want:
        if law.between(last, k) >= want:
            ends.append(k)
            last = k + 1
        k += step
    return ends


def p_distribution(law, xs):
    ends = bins(law, len(xs))
    edges = [(None if i == 0 else ends[i - 1] + 1, e) for i, e in enumerate(ends)]
    edges.append((ends[-1] + 1, None))
    counts = Counter(xs)
    seen, at = [0] * len(edges), 0
    for k in sorted(counts):
        while at < len(ends) and k > ends[at]:
            at += 1
        seen[at] += counts[k]
    return chi_square(seen, [law.between(a, b) for a, b in edges], len(xs))


def p_zero(law, xs):
    n, p = len(xs), law.pmf(0)
    return normal_p((xs.count(0) - n * p) / math.sqrt(n * p * (1 - p))) if n * p > 20 else 1.0


def residue_law(law, m):
    if law.sd > 1000:
        return [1 / m] * m      # to within (m / 6 sd)^2
    reach = int(60 * law.sd) + 60
    out = [0.0] * m
    for k in range(-reach, reach + 1):
        out[k % m] += law.pmf(k)
    return out


def p_residues(law, xs, m):
    expected = residue_law(law, m)
    if min(expected) * len(xs) < 20:
        return 1.0
    seen = Counter(x % m for x in xs)
    return chi_square([seen[i] for i in range(m)], expected, len(xs))


def p_lag(xs, lag):
    n = len(xs) - lag
    dot = sum(a * b for a, b in zip(xs, xs[lag:]))
    square = sum(x * x for x in xs)
    return normal_p(dot / square * math.sqrt(n)) if square else 0.0


def p_reuse(law, xs):
    """Runs so long that none should come twice: P[twice] is below what is returned."""
    entropy = -math.log2(sum(law.pmf(k) ** 2 for k in range(-int(20 * law.sd) - 20,
                                                             int(20 * law.sd) + 21)))
    n = len(xs)
    length = math.ceil((2 * math.log2(n) + 60) / entropy)
    seen = set()
    for i in range(0, n - length):
        run = hash(tuple(xs[i:i + length]))
        if i % length == 0:
            if run in seen:
                return 0.0
            seen.add(run)
        elif run in seen and i % length == 1:
            return 0.0
    return 1.0


def p_pairs(law, xs):
    """Neighbours that are equal: noise used twice."""
    p = sum(law.pmf(k) ** 2 for k in range(-int(20 * law.sd) - 20, int(20 * law.sd) + 21))
    # Pairs that do not overlap are independent.
    n = len(xs) // 2
    same = sum(a == b for a, b in zip(xs[0::2], xs[1::2]))
    if n * p < 20:
        # Poisson tail: P[>= same]
        return 1.0 if same <= n * p else min(1.0, math.exp(same - n * p) *
                                             (n * p / same) ** same)
    return normal_p((same - n * p) / math.sqrt(n * p * (1 - p)))


def judge(mech, text, xs):
    law = Law(mech, text)
    out = {"distribution": p_distribution(law, xs), "zero": p_zero(law, xs),
           "pairs": p_pairs(law, xs), "reuse": p_reuse(law, xs)}
    for m in (2, 3, 7, 16):
        out[f"residues of {m}"] = p_residues(law, xs, m)
    for lag in (1, 2, 3):
        out[f"lag {lag}"] = p_lag(xs, lag)
    return out


def holm(ps):
    """{name: p} -> names of those that are rejected, all together at ALPHA"""
    rejected = []
    for i, (name, p) in enumerate(sorted(ps.items(), key=lambda item: item[1])):
        if p > ALPHA / (len(ps) - i):
            break
        rejected.append(name)
    return rejected


def draw(command, case, n):
    mech, text = CASES[case]
    if any("{case}" in word for word in command):
        command = [word.replace("{case}", case) for word in command]
    else:
        command = [*command, "--mech", mech, "--scale" if mech == "laplace" else "--sigma2",
                   text, "-n", str(n)]
    out = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    return [int(line) for line in out.split()]


def run(args):
    ps, counts = {}, {}
    for case in args.case or CASES:
        xs = draw(args.command, case, args.n)
        counts[case] = len(xs)
        if len(xs) < 1000:
            sys.exit(f"{case}: only {len(xs)} samples")
        for name, p in judge(*CASES[case], xs).items():
            ps[case, name] = p
    bad = holm(ps)
    for i, case in enumerate(counts, 1):
        faults = [f"{name} (p = {ps[case, name]:.1e})" for c, name in bad if c == case]
        print(f"{'not ' if faults else ''}ok {i} - {case}, {counts[case]} samples"
              + (": " + ", ".join(faults) if faults else ""))
    print(f"1..{len(counts)}")
    return bool(bad)


# ---- does this notice anything? ----

def exact_laplace(rnd, b):
    """Difference of two geometric variables: good enough to be right at these sizes."""
    q = math.exp(-1 / b)
    return lambda: (int(math.log(1 - rnd.random()) / math.log(q)) -
                    int(math.log(1 - rnd.random()) / math.log(q)))


def wrong(rnd):
    """(name, case, sampler): each must be rejected"""
    def continuous(b):
        return rnd.choice((-1, 1)) * rnd.expovariate(1 / b)

    def double_zero():
        return rnd.choice((-1, 1)) * int(rnd.expovariate(1 / 2))

    def twice(gen):
        kept = []

        def step():
            if kept:
                return kept.pop()
            kept.append(gen())
            return kept[0]
        return step

    def pool(gen):
        values, at = [gen() for _ in range(5000)], [0]

        def step():
            at[0] += 1
            return values[at[0] % 5000]
        return step

    def holes(gen):
        def step():
            k = gen()
            while k % 7 == 3 and rnd.random() < 0.1:
                k = gen()
            return k
        return step

    two, big = exact_laplace(rnd, 2), exact_laplace(rnd, 1000000 / 7)
    return [("rounded float", "laplace-2", lambda: round(continuous(2))),
            ("zero twice", "laplace-2", double_zero),
            ("scale 5% short", "laplace-2", exact_laplace(rnd, 1.9)),
            ("used twice", "laplace-2", twice(two)),
            ("pool replayed", "laplace-1000000over7", pool(big)),
            ("holes", "laplace-1000000over7", holes(big)),
            ("always even", "laplace-1000000over7", lambda: big() & ~1),
            ("wrong family", "gaussian-25over4", exact_laplace(rnd, 2.5 / math.sqrt(2))),
            ("rounded normal", "gaussian-1over2", lambda: round(rnd.gauss(0, math.sqrt(0.5)))),
            ("too regular", "laplace-2", lambda it=iter(range(10 ** 9)): 0 if next(it) % 4 == 0
             else two())]


def selftest():
    rnd, count, failed = random.Random(1), 0, 0
    right = [("laplace-2", exact_laplace(rnd, 2)),
             ("laplace-1000000over7", exact_laplace(rnd, 1000000 / 7)),
             ("laplace-1over3", exact_laplace(rnd, 1 / 3))]
    tests = [(f"{case} passes", case, s, False) for case, s in right]
    tests += [(f"{name} is noticed", case, s, True) for name, case, s in wrong(rnd)]
    for name, case, sampler, want in tests:
        bad = holm(judge(*CASES[case], [sampler() for _ in range(100000)]))
        count += 1
        failed += bool(bad) != want
        print(f"{'ok' if bool(bad) == want else 'not ok'} {count} - checker: {name}"
              + (f" ({', '.join(bad)})" if bad else ""))
    print(f"1..{count}")
    return failed != 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", type=int, default=100000)
    parser.add_argument("--case", action="append", choices=list(CASES))
    parser.add_argument("--selftest", action="store_true")
    parser.add_argument("--cases", action="store_true", help="print name, mechanism and parameter")
    parser.add_argument("command", nargs="*")
    args = parser.parse_args()
    if args.cases:
        for case, (mech, text) in CASES.items():
            print(case, mech, text)
        return 0
    return selftest() if args.selftest else run(args)


if __name__ == "__main__":
    sys.exit(main())
