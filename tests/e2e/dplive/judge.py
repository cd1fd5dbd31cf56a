#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Judges what tests/e2e/dplive/guest.sh found out: OUTPUT PROGRAMS PAIRS TREES HOTPLUG FEW RELEASES

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
                self.window if self.epoch == epoch else -1,
                self.exact if self.what == "record" else None)


class Side:
    def __init__(self, head):
        self.pair, self.side, self.epoch, self.same = map(int, head.split()[1:])
        self.lines = []
        self.acts = []
        # By attachment, metric and window, before the noise: sums; and lists of places with a key.
        self.exact, self.labels = {}, {}

    def add(self, text):
        if text.startswith("act "):
            self.acts.append(tuple(map(int, text.split()[1:])))
            return
        line = Line(text)
        place = (line.attach, line.metric, line.window)
        if line.what == "label":
            if line.epoch == self.epoch:
                self.labels.setdefault(place, []).append((line.bytes, line.exact))
            return
        self.lines.append(line)
        if line.what == "release" and line.epoch == self.epoch:
            self.exact[place] = line.exact

    def keys(self, place):
        """Of keyed-open: units and events of each key."""
        units, events = {}, {}
        for _, label in self.labels.get(place, []):
            key = label >> 32
            units[key] = units.get(key, 0) + 1
            events[key] = events.get(key, 0) + (label & 0xffffffff)
        return units, events

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
            sides[-1].add(line)
    return sides


def read_metrics(folder, attached, release_of):
    """(attachment, metric's name) to its manifest and releases, by epoch and window."""
    metrics = {}
    for row in attached:
        name, number = row.split()
        for kind in ("pure", "few", "zcdp"):
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


def apart(one, other):
    return sum(abs(one.get(key, 0) - other.get(key, 0)) for key in one.keys() | other.keys())


