#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
Tables of a bench run.  As a program: writes the tables of a --json file into a
document, between "<!-- bench:NAME -->" and "<!-- /bench -->", or with --check
says whether the document has just these tables.
"""

import argparse
import json
import math
import re
import sys

TITLES = {"fpu": "ours, FPU", "soft": "ours, soft-float"}


def geomean(values):
    values = list(values)
    return math.exp(sum(map(math.log, values)) / len(values)) if values else None


def ratios(data):
    """Cost relative to native, by kernel and engine."""
    return {k: {e: max(v, 1) / row["native"] for e, v in row.items() if e != "native"}
            for k, row in data.items() if row.get("native")}


def mean_row(table, names):
    """Geometric means; None for an engine that did not finish every kernel."""
    whole = [e for e in names if all(e in row for row in table.values())]
    return {e: geomean(row[e] for row in table.values()) for e in whole}


def scalar(table, kernels):
    """The part of @table that every engine can run, and its name in the last row."""
    vectors = {k["name"] for k in kernels if k["group"] == "simd"}
    rest = {k: row for k, row in table.items() if k not in vectors}
    if not rest or len(rest) == len(table):
        return table, "geometric mean"
    return rest, "geometric mean, without simd"


def cell(value):
    return "-" if value is None else "%.2f" % value


def ratio_table(data, kernels, engines):
    """Rows of text: header, one row for each kernel, geometric mean."""
    names = [e for e in engines if e != "native"]
    table = ratios(data)
    rows = [["kernel", *(TITLES.get(e, e) for e in names)]]
    for k, row in table.items():
        rows.append([k, *(cell(row.get(e)) for e in names)])
    common, title = scalar(table, kernels)
    mean = mean_row(common, names)
    rows.append([title, *(cell(mean.get(e)) for e in names)])
    return rows


def group_table(data, kernels, engines):
    """Geometric means by group of kernels."""
    names = [e for e in engines if e != "native"]
    table = ratios(data)
    rows = [["group", *(TITLES.get(e, e) for e in names)]]
    for group in dict.fromkeys(k["group"] for k in kernels):
        members = {k["name"]: table[k["name"]] for k in kernels
                   if k["group"] == group and k["name"] in table}
        mean = mean_row(members, names)
        rows.append([group, *(cell(mean.get(e)) for e in names)])
    return rows


def load_table(rows):
    out = [["module", "MB", "ms", "MB/s"]]
    for r in rows:
        out.append([r["name"], "%.2f" % (r["bytes"] / 1e6), "%.1f" % (r["us"] / 1e3),
                    "%.1f" % (r["bytes"] / r["us"])])
    return out


def switch_table(rows):
    out = [["optimisation", "instructions without it", "time without it"]]
    for r in rows:
        out.append(["%s: %s" % (r["name"], r["what"]), "× %.2f" % r["instructions"],
                    "× %.2f" % r["time"]])
    return out


def entry_table(costs):
    names = {"enter": "call of an empty function of a guest, and its return",
             "typical": "the same with two arguments and a result",
             "host": "call of an empty host function by a guest"}
    return [["what", "instructions"]] + [[names[k], "%.0f" % v] for k, v in costs.items()]


def inkernel_table(inside, counts):
    """Beside the same build in user space."""
    outside = {k: row["soft"] for k, row in ratios(counts).items() if k in inside}
    rows = [["kernel", "in user space", "inside the kernel"]]
    for k, v in inside.items():
        rows.append([k, cell(outside.get(k)), cell(v)])
    rows.append(["geometric mean", cell(geomean(outside.values())), cell(geomean(inside.values()))])
    return rows


def mitigation_table(rows):
    return [["build", "flags of gcc", "time"]] + [
        [r["what"], "`%s`" % r["flags"] if r["flags"] else "", "× %.2f" % r["time"]]
        for r in rows]


def as_text(rows):
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(row[1:], widths[1:])]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines) + "\n"


def as_markdown(rows):
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|---|" + "---:|" * (len(rows[0]) - 1))
    return "\n".join(lines) + "\n"


def tables(run):
    """All tables of a run that it has numbers for, by name."""
    out = {}
    if run.get("times"):
        out["times"] = ratio_table(run["times"], run["kernels"], run["engines"])
        out["groups"] = group_table(run["times"], run["kernels"], run["engines"])
    if run.get("counts"):
        out["counts"] = ratio_table(run["counts"], run["kernels"], run["engines"])
    if run.get("loading"):
        out["loading"] = load_table(run["loading"])
    if run.get("switches"):
        out["switches"] = switch_table(run["switches"])
    if run.get("entry"):
        out["entry"] = entry_table(run["entry"])
    if run.get("inkernel"):
        out["inkernel"] = inkernel_table(run["inkernel"], run.get("counts", {}))
    if run.get("mitigations"):
        out["mitigations"] = mitigation_table(run["mitigations"])
    return out


def machine_line(run):
    return "%(cpu)s, %(cpus)d CPUs, Linux %(kernel)s, %(cc)s; %(clang)s\n" % run["machine"]


def fill(document, run):
    """@document with every marked block replaced by what @run says."""
    blocks = {name: as_markdown(rows) for name, rows in tables(run).items()}
    blocks["machine"] = machine_line(run)
    blocks["command"] = "    " + run["command"] + "\n"

    def replace(match):
        name = match.group(1)
        if name not in blocks:
            raise SystemExit("bench: the run has nothing for the block " + name)
        return "<!-- bench:%s -->\n%s<!-- /bench -->" % (name, blocks[name])

    return re.sub(r"<!-- bench:(\w+) -->\n.*?<!-- /bench -->", replace, document, flags=re.S)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("run", help="the file that bench --json wrote")
    p.add_argument("document")
    p.add_argument("--check", action="store_true", help="change nothing, compare")
    args = p.parse_args()
    with open(args.run, encoding="utf-8") as f:
        run = json.load(f)
    with open(args.document, encoding="utf-8") as f:
        old = f.read()
    new = fill(old, run)
    if args.check:
        if new != old:
            sys.exit("%s: tables differ from those of %s" % (args.document, args.run))
        return
    with open(args.document, "w", encoding="utf-8") as f:
        f.write(new)


if __name__ == "__main__":
    main()
