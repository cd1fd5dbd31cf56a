#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Judges what tests/e2e/dplive/guest.sh found out: OUTPUT PROGRAMS PAIRS TREES HOTPLUG RELEASES

Neighbours have the same draws in the same order, the same messages of the same size in the same
order, and values that differ by no more than the manifest of the metric declares. How long a release
takes from its tick to whoever gets it tells nothing of its noise, nor of what was counted.
"""

import json
import math
import sys

# False in one of 10^6 runs of all of these tests together.
Z_MAX = 5.5
WINDOWS = 3
WINDOW = 10
EPOCH = 3600

results = 0


def result(name, good, note=""):
    global results
    results += 1
    print(f"{'' if good else 'not '}ok {results} - {name}")
    if not good and note:
        print("# " + str(note)[:600])


def read_files(path):
    files, name = {}, None
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line == "file end":
                name = None
            elif name is not None:
                files[name].append(line)
            elif line.startswith("file "):
                name = line[5:]
                files[name] = []
    return files


class Line:
    """A line of the module's log."""

    def __init__(self, text):
        what, *numbers = text.split()
        self.what = what
        (self.attach, self.metric, self.epoch, self.window, self.bytes, self.exact, self.words,
         self.nsec) = map(int, numbers)

    def seen(self, epoch):
        """All that neighbours must have in common."""
        return (self.what, self.attach, self.metric, self.epoch == epoch, self.bytes, self.words,
                self.window if self.epoch == epoch else -1)


class Side:
    def __init__(self, head):
        self.pair, self.side, self.epoch, self.same = map(int, head.split()[1:])
        self.lines = []

    def drawn_before(self):
        """Is all noise of a window drawn while it collects?"""
        drawn = set()
        for line in self.lines:
            if line.epoch != self.epoch or line.window >= WINDOWS:
                continue
            place = (line.attach, line.metric, line.window)
            if line.what == "draw":
                drawn.add(place)
            elif place not in drawn:
                return False
        return True


def read_sides(lines):
    sides = []
    for line in lines:
        if line.startswith("side "):
            sides.append(Side(line))
        elif line != "end":
            sides[-1].lines.append(Line(line))
    return sides


def read_metrics(folder, attached, release_of):
    """(attachment, metric's name) to its manifest and releases, by epoch and window."""
    metrics = {}
    for row in attached:
        name, number = row.split()
        for kind in ("pure", "zcdp"):
            stream = release_of.get(f"{kind}.{name}")
            if stream is None:
                continue
            with open(f"{folder}/{kind}/{name}.json", encoding="utf-8") as f:
                manifest = json.load(f)
            for index, metric in enumerate(manifest["metrics"]):
                metrics[kind, int(number), index] = (name, metric, stream)
    return metrics


def read_stream(lines):
    releases = {}
    for line in lines:
        r = json.loads(line)
        if r.get("@record") == "@release":
            releases[r["metric"], r["epoch"], r["window"]] = r
    return releases


def values(release):
    """The noised counts of a release; of what says other things, none."""
    if release["kind"] in ("counter", "sum", "total"):
        return [release["value"]]
    if release["kind"] in ("histogram", "keyed"):
        listed = release["values"]
        return list(listed.values()) if isinstance(listed, dict) else listed
    return []


def distance(one, other):
    return sum(abs(a - b) for a, b in zip(values(one), values(other)))


def allowed(metric, steps):
    """The most that neighbours differ by: in one window, and in all of an epoch together."""
    cap, active = metric["cap"], metric.get("active", 10**9)
    if metric["kind"] in ("histogram", "keyed"):
        return 2 * cap, 2 * min(active, WINDOWS) * cap
    if metric["kind"] == "total":
        # Each of the windows' sums is in all later totals.
        return min(2 * active, steps) * cap, None
    return cap, min(2 * active, WINDOWS) * cap


