# SPDX-License-Identifier: GPL-2.0
"""The engines a kernel can be run by, and how the CPU time of each is taken."""

import os
import re
import resource
import subprocess
from dataclasses import dataclass, field

import build

LIMIT_SECONDS = 300


class Failure(Exception):
    """An engine crashed, took too long, or said something that is no result."""


def run_process(command):
    """Returns (stdout, user + system CPU in microseconds) of one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, errors="replace", timeout=LIMIT_SECONDS, check=False)
    except (subprocess.TimeoutExpired, OSError) as err:
        raise Failure("%s: %s" % (" ".join(command), err)) from err
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines()
                if line and not line.startswith("==")]  # valgrind's banner
        raise Failure("%s: exit %d: %s" % (" ".join(command), done.returncode,
                                           " ".join(said)[:200]))
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout + done.stderr, cpu * 1e6


@dataclass
class Engine:
    """An engine that times itself: prints "RESULT LOAD_US EXEC_US" for one run."""
    name: str
    path: str
    args: list = field(default_factory=list)
    skips: tuple = ()  # groups of kernels that it cannot run

    def command(self, kernel, n):
        return [self.path, kernel.wasm, *self.args, str(n)]

    def measure(self, kernel):
        """Runs @kernel once; returns (checksum, microseconds of CPU)."""
        out, _ = run_process(self.command(kernel, kernel.n))
        try:
            result, _, exec_us = out.split()[-3:]
            return int(result) & 0xffffffff, float(exec_us)
        except ValueError as err:
            raise Failure("%s: %s said: %s" % (self.name, kernel.name, out)) from err


class Native(Engine):
    def command(self, kernel, n):
        return [kernel.native, str(n)]


class Foreign(Engine):
    """
    An engine that is only a command: the CPU time of run(n) in a process of its
    own, less that of run(0), which starts and loads just the same.
    """
    def command(self, kernel, n):
        return [part.format(file=kernel.wasm, n=n) for part in (self.path, *self.args)]

    def measure(self, kernel):
        out, whole = run_process(self.command(kernel, kernel.n))
        _, start = run_process(self.command(kernel, 0))
        numbers = re.findall(r"-?\b0x[0-9a-f]+\b|-?\b\d+\b", out)
        if not numbers:
            raise Failure("%s: %s said: %s" % (self.name, kernel.name, out))
        # the result is the last number that is not part of a type such as ":i32"
        return int(numbers[-1], 0) & 0xffffffff, whole - start


# Rivals, built outside the tree; each is used when its variable names the program. The last
# column: groups of kernels that it cannot run.
RIVALS = [
    ("wasm3", "WASM3", ["--func", "run", "{file}", "{n}"], ("simd",)),
    ("wamr", "WAMR", ["-f", "run", "{file}", "{n}"], ("simd",)),
    ("wasmi", "WASMI", ["--invoke", "run", "{file}", "{n}"], ("simd",)),
]


def wk_run():
    return os.environ.get("WK_RUN", os.path.join(build.TOP, "build", "host", "wk-run"))


def ours(floats):
    args = ["--invoke", "run", "--floats", floats, "--repeat", "1"]
    return Engine(floats, wk_run(), args)


def available(names=None):
    """The engines there are, native first; or those of them in @names."""
    engines = [Native("native", "")]
    if os.access(wk_run(), os.X_OK):
        engines += [ours("fpu"), ours("soft")]
    for name, variable, args, skips in RIVALS:
        path = os.environ.get(variable)
        if not path:
            continue
        if not os.access(path, os.X_OK):
            raise SystemExit("bench: %s=%s is no program" % (variable, path))
        engines.append(Foreign(name, path, args, skips))
    if not names:
        return engines
    unknown = set(names) - {e.name for e in engines}
    if unknown:
        raise SystemExit("bench: no such engine: " + ", ".join(sorted(unknown)))
    return [e for e in engines if e.name in names or e.name == "native"]
