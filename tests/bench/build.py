# SPDX-License-Identifier: GPL-2.0
"""Builds the bench kernels: natively, as one wasm module each, and all in one."""

import os
import subprocess
from dataclasses import dataclass

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
OUT = os.path.join(TOP, "build", "bench")
KERNELS = os.path.join(HERE, "kernels")
HEADER = os.path.join(KERNELS, "kernel.h")
LIST = os.path.join(HERE, "kernels.list")
DRIVER = os.path.join(HERE, "native.c")

# The same dialect on both sides; sqrt is an instruction on both, without errno.
COMMON = ["-O2", "-Wall", "-Wextra", "-Werror", "-fno-math-errno"]
NATIVE = ["gcc", *COMMON]
# What every compiler of today emits by default beyond Wasm 1.0.
WASM = ["clang", *COMMON, "--target=wasm32", "-nostdlib", "-mbulk-memory", "-msign-ext",
        "-mnontrapping-fptoint"]


@dataclass
class Kernel:
    name: str
    n: int
    group: str
    what: str

    @property
    def wasm_flags(self):
        """Vectors only where a kernel is about them: not every engine has them."""
        return ["-msimd128" if self.group == "simd" else "-mno-simd128"]

    @property
    def source(self):
        return os.path.join(KERNELS, self.name + ".c")

    @property
    def native(self):
        return os.path.join(OUT, self.name)

    @property
    def wasm(self):
        return os.path.join(OUT, self.name + ".wasm")


def read_list(only=None):
    """The kernels of kernels.list, or those of them named in @only."""
    with open(LIST, encoding="utf-8") as f:
        rows = [line.rstrip("\n").split("\t") for line in f if line[0] not in "#\n"]
    kernels = [Kernel(name, int(n), group, what) for name, n, group, what in rows]
    if not only:
        return kernels
    unknown = set(only) - {k.name for k in kernels} - {k.group for k in kernels}
    if unknown:
        raise SystemExit("bench: no such kernel or group: " + ", ".join(sorted(unknown)))
    return [k for k in kernels if k.name in only or k.group in only]


def is_fresh(target, *sources):
    if not os.path.exists(target):
        return False
    made = os.path.getmtime(target)
    return all(os.path.getmtime(s) <= made for s in (*sources, __file__))


def run_compiler(command):
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit("bench: %s\n%s" % (" ".join(command), done.stderr))


def build(kernels):
    """Brings the native and wasm builds of @kernels up to date."""
    os.makedirs(OUT, exist_ok=True)
    for k in kernels:
        if not is_fresh(k.native, k.source, HEADER, DRIVER):
            run_compiler([*NATIVE, "-o", k.native, DRIVER, k.source])
        if not is_fresh(k.wasm, k.source, HEADER):
            run_compiler([*WASM, *k.wasm_flags, "-Wl,--no-entry,--export=run", "-o", k.wasm, k.source])


def build_all_in_one(kernels):
    """One module that exports every kernel as run_<name>; returns its path."""
    target = os.path.join(OUT, "all.wasm")
    if is_fresh(target, HEADER, *(k.source for k in kernels)):
        return target
    objects = []
    for k in kernels:
        obj = os.path.join(OUT, k.name + ".o")
        run_compiler([*WASM, *k.wasm_flags, "-c", "-Drun=run_" + k.name, "-o", obj, k.source])
        objects.append(obj)
    exports = ["-Wl,--export=run_" + k.name for k in kernels]
    run_compiler([*WASM, "-Wl,--no-entry", *exports, "-o", target, *objects])
    return target