class Judge:
    def __init__(self, kind, metrics):
        self.kind = kind
        self.metrics = {k: v for k, v in metrics.items() if k[0] == kind}
        self.faults = {"draws": [], "messages": [], "before": [], "distance": [], "same": [],
                       "lost": []}
        self.moved = self.compared = self.furthest = 0

    def sequence(self, a, b):
        one = [line.seen(a.epoch) for line in a.lines]
        other = [line.seen(b.epoch) for line in b.lines]
        for what, names in (("draws", ("draw", "release")), ("messages", ("send",))):
            x, y = ([s for s in side if s[0] in names] for side in (one, other))
            if x != y:
                differ = next((p for p in zip(x, y) if p[0] != p[1]), (len(x), len(y)))
                self.faults[what].append((a.pair, differ))
        if one != other and not self.faults["draws"] and not self.faults["messages"]:
            self.faults["messages"].append((a.pair, "other order"))
        if not a.drawn_before() or not b.drawn_before() or not one:
            self.faults["before"].append(a.pair)

    def distances(self, a, b):
        for (_, attach, index), (name, metric, stream) in self.metrics.items():
            total = 0
            for window in range(WINDOWS):
                pair = [stream.get((metric["name"], side.epoch, window)) for side in (a, b)]
                if None in pair:
                    self.faults["lost"].append((a.pair, name, metric["name"], window))
                    continue
                far = distance(*pair)
                total += far
                self.compared += 1
                self.moved += far > 0
                each, _ = allowed(metric, window + 1)
                self.furthest = max(self.furthest, far / each)
                if far > each:
                    self.faults["distance"].append((a.pair, name, metric["name"], window, far))
            _, whole = allowed(metric, WINDOWS)
            if whole is not None and total > whole:
                self.faults["distance"].append((a.pair, name, metric["name"], "epoch", total))
            if a.same and total:
                self.faults["same"].append((a.pair, name, metric["name"], total))

    def judge(self, name, sides, wanted):
        pairs = list(zip(sides[::2], sides[1::2]))
        for a, b in pairs:
            self.sequence(a, b)
            self.distances(a, b)
        result(f"{name}: all pairs are there", len(pairs) == wanted and self.metrics,
               f"{len(pairs)} of {wanted}")
        for fault, text in (
                ("draws", "the same number of draws, in the same order"),
                ("messages", "the same messages, of the same size, in the same order"),
                ("before", "noise is drawn while a window collects"),
                ("lost", "each release arrives"),
                ("distance", "values differ by what is declared at most"),
                ("same", "who does the same is told the same")):
            result(f"{name}: {text}", not self.faults[fault], self.faults[fault][:3])
        print(f"# {name}: {len(pairs)} pairs, {self.compared} pairs of releases, of which "
              f"{self.moved} differ, at most by {self.furthest:.0%} of what is declared in a window")
        return self


# ---- latency ----

def ranks(numbers):
    """Ranks, those of equals in the middle."""
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    rank = [0.0] * len(numbers)
    i = 0
    while i < len(order):
        j = i
        while j < len(order) and numbers[order[j]] == numbers[order[i]]:
            j += 1
        for k in order[i:j]:
            rank[k] = (i + j - 1) / 2
        i = j
    return rank


def correlation(x, y):
    mx, my = sum(x) / len(x), sum(y) / len(y)
    xy = sum((a - mx) * (b - my) for a, b in zip(x, y))
    xx = sum((a - mx) ** 2 for a in x)
    yy = sum((b - my) ** 2 for b in y)
    return xy / math.sqrt(xx * yy) if xx and yy else 1.0


def welch(x, y):
    def mean_var(v):
        m = sum(v) / len(v)
        return m, sum((a - m) ** 2 for a in v) / (len(v) - 1)

    (mx, vx), (my, vy) = mean_var(x), mean_var(y)
    return (mx - my) / math.sqrt(vx / len(x) + vy / len(y))


def within(windows, latency):
    """What is left of a latency when that of its window is taken off: they all wait for the same tick."""
    mean = {w: sum(latency[i] for i in members) / len(members) for w, members in windows.items()}
    return [latency[i] - mean[w] for w, members in windows.items() for i in members]


