#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
Measures the engine: every kernel by every engine in one interleaved run, as the
ratio to the same C source built by gcc -O2.  A result that differs from the
native one is a failure.  Rivals take part when WASM3, WAMR or WASMI names the
program; WK_RUN names another build of ours.
"""

import argparse
import json
import os
import platform
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace

import build
import counts
import entry
import inkernel
import engines
import loading
import measure
import mitigations
import report
import switches


def options():
    p = argparse.ArgumentParser(prog="bench", description=__doc__)
    p.add_argument("--rounds", type=int, default=5, help="medians of so many (default 5)")
    p.add_argument("--only", type=lambda s: s.split(","), help="kernels or groups, a,b,...")
    p.add_argument("--engines", type=lambda s: s.split(","), help="fpu,soft,wasm3,... only")
    p.add_argument("--instructions", action="store_true",
                   help="also count instructions (needs valgrind; minutes)")
    p.add_argument("--load", metavar="FILE", help="also time loading this module")
    p.add_argument("--no-load", action="store_true", help="do not time loading")
    p.add_argument("--switches", action="store_true",
                   help="also measure without each optimisation (needs valgrind)")
    p.add_argument("--mitigations", action="store_true",
                   help="also build with measures against speculation, and measure")
    p.add_argument("--in-kernel", action="store_true",
                   help="also count instructions inside a kernel in QEMU (needs make module)")
    p.add_argument("--check", action="store_true",
                   help="compare results only, as TAP: small n, one round, no times")
    p.add_argument("--json", metavar="FILE", help="write everything measured to FILE")
    return p.parse_args()


def first_line(command):
    out = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return out.splitlines()[0] if out else "no " + command[0]


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as f:
        cpu = next((line.split(":")[1].strip() for line in f if line.startswith("model name")),
                   platform.machine())
    return {"cpu": cpu, "cpus": os.cpu_count(), "kernel": platform.release().split("-")[0],
            "cc": first_line(["gcc", "--version"]), "clang": first_line(["clang", "--version"])}


def neutral_command():
    """How to get the same run again, without the paths of this machine."""
    rivals = [v + "=" + v.lower() for _, v, *_ in engines.RIVALS if os.environ.get(v)]
    args = sys.argv[1:]
    if "--json" in args:
        args[args.index("--json") + 1] = "docs/performance.json"
    made = " ".join(rivals + ["make bench"])
    return made + (" BENCH=" + shlex.quote(" ".join(args)) if args else "")


def check(kernels, players):
    """Small n, every engine once, as TAP; True when all agree with native."""
    small = [replace(k, n=max(k.n // counts.SHRINK, 1)) for k in kernels]
    results = measure.measure(small, players, 1)
    count = 0
    for k in small:
        for e in players[1:]:
            if k.group in e.skips:
                continue
            count += 1
            good = results.times[k.name].get(e.name)
            print("%s %d - %s: %s gives the native result" % ("ok" if good else "not ok", count,
                                                              k.name, e.name))
    for line in results.failures:
        print("# " + line.replace("\n", "\n# "))
    print("1..%d" % count)
    return not results.failures


def collect(args, kernels, players):
    """Everything that was asked for; returns (run, failures)."""
    results = measure.measure(kernels, players, args.rounds)
    run = {"command": neutral_command(), "machine": machine(), "rounds": args.rounds,
           "engines": [e.name for e in players],
           "kernels": [{"name": k.name, "n": k.n, "group": k.group, "what": k.what}
                       for k in kernels],
           "times": results.medians()}
    failures = results.failures
    if args.instructions:
        run["counts"], more = counts.instruction_counts(kernels, players)
        failures += more
        run["entry"] = entry.entry_costs()
    if args.switches:
        run["switches"] = switches.measure_switches(kernels, args.rounds)
    if args.in_kernel:
        run["inkernel"] = inkernel.inkernel_counts([k for k in kernels if k.group != "simd"])
    if args.mitigations:
        run["mitigations"] = mitigations.measure_mitigations(args.rounds)
    if not args.no_load and any(e.name == "fpu" for e in players):
        try:
            run["loading"] = loading.loading_speed(args.rounds, args.load)
        except engines.Failure as err:
            failures.append(str(err))
    return run, failures


HEADINGS = {
    "times": "CPU time relative to native gcc -O2",
    "groups": "the same, geometric means by group",
    "counts": "instructions executed per native instruction",
    "loading": "decode + validate + compile",
    "switches": "cost without each optimisation",
    "entry": "instructions of a call into a guest, and out of one",
    "inkernel": "soft-float build: instructions executed per native instruction",
    "mitigations": "cost of measures against speculation, soft-float build",
}


def main():
    args = options()
    kernels = build.read_list(args.only)
    build.build(kernels)
    players = engines.available(args.engines)
    if len(players) == 1:
        sys.exit("bench: nothing to measure: build the engine first (make user)")
    if (args.instructions or args.switches) and not shutil.which("valgrind"):
        sys.exit("bench: --instructions needs valgrind (apt install valgrind)")
    if args.check:
        sys.exit(not check(kernels, players))
    run, failures = collect(args, kernels, players)
    for name, rows in report.tables(run).items():
        print("\n%s\n\n%s" % (HEADINGS[name], report.as_text(rows)), end="")
    if args.json:
        with open(args.json, "w", encoding="utf-8") as f:
            json.dump(run, f, indent="\t")
            f.write("\n")
    for line in failures:
        print("FAIL", line)
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
