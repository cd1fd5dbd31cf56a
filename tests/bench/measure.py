# SPDX-License-Identifier: GPL-2.0
"""The interleaved run: every engine and kernel in turn, several rounds, medians."""

import sys
from statistics import median

from engines import Failure


class Results:
    """Times in microseconds by kernel and engine, and everything that went wrong."""

    def __init__(self, kernels, engines):
        self.kernels = kernels
        self.engines = engines
        self.times = {k.name: {e.name: [] for e in engines if k.group not in e.skips}
                      for k in kernels}
        self.checksums = {}
        self.failures = []

    def fail(self, kernel, engine, why):
        self.failures.append("%s: %s: %s" % (kernel.name, engine.name, why))
        self.times[kernel.name].pop(engine.name, None)

    def add(self, kernel, engine, checksum, us):
        """Keeps one time, if the checksum is the one the native build gave."""
        if engine is self.engines[0]:
            self.checksums.setdefault(kernel.name, checksum)
        expected = self.checksums.get(kernel.name, ~checksum)
        if checksum != expected:
            self.fail(kernel, engine, "result %u, native %u" % (checksum, expected))
        elif engine.name in self.times[kernel.name]:
            self.times[kernel.name][engine.name].append(us)

    def medians(self):
        return {k: {e: median(us) for e, us in row.items() if us}
                for k, row in self.times.items()}


def progress(text):
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K" + text)
        sys.stderr.flush()


def measure_one(results, kernel, engine):
    if engine.name not in results.times[kernel.name]:
        return
    try:
        checksum, us = engine.measure(kernel)
        results.add(kernel, engine, checksum, us)
    except Failure as err:
        results.fail(kernel, engine, str(err))


def measure(kernels, engines, rounds):
    """
    Runs everything @rounds times.  The machine may change its speed at any
    moment, so all engines run one kernel right after each other, each round in
    another order; only native keeps the first place, as it defines the checksum.
    """
    results = Results(kernels, engines)
    rivals = engines[1:]
    for r in range(rounds):
        for k in kernels:
            progress("round %d of %d: %s" % (r + 1, rounds, k.name))
            shift = r % len(rivals) if rivals else 0
            for e in engines[:1] + rivals[shift:] + rivals[:shift]:
                measure_one(results, k, e)
    progress("")
    return results