def latencies(arrivals, log, tick_ns):
    """(window, noise, exact count, latency) of each release whose noise was drawn in time."""
    exact, drawn, late = {}, set(), 0
    for text in log:
        line = Line(text)
        place = (line.metric, line.epoch, line.window)
        if line.what == "draw":
            drawn.add(place)
        elif line.what == "release":
            exact[place] = line.exact
    rows = []
    for text in arrivals:
        nsec, record = text.split(" ", 1)
        r = json.loads(record)
        if r.get("@record") != "@release":
            continue
        place = (int(r["metric"][1:]), r["epoch"], r["window"])
        # The machine stood still for half a window: such noise is drawn behind its end.
        if place not in drawn or place not in exact:
            late += 1
            continue
        tick = (r["epoch"] * EPOCH + (r["window"] + 1) * WINDOW + 1) * tick_ns
        rows.append(((r["epoch"], r["window"]), r["value"] - exact[place], exact[place],
                     int(nsec) - tick))
    return rows, late


def judge_latency(arrivals, log, tick_ns, wanted):
    rows, late = latencies(arrivals, log, tick_ns)
    windows = {}
    for row in rows:
        windows.setdefault(row[0], []).append(row)
    # Only whole ones, in which half of the metrics had something to count.
    rows, kept = [], {}
    for window, members in windows.items():
        full = [m for m in members if m[2]]
        if len(members) == 16 and len(full) == 8:
            kept[window] = range(len(rows), len(rows) + 16)
            rows += members
    n = len(rows)
    result(f"latency: at least {wanted} releases in time", n >= wanted, f"{n}, and {late} late")
    if n < 100:
        return
    result("latency: nothing comes before its tick", min(r[3] for r in rows) > 0,
           min(r[3] for r in rows))
    latency = within(kept, [r[3] for r in rows])
    noise, count = [abs(r[1]) for r in rows], [r[2] for r in rows]
    limit = Z_MAX / math.sqrt(n)
    for name, what in (("noise", noise), ("what was counted", count)):
        rho = correlation(ranks(latency), ranks(what))
        result(f"latency: tells nothing of {name}", abs(rho) < limit, f"{rho:.4f}, limit {limit:.4f}")
        print(f"# latency against {name}: Spearman {rho:+.4f}, limit {limit:.4f}, n {n}")
    empty = [t for t, c in zip(latency, count) if not c]
    full = [t for t, c in zip(latency, count) if c]
    t = welch(empty, full)
    result("latency: the same of empty and of full windows", abs(t) < Z_MAX, f"t {t:.2f}")
    spread = sorted(r[3] for r in rows)
    print(f"# empty against full: Welch t {t:+.2f}; from tick to arrival {spread[n // 2] / 1e6:.2f} ms "
          f"in the middle; {late} releases drawn late, left out")


def main():
    files = read_files(sys.argv[1])
    folder, pairs, trees, hotplug, wanted = sys.argv[2], *map(int, sys.argv[3:7])
    streams = {name: read_stream(lines) for name, lines in files.items()
               if name.startswith(("pure.", "zcdp."))}
    metrics = read_metrics(folder, files.get("attached", []), streams)
    judged = []
    for name, kind, count in (("pairs", "pure", pairs), ("hotplug", "pure", hotplug),
                              ("trees", "zcdp", trees)):
        judge = Judge(kind, metrics)
        judged.append(judge.judge(name, read_sides(files.get("log." + name, [])), count))
    result("pairs: neighbours can be told apart at all, but for the noise",
           judged[0].moved > judged[0].compared // 20, judged[0].moved)
    result("pairs: what is declared is reached", judged[0].furthest > 0.9, judged[0].furthest)
    judge_latency(files.get("arrivals", []), files.get("latency", []),
                  int("".join(files.get("tick", [])) or 1) * 1000000, wanted)
    print(f"1..{results}")


main()
