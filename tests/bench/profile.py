#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
Writes the profiles that pairs.py reads, into build/profile/programs/: of the programs in
train/, of the bench, and of those of tests/real, each in a folder of its own.

    tests/bench/profile.py
    tests/bench/pairs.py 320 build/profile/programs/* >pairs.def
    mv pairs.def module/wasm/
"""

import glob
import os
import re
import shutil
import subprocess
import sys

import build
import counts

OUT = os.path.join(build.TOP, "build", "profile")
PROGRAMS = os.path.join(OUT, "programs")
TRAIN = os.path.join(build.HERE, "train")
REAL = os.path.join(build.TOP, "tests", "real")
RUN = os.path.join(OUT, "wk-run")
LEVELS = ["-O1", "-O2", "-O3", "-Os"]
ENOUGH_US = 20000

# What tests/real takes for wk-run: each run leaves a profile of its own.
WRAPPER = """#!/bin/sh
WK_PROFILE=$(mktemp "$WK_PROFILES/XXXXXX") exec "$WK_PROFILED" --without pairs "$@"
"""


def make_run():
    """A wk-run that profiles."""
    for command in (["-f", "module/wasm/host.mk", "PROFILE=1", "O=build/profile"],
                    ["-C", "userspace/wk-run", "O=" + OUT]):
        subprocess.run(["make", *command], cwd=build.TOP, check=True, stdout=subprocess.DEVNULL)


def run(wasm, export, n, profile):
    """Returns the microseconds that it took."""
    out = subprocess.run([RUN, wasm, "--without", "pairs", "--invoke", export, "--repeat", "1",
                          str(n)], env={**os.environ, "WK_PROFILE": profile},
                         capture_output=True, text=True, check=True).stdout
    return int(out.split()[-1])


def program(*names):
    folder = os.path.join(PROGRAMS, *names[:-1])
    os.makedirs(folder, exist_ok=True)
    return os.path.join(folder, names[-1])


def train(source):
    """All programs of @source, by each level of optimisation."""
    with open(source, encoding="utf-8") as f:
        names = re.findall(r"^TRAIN\((\w+)\)", f.read(), re.M)
    for level in LEVELS:
        wasm = os.path.join(OUT, os.path.basename(source) + level + ".wasm")
        build.run_compiler([*build.WASM, level, "-mno-simd128", "-Wl,--no-entry", "-o", wasm,
                            "-Wno-unused-function", "-Wno-unused-variable", source])
        for name in names:
            n, path = 1, program("train-" + name, level)
            while run(wasm, "run_" + name, n, path) < ENOUGH_US and n < 1 << 20:
                n *= 4


def bench():
    kernels = [k for k in build.read_list() if k.group != "simd"]
    build.build(kernels)
    for k in kernels:
        run(k.wasm, "run", max(k.n // counts.SHRINK, 1), program("bench-" + k.name, "profile"))


def real():
    """Those that can be built on this machine."""
    wrapper = os.path.join(OUT, "wrapper")
    with open(wrapper, "w", encoding="utf-8") as f:
        f.write(WRAPPER)
    os.chmod(wrapper, 0o755)
    for path in sorted(glob.glob(os.path.join(REAL, "programs", "*.sh"))):
        name = os.path.basename(path)[:-3]
        done = subprocess.run([os.path.join(REAL, "prepare.sh"), name], capture_output=True,
                              text=True, check=False)
        if done.returncode:
            print("profile: without %s: %s" % (name, done.stderr.strip()), file=sys.stderr)
            continue
        profiles = os.path.dirname(program("real-" + name, "x"))
        subprocess.run([os.path.join(REAL, "cases.sh"), done.stdout.strip(), "", "wk-run", wrapper],
                       env={**os.environ, "WK_PROFILES": profiles, "WK_PROFILED": RUN},
                       stdout=subprocess.DEVNULL, check=False)


def main():
    make_run()
    shutil.rmtree(PROGRAMS, ignore_errors=True)
    for source in sorted(glob.glob(os.path.join(TRAIN, "*.c"))):
        train(source)
    bench()
    real()


if __name__ == "__main__":
    main()
