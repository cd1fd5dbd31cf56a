# SPDX-License-Identifier: GPL-2.0
"""Instructions executed per native instruction: exact, whatever else the machine does."""

import os
import re
import tempfile
from dataclasses import replace

from engines import Failure, Foreign, run_process
from measure import progress

# valgrind is about 50 times slower; the ratio does not depend on n
SHRINK = 16


def count(command):
    """Instructions of one process under callgrind."""
    with tempfile.TemporaryDirectory() as scratch:
        out, _ = run_process(["valgrind", "--tool=callgrind",
                              "--callgrind-out-file=" + os.path.join(scratch, "out"), *command])
    found = re.search(r"Collected : (\d+)", out)
    if not found:
        raise Failure("valgrind said: " + out)
    return int(found.group(1))


def count_kernel(engine, kernel):
    """Instructions of run(n) alone: what run(0) costs is start and load."""
    small = replace(kernel, n=max(kernel.n // SHRINK, 1))
    return count(engine.command(small, small.n)) - count(engine.command(small, 0))


def instruction_counts(kernels, engines):
    """
    Counts by kernel and engine, and failures.  A rival that valgrind cannot run
    is not counted, and no failure of the bench; all others are.
    """
    counts, failures, uncounted = {}, [], set()
    for k in kernels:
        row = counts[k.name] = {}
        for e in engines:
            if e.name in uncounted or k.group in e.skips:
                continue
            progress("counting: %s: %s" % (k.name, e.name))
            try:
                row[e.name] = count_kernel(e, k)
            except Failure as err:
                if isinstance(e, Foreign):
                    print("not counted: %s: %s" % (e.name, err))
                    uncounted.add(e.name)
                else:
                    failures.append("%s: %s: %s" % (k.name, e.name, err))
    progress("")
    return counts, failures
