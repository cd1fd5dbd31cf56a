#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
Instructions per native instruction inside the kernel: the bench in a machine whose time
counts instructions (vm/run.sh --icount), run by the loaded module, in general registers
only. What the kernel does meanwhile is counted too, so it is the least of five runs.

    tests/bench/inkernel.py [KERNEL...]
"""

import os
import subprocess
import sys
import tempfile

import build
import counts
from report import geomean

# A line for each: name, native with work and without, the same in the kernel.
SCRIPT = """#!/bin/sh
each() {
	for turn in 1 2 3 4 5; do
		./ticks "$@" >/tmp/ns 2>/tmp/why || { cat /tmp/why /tmp/ns >&2; exit 1; }
		tail -n 1 /tmp/ns
	done | sort -n | head -n 1
}
run() {
	each wasm_kernel_cli run --floats soft --invoke run -f "$1.wasm" "$2"
}
chmod +x ./*
while read -r name n; do
	echo "icount $name $(each "./$name" "$n") $(each "./$name" 0) $(run "$name" "$n") $(run "$name" 0)"
done <kernels
"""


def prepare(folder, kernels):
    """What the machine needs, in @folder."""
    build.build(kernels)
    subprocess.run(["gcc", "-O2", "-static", "-o", os.path.join(folder, "ticks"),
                    os.path.join(build.HERE, "ticks.c")], check=True)
    for k in kernels:
        build.run_compiler([*build.NATIVE, "-static", "-o", os.path.join(folder, k.name),
                            build.DRIVER, k.source])
        with open(k.wasm, "rb") as f, open(os.path.join(folder, k.name + ".wasm"), "wb") as g:
            g.write(f.read())
    with open(os.path.join(folder, "kernels"), "w", encoding="utf-8") as f:
        f.writelines("%s %d\n" % (k.name, max(k.n // counts.SHRINK, 1)) for k in kernels)


def inkernel_counts(kernels):
    """By kernel, instructions relative to native."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = os.path.join(scratch, "root")
        os.mkdir(folder)
        prepare(folder, kernels)
        script = os.path.join(scratch, "script")
        with open(script, "w", encoding="utf-8") as f:
            f.write(SCRIPT.replace("chmod", "cd /root/bench || exit 1\nchmod", 1))
        out = subprocess.run([os.path.join(build.TOP, "vm", "run.sh"), "--load", "--icount",
                              "--timeout", "1800", "--file", folder + ":/root/bench", "--",
                              script], capture_output=True, text=True, check=False)
    rows = [line.split() for line in out.stdout.splitlines() if line.startswith("icount ")]
    if out.returncode or len(rows) != len(kernels):
        raise SystemExit("bench: the machine said:\n" + out.stdout[-2000:] + out.stderr[-2000:])
    return {name: (int(k) - int(k0)) / (int(n) - int(n0)) for _, name, n, n0, k, k0 in rows}


def main():
    kernels = [k for k in build.read_list(sys.argv[1:]) if k.group != "simd"]
    ratios = inkernel_counts(kernels)
    for name, ratio in ratios.items():
        print("%-10s %6.2f" % (name, ratio))
    print("%-10s %6.2f" % ("mean", geomean(ratios.values())))


if __name__ == "__main__":
    main()
