# SPDX-License-Identifier: GPL-2.0
"""
What the compiler's measures against speculation cost the interpreter: its build for general
registers, as kernels of different configuration compile it, by time.
"""

import glob
import os
import subprocess
from dataclasses import replace
from statistics import median

import build
import engines
from measure import progress
from report import geomean

OUT = os.path.join("build", "mitigations")
KERNELS = ["fib", "sieve", "crc32", "vm", "json"]

# name, flags of gcc, what it is
BUILDS = [
    ("none", "", "neither of these"),
    ("register", "-mindirect-branch-register",
     "thunks that the kernel patched to plain jumps (eIBRS, AutoIBRS)"),
    ("ibt", "-fcf-protection=branch -mindirect-branch-register", "landing pads for IBT"),
    ("sls", "-mharden-sls=all -mindirect-branch-register", "stops behind jumps"),
    ("retpoline", "-mindirect-branch=thunk -mindirect-branch-register",
     "retpolines that are executed"),
]


def make(name, flags):
    """A wk-run with that interpreter."""
    folder = os.path.join(OUT, name)
    obj = os.path.join(folder, "obj", "module", "wasm", "interp_soft.o")
    subprocess.run(["make", "-s", "-f", "module/wasm/host.mk", "O=" + folder,
                    "CFLAGS=-O2 " + flags, obj], cwd=build.TOP, check=True,
                   stdout=subprocess.DEVNULL)
    run = os.path.join(build.TOP, folder, "wk-run")
    objects = glob.glob(os.path.join(build.TOP, "build", "host", "wk-run.o", "**", "*.o"),
                        recursive=True)
    subprocess.run(["gcc", "-no-pie", "-o", run, *objects, obj, "build/host/libwasm.a", "-lm"],
                   cwd=build.TOP, check=True)
    return run


def measure_mitigations(rounds):
    """For each build the geometric mean of its times, relative to the first."""
    soft = engines.ours("soft")
    players = []
    for name, flags, _ in BUILDS:
        progress("building: " + name)
        players.append(replace(soft, path=make(name, flags)))
    ratios = [[] for _ in BUILDS]
    for k in build.read_list(KERNELS):
        times = [[] for _ in BUILDS]
        for _ in range(rounds):
            progress("mitigations: " + k.name)
            for mine, e in zip(times, players):
                mine.append(e.measure(k)[1])
        for mine, row in zip(ratios, times):
            mine.append(median(row) / median(times[0]))
    progress("")
    return [{"name": name, "flags": flags, "what": what, "time": geomean(r)}
            for (name, flags, what), r in zip(BUILDS, ratios)]
