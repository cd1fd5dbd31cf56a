# SPDX-License-Identifier: GPL-2.0
"""What each of the compiler's optimisations brings: the bench without it."""

import os
import re
from dataclasses import replace
from statistics import median

import build
import counts
import engines
from measure import progress
from report import geomean

# Of the kernels one in so many is enough: it takes long.
EVERY = 3

OPTS = os.path.join(build.TOP, "module", "wasm", "opts.h")


def switches():
    """[(name, what it is)] of opts.h."""
    with open(OPTS, encoding="utf-8") as f:
        return re.findall(r'^\tWK_OPT\(\w+, "(\w+)"\)\s*/\* (.*?) \*/', f.read(), re.M)


def without(name):
    engine = engines.ours("fpu")
    return replace(engine, args=engine.args + (["--without", name] if name else []))


def measure_switches(kernels, rounds):
    """For each switch the factors, geometric means, of instructions and time when it is off."""
    rows = []
    small = [replace(k, n=max(k.n // counts.SHRINK, 1)) for k in kernels]
    kernels, small = kernels[::EVERY], small[::EVERY]
    base_counts = {k.name: counts.count_kernel(without(None), k) for k in small}
    for name, what in switches():
        count, time = [], []
        for k, s in zip(kernels, small):
            progress("without %s: %s" % (name, k.name))
            off, on = without(name), without(None)
            count.append(counts.count_kernel(off, s) / base_counts[k.name])
            pairs = [(off.measure(k)[1], on.measure(k)[1]) for _ in range(rounds)]
            time.append(median(p[0] for p in pairs) / median(p[1] for p in pairs))
        rows.append({"name": name, "what": what, "instructions": geomean(count),
                     "time": geomean(time)})
    progress("")
    return rows
