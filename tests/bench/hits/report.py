#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""usage: report.py COUNTS RATES [PAGE]: tables of what guest.sh measured; into PAGE if there is one"""
import re
import sys

PROGRAMS = [
    ("wk-empty", "ours, empty"),
    ("wk-own", "ours, counts in its own memory"),
    ("wk-count", "ours, counts in a map"),
    ("bpf-empty", "eBPF, empty"),
    ("bpf-count", "eBPF, counts in a map"),
    ("bpftrace-empty", "bpftrace, empty"),
    ("bpftrace-count", "bpftrace, `@ = count()`"),
]
HOOKS = ["kprobe", "tracepoint"]


def read(path):
    hits, work, rate = {}, {}, {}
    for line in open(path):
        word = line.split()
        if word[:1] == ["hit"]:
            hits[word[1], word[2]] = float(word[3])
        elif word[:1] == ["work"]:
            work[word[1]] = (int(word[2]), int(word[4]))
        elif word[:1] == ["rate"]:
            rate[word[1]] = (int(word[2]), int(word[4]))
    return hits, work, rate


def hit_table(hits):
    none = hits["none", "none"]
    lines = ["| instructions of a hit | kprobe | tracepoint |", "|---|---:|---:|"]
    rows = [("hook", "the kernel's hook alone")] + PROGRAMS
    for key, title in rows:
        cells = [f"{hits[h, key] - none:.0f}" for h in HOOKS]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    lines.append("| **ours, empty, over the hook alone** | " + " | ".join(
        f"{hits[h, 'wk-empty'] - hits[h, 'hook']:.0f}" for h in HOOKS) + " |")
    lines.append("| **an empty host call** | " + " | ".join(
        f"{(hits[h, 'wk-call11'] - hits[h, 'wk-call1']) / 10:.0f}" for h in HOOKS) + " |")
    return lines


def flow_table(work, rate):
    lines = ["| records of 64 bytes | instructions each | lost | emitted/s | delivered/s |",
             "|---|---:|---:|---:|---:|"]
    for key, title in (("wk", "ours, netlink"), ("bpf", "BPF ring buffer, mmap")):
        lines.append(f"| {title} | {work[key][0]} | {work[key][1]} | {rate[key][1]} | "
                     f"{rate[key][0]} |")
    return lines


def main():
    hits, work, _ = read(sys.argv[1])
    _, _, rate = read(sys.argv[2])
    text = "\n".join(hit_table(hits) + [""] + flow_table(work, rate))
    if len(sys.argv) < 4 or not sys.argv[3]:
        print(text)
        return
    page = open(sys.argv[3]).read()
    block = re.compile(r"(<!-- hits -->\n).*?(<!-- /hits -->)", re.S)
    if not block.search(page):
        sys.exit(f"{sys.argv[3]}: no block <!-- hits -->")
    open(sys.argv[3], "w").write(block.sub(lambda m: m[1] + text + "\n" + m[2], page))


main()