class Judge:
    def __init__(self, kind, metrics):
        self.kind = kind
        self.metrics = {k: v for k, v in metrics.items() if k[0] == kind}
        self.faults = {"draws": [], "messages": [], "before": [], "distance": [], "same": [],
                       "lost": [], "kind": []}
        self.moved = self.compared = self.furthest = 0
        self.released = 0
        self.alarms = set()

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

    # Of keyed-open and watch noise decides what is said: what is compared is what it was added to.

    def far(self, a, metric, window, far, most):
        self.moved += far > 0
        self.furthest = max(self.furthest, far / most)
        if far > most:
            self.faults["distance"].append((a.pair, metric["name"], window, far, most))

    def open_keys(self, a, b, metric, index, attach, stream):
        total = 0
        for window in range(WINDOWS):
            place = (attach, index, window)
            one, other = a.keys(place), b.keys(place)
            self.far(a, metric, window, apart(one[0], other[0]), 2 * metric["per_unit"])
            self.far(a, metric, window, apart(one[1], other[1]), 2 * metric["cap"])
            total += apart(one[1], other[1])
            said = [stream.get((metric["name"], side.epoch, window), {}) for side in (a, b)]
            noises = []
            for release, (units, events) in zip(said, (one, other)):
                listed = [(int(k["key"]), k["units"], k["events"]) for k in release.get("keys", [])]
                self.released += len(listed)
                if listed != sorted(listed) or any(key not in units for key, *_ in listed):
                    self.faults["kind"].append((a.pair, metric["name"], window, listed))
                else:
                    noises.append({k: (u - units[k], e - events[k]) for k, u, e in listed})
            # Noise belongs to the order in which keys are found.
            if len(noises) == 2 and list(one[0]) == list(other[0]):
                both = noises[0].keys() & noises[1].keys()
                if any(noises[0][k] != noises[1][k] for k in both):
                    self.faults["kind"].append((a.pair, metric["name"], window, noises))
            if a.labels.get(place) == b.labels.get(place):
                self.alike(a, metric, window, *(r.get("keys") for r in said))
        self.far(a, metric, "epoch", total, 2 * min(metric["active"], WINDOWS) * metric["cap"])

    def watch(self, a, b, metric, index, attach, stream):
        alike = quiet = True
        for window in range(WINDOWS):
            place = (attach, index, window)
            one, other = a.exact.get(place), b.exact.get(place)
            x, y = (stream.get((metric["name"], side.epoch, window), {}) for side in (a, b))
            if None in (one, other) or "alarm" not in x or "alarm" not in y:
                self.faults["lost"].append((a.pair, metric["name"], window))
                return
            self.far(a, metric, window, abs(one - other), metric["cap"])
            self.alarms |= {x["alarm"], y["alarm"]}
            # Before an alarm both have the same threshold, and the same noise.
            if quiet and (x["alarm"] - y["alarm"]) * (one - other) < 0:
                self.faults["kind"].append((a.pair, metric["name"], window, one, other))
            quiet = quiet and not x["alarm"] and not y["alarm"]
            alike = alike and one == other
            if alike:
                self.alike(a, metric, window, (x["alarm"], x["left"]), (y["alarm"], y["left"]))

    def alike(self, a, metric, window, one, other):
        if one != other:
            self.faults["same"].append((a.pair, metric["name"], window, one, other))

    def kinds(self, a, b):
        for (_, attach, index), (_, metric, stream) in self.metrics.items():
            if metric["kind"] == "keyed-open":
                self.open_keys(a, b, metric, index, attach, stream)
            elif metric["kind"] == "watch":
                self.watch(a, b, metric, index, attach, stream)

    def judge(self, name, sides, wanted):
        pairs = list(zip(sides[::2], sides[1::2]))
        for a, b in pairs:
            self.sequence(a, b)
            self.distances(a, b)
            self.kinds(a, b)
        result(f"{name}: all pairs are there", len(pairs) == wanted and self.metrics,
               f"{len(pairs)} of {wanted}")
        for fault, text in (
                ("draws", "the same number of draws, in the same order"),
                ("messages", "the same messages, of the same size, in the same order"),
                ("before", "noise is drawn while a window collects"),
                ("lost", "each release arrives"),
                ("distance", "values differ by what is declared at most"),
                ("kind", "keys and alarms are those of what was counted, with the same noise"),
                ("same", "who does the same is told the same")):
            result(f"{name}: {text}", not self.faults[fault], self.faults[fault][:3])
        print(f"# {name}: {len(pairs)} pairs, {self.compared} pairs of releases, of which "
              f"{self.moved} differ, at most by {self.furthest:.0%} of what is declared in a window")
        return self


# ---- records ----

NAMED = {"f": (0, 1000, lambda v: v - 1000), "g": (-100, 100, lambda v: (v & 511) - 256)}
ONE, CAP, ACTIVE = 5000, 4, 2


