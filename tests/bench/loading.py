#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
How fast modules load: MB/s of decode + validate + compile, and whether it is linear. As a program:
how much memory that takes, for these modules or for the files that it is given; fails when it
is more than four times the module.
"""

import os
import re
import subprocess
import sys
import tempfile
from statistics import median

import build
from engines import Failure, run_process, wk_run

SIZES_MB = (1, 10)

# Smaller ones are not judged: tables of the compiler's that have one size, whatever it compiles.
SMALL = 100000


def read_leb(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def write_leb(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def sections(data):
    at = 8
    while at < len(data):
        ident = data[at]
        size, start = read_leb(data, at + 1)
        yield ident, data[start:start + size]
        at = start + size


def repeat_vector(body, times):
    """The vector of @body, @times over."""
    count, at = read_leb(body, 0)
    return write_leb(count * times) + body[at:] * times


def enlarge(data, target_bytes):
    """
    The module with its functions repeated until it is @target_bytes long.  Every
    copy calls the functions of the first, so nothing needs to be renumbered, and
    the mix of instructions stays that of compiled C.
    """
    code = next(body for ident, body in sections(data) if ident == 10)
    times = max(target_bytes // len(code), 1)
    out = bytearray(data[:8])
    for ident, body in sections(data):
        if ident in (3, 10):
            body = repeat_vector(body, times)
        if ident:
            out += bytes([ident]) + write_leb(len(body)) + body
    return bytes(out)


def make_modules():
    """The large modules, made from all kernels; returns their paths."""
    seed = build.build_all_in_one(build.read_list())
    paths = []
    for mb in SIZES_MB:
        path = os.path.join(build.OUT, "load-%dmb.wasm" % mb)
        if not build.is_fresh(path, seed, __file__):
            with open(seed, "rb") as f:
                big = enlarge(f.read(), mb * 1000000)
            with open(path, "wb") as f:
                f.write(big)
        paths.append(path)
    return paths


def load_us(path, args, repeat):
    out, _ = run_process([wk_run(), path, "--repeat", str(repeat), *args])
    times = re.findall(r"^\d+ (\d+) \d+$", out, re.M)
    if not times:
        raise Failure("%s: wk-run said: %s" % (path, out[:200]))
    return median(map(float, times))


def loading_speed(rounds, extra=None):
    """Rows of name, bytes, microseconds; @extra is a program of the user's, with _start."""
    jobs = [(path, ["--invoke", "run_fib", "0"]) for path in make_modules()]
    if extra:
        jobs.append((extra, []))
    rows = []
    for path, args in jobs:
        rows.append({"name": os.path.basename(path), "bytes": os.path.getsize(path),
                     "us": load_us(path, args, rounds)})
    return rows


def peak_memory(path):
    """The most memory that the engine has while it loads @path, in times the size of that."""
    wrap = ",".join("--wrap=wk_" + name for name in ("alloc", "realloc", "free", "pages_grow",
                                                       "pages_free"))
    # A place of its own: others may measure at the same time.
    with tempfile.TemporaryDirectory() as scratch:
        program = os.path.join(scratch, "peak")
        subprocess.run(["gcc", "-O2", "-std=gnu11", "-no-pie", "-Wl," + wrap, "-o", program,
                        "tests/bench/peak.c", "build/host/libwasm.a", "-lm"],
                       cwd=build.TOP, check=True)
        out, _ = run_process([program, path])
    peak, size = map(int, out.split())
    return peak / size


def main():
    worst = 0
    for path in sys.argv[1:] or make_modules():
        if os.path.getsize(path) < SMALL:
            continue
        times = peak_memory(path)
        worst = max(worst, times)
        print("%s: %.2f times the module, at most 4" % (os.path.basename(path), times))
    sys.exit(worst > 4)


if __name__ == "__main__":
    main()
