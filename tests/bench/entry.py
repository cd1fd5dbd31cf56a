#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""What it costs to enter a guest and to leave it for a host function: instructions, exactly."""

import os
import subprocess
import sys

import build
import counts

SOURCES = ["tests/bench/entry.c", "tests/unit/engine_rig.c", "tests/gen/wmod.c", "tests/gen/wbuf.c"]
LIBRARY = "build/host/libwasm.a"
PROGRAM = os.path.join(build.OUT, "bench-entry")
TIMES = 1000
CALLS = 100  # of entry.c

# Whoever calls wk_exec_call() is part of what is counted.
LIMITS = {"enter": 150, "typical": 175, "host": 40}


def make():
    os.makedirs(build.OUT, exist_ok=True)
    subprocess.run(["gcc", "-O2", "-std=gnu11", "-no-pie", "-o", PROGRAM, *SOURCES, LIBRARY, "-lm"],
                   cwd=build.TOP, check=True)


def each(what):
    """Instructions of one call of the guest's function @what."""
    return (counts.count([PROGRAM, what, str(TIMES)]) - counts.count([PROGRAM, what, "0"])) / TIMES


def entry_costs():
    """
    Instructions to enter a guest's function and return, without and with two arguments and a
    result, and of one call of a host function.
    """
    make()
    enter = each("empty")
    return {"enter": enter, "typical": each("typical"), "host": (each("calls") - enter) / CALLS}


def main():
    """Prints them; fails when one is above its limit."""
    costs = entry_costs()
    for name, cost in costs.items():
        print("%s: %.1f instructions, at most %d" % (name, cost, LIMITS[name]))
    sys.exit(any(cost > LIMITS[name] for name, cost in costs.items()))


if __name__ == "__main__":
    main()