class Records:
    """Pairs of tests/e2e/dplive/records.c: other values in the records of one user."""

    def __init__(self):
        self.faults = {name: [] for name in ("draws", "lost", "caps", "distance", "noise", "same")}
        self.moved = self.compared = 0

    @staticmethod
    def groups(lines):
        """What arrived, by side. The worker may go on on another CPU: such records may overtake."""
        groups = {}
        for r in map(json.loads, lines):
            if r.get("@record") == "r" and r["n"] < 1 << 19:
                groups.setdefault(r["n"] >> 7, []).append(r)
        return [sorted(groups[side], key=lambda r: r["n"]) for side in sorted(groups)]

    def arrives(self, side, arrived):
        """Records that passed, and no others, each in its turn; no more than its caps of anybody."""
        turns = [line for line in side.lines if line.what == "record"]
        passed = [(act[0], act[1], line.window) for act, line in zip(side.acts, turns) if line.exact]
        if len(turns) != len(side.acts) or [p[0] for p in passed] != [r["n"] for r in arrived]:
            self.faults["lost"].append((side.pair, side.side, len(turns), len(arrived)))
        windows = {}
        for _, who, window in passed:
            windows.setdefault(who, {}).setdefault(window, []).append(1)
        for who, had in windows.items():
            if len(had) > ACTIVE or max(map(len, had.values())) > CAP:
                self.faults["caps"].append((side.pair, who, had))

    def compare(self, pair, one, other):
        (_, who, left), x = one
        (_, _, right), y = other
        far = 0
        for name, (low, high, of) in NAMED.items():
            exact = [max(low, min(high, of(v))) for v in (left, right)]
            far += abs(x[name] - y[name])
            if x[name] - exact[0] != y[name] - exact[1]:
                self.faults["noise"].append((pair, name, x, y, left, right))
        if far and who != ONE:
            self.faults["same"].append((pair, who, x, y))
        self.compared += 1
        self.moved += far > 0
        return far

    def pair(self, a, b, left, right):
        if [line.seen(a.epoch) for line in a.lines] != [line.seen(b.epoch) for line in b.lines]:
            self.faults["draws"].append(a.pair)
        if [r["n"] & 127 for r in left] != [r["n"] & 127 for r in right]:
            self.faults["lost"].append((a.pair, "other records"))
            return
        of = [{act[0]: act for act in side.acts} for side in (a, b)]
        # Noise of the first one is of the words before.
        total = sum(self.compare(a.pair, (of[0][x["n"]], x), (of[1][y["n"]], y))
                    for x, y in zip(left, right) if x["n"] & 127)
        span = sum(high - low for low, high, _ in NAMED.values())
        if total > ACTIVE * CAP * span or (a.same and total):
            self.faults["distance"].append((a.pair, total, ACTIVE * CAP * span))

    def judge(self, sides, lines, wanted):
        groups = self.groups(lines)
        for side, arrived in zip(sides, groups):
            self.arrives(side, arrived)
        for i in range(0, min(len(sides), len(groups)) - 1, 2):
            self.pair(sides[i], sides[i + 1], groups[i], groups[i + 1])
        result("records: all pairs are there", len(sides) == len(groups) == 2 * wanted,
               f"{len(sides)} sides, {len(groups)} arrived")
        for fault, text in (
                ("draws", "the same number of draws, in the same order, and the same ones pass"),
                ("lost", "what passes arrives, and nothing else"),
                ("caps", "nobody has more than the cap, nor in more windows"),
                ("distance", "values differ by what is declared at most"),
                ("noise", "each is within its bounds, with the same noise"),
                ("same", "others are told the same")):
            result(f"records: {text}", not self.faults[fault], self.faults[fault][:3])
        result("records: neighbours can be told apart, but for the noise",
               self.moved > self.compared // 20, (self.moved, self.compared))
        print(f"# records: {wanted} pairs, {self.compared} pairs of records, {self.moved} differ")


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
    folder, pairs, trees, hotplug, few, wanted = sys.argv[2], *map(int, sys.argv[3:8])
    streams = {name: read_stream(lines) for name, lines in files.items()
               if name.startswith(("pure.", "few.", "zcdp."))}
    metrics = read_metrics(folder, files.get("attached", []), streams)
    judged = []
    for name, kind, count in (("pairs", "pure", pairs), ("hotplug", "pure", hotplug),
                              ("few", "few", few), ("trees", "zcdp", trees)):
        judge = Judge(kind, metrics)
        judged.append(judge.judge(name, read_sides(files.get("log." + name, [])), count))
    result("pairs: neighbours can be told apart at all, but for the noise",
           judged[0].moved > judged[0].compared // 20, judged[0].moved)
    result("pairs: what is declared is reached", judged[0].furthest > 0.9, judged[0].furthest)
    result("few: keys are released", judged[2].released > few, judged[2].released)
    result("few: some windows have an alarm, others have none", len(judged[2].alarms) == 2)
    Records().judge(read_sides(files.get("log.records", [])), files.get("records", []), few)
    judge_latency(files.get("arrivals", []), files.get("latency", []),
                  int("".join(files.get("tick", [])) or 1) * 1000000, wanted)
    print(f"1..{results}")


main()
