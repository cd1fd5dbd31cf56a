#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Run test stages, count their results, end with one line.

usage: run-tests.py [-o DIR] [-j JOBS] STAGE...

A stage is a program that prints TAP: "ok N - name", "not ok N - name", either with "# SKIP why",
and the plan "1..N". Indented lines are subtests and not counted. Anything else a stage does is
held against it: an exit status without a failed test, a plan that does not match, no plan, no
test, and taking longer than the line "# timeout: SECONDS" in its source allows; ten times that with
WK_LONG set, when stages do more of what they do.

Stages start in the order given, one more at a time than there are processors (-j): they wait for
machines and timeouts as much as they compute. One that says "# alone" in its source starts when all
before it have ended, and the next ones when it has: what the others need is built by it, or it
measures. One that says "# long" starts before those that do not, so that it is not what the end
waits for.

Every stage's output is kept in DIR/NAME.log; what failed is said once more at the end, with the
first comment lines ("# ...") that follow it: of a run elsewhere often only the end is kept.
"""

import argparse
import itertools
import os
import re
import signal
import subprocess
import sys
import threading
import time

RESULT = re.compile(r"(not )?ok\b[ \d]*(?:- )?(.*)")
PLAN = re.compile(r"1\.\.(\d+)\s*(?:#\s*SKIP\s*(.*))?$", re.I)
SKIP = re.compile(r"#\s*SKIP\b", re.I)
TIMEOUT = re.compile(r"^# timeout: (\d+)$", re.M)
ALONE = re.compile(r"^# alone\b", re.M)
LONG = re.compile(r"^# long\b", re.M)
DEFAULT_TIMEOUT = 900
PROGRESS_SECONDS = 20
SHOWN_FAILURES = 20
SHOWN_COMMENTS = 6
SHOWN_COLUMNS = 200


class Stage:
    """One stage: what it reported, and what is wrong with the way it did."""

    def __init__(self, path, logdir):
        self.path = path
        self.name = re.sub(r"\.\w+$", "", os.path.basename(path))
        self.log = os.path.join(logdir, self.name + ".log")
        self.passed = self.failed = self.skipped = 0
        self.plan = None
        self.cpu = 0
        self.last = ""
        self.timed_out = False
        self.process = None
        self.failures = []
        self.explained = None

    def head(self):
        with open(self.path, errors="replace") as source:
            return source.read(4000)

    def timeout(self):
        found = TIMEOUT.search(self.head())
        seconds = int(found.group(1)) if found else DEFAULT_TIMEOUT
        return seconds * (10 if os.environ.get("WK_LONG") else 1)

    def alone(self):
        return bool(ALONE.search(self.head()))

    def long(self):
        return bool(LONG.search(self.head()))

    def say(self, text):
        print(f"  {self.name}: {text}", flush=True)

    def counts(self):
        text = f"{self.passed} passed, {self.failed} failed"
        return text + (f", {self.skipped} skipped" if self.skipped else "")

    def take(self, line):
        plan = PLAN.match(line)
        if plan:
            self.plan = int(plan.group(1))
            if self.plan == 0 and plan.group(2):
                self.skipped += 1
                self.say(f"skipped: {plan.group(2)}")
            return
        if line.startswith("#"):
            self.comment(line)
            return
        result = RESULT.match(line)
        if not result:
            return
        self.explained = None
        self.last = result.group(2)
        if result.group(1):
            self.fail(line)
        elif SKIP.search(line):
            self.skipped += 1
            self.say(line)
        else:
            self.passed += 1

    def fail(self, line):
        self.failed += 1
        self.explained = [line]
        self.failures.append(self.explained)
        self.say(line)

    def comment(self, line):
        """Belongs to the failure just before it, if there is one."""
        if self.explained and len(self.explained) <= SHOWN_COMMENTS:
            self.explained.append(line[:SHOWN_COLUMNS])

    def complain(self, why):
        self.fail(f"not ok - {why}")

    def judge(self, status):
        seen = self.passed + self.failed + self.skipped
        if self.timed_out:
            self.complain(f"stopped after {self.timeout()} s, last result: {self.last}")
        elif self.plan is None:
            self.complain(f"ended without a plan, status {status}, last result: {self.last}")
        elif self.plan and self.plan != seen:
            self.complain(f"planned {self.plan} tests, reported {seen}")
        elif status and not self.failed:
            self.complain(f"status {status}")
        elif not seen:
            self.complain("no test at all")

    def run(self):
        start = time.monotonic()
        try:
            with open(self.log, "w") as log:
                self.process = subprocess.Popen([self.path], stdin=subprocess.DEVNULL,
                                                stdout=subprocess.PIPE, stderr=log,
                                                start_new_session=True, text=True,
                                                errors="replace")
                self.watch(log, start)
            self.judge(self.wait())
        except OSError as error:
            self.complain(f"cannot be run: {error}")
        self.say(f"{self.counts()} in {time.monotonic() - start:.0f} s, CPU {self.cpu:.0f} s"
                 + (f", see {self.log}" if self.failed else ""))

    def wait(self):
        """The exit status; and what the stage, and all that it waited for, took of the processors."""
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        self.cpu = usage.ru_utime + usage.ru_stime
        return self.process.returncode

    def kill(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)

    def stop(self):
        self.timed_out = True
        self.kill()

    def watch(self, log, start):
        timer = threading.Timer(self.timeout(), self.stop)
        timer.start()
        ticker = Ticker(self, start)
        try:
            for line in self.process.stdout:
                log.write(line)
                log.flush()
                self.take(line.rstrip("\n"))
        finally:
            timer.cancel()
            ticker.stop()


class Ticker:
    """Says now and then that a slow stage is alive."""

    def __init__(self, stage, start):
        self.stage, self.start = stage, start
        self.done = threading.Event()
        threading.Thread(target=self.tick, daemon=True).start()

    def tick(self):
        while not self.done.wait(PROGRESS_SECONDS):
            seconds = time.monotonic() - self.start
            self.stage.say(f"... {seconds:.0f} s, {self.stage.counts()}, last: {self.stage.last}")

    def stop(self):
        self.done.set()


def in_order(stages):
    """The order they start in: long ones first, but none passes one that wants to be alone."""
    walls = list(itertools.accumulate(stage.alone() for stage in stages))
    ranks = [(wall, not stage.alone(), not stage.long()) for wall, stage in zip(walls, stages)]
    return [stages[i] for i in sorted(range(len(stages)), key=lambda i: ranks[i])]


class Crew:
    """Runs stages side by side; those that want to be alone, alone."""

    def __init__(self, jobs):
        self.jobs = jobs
        self.running = []

    def wait_until(self, at_most):
        while len(self.running) > at_most:
            self.running = [thread for thread in self.running if thread.is_alive()]
            time.sleep(0.05)

    def start(self, stage):
        thread = threading.Thread(target=stage.run, daemon=True)
        thread.start()
        self.running.append(thread)

    def run(self, stages):
        for number, stage in enumerate(stages, 1):
            self.wait_until(0 if stage.alone() else self.jobs - 1)
            print(f"[{number}/{len(stages)}] {stage.name}", flush=True)
            self.start(stage)
            if stage.alone():
                self.wait_until(0)
        self.wait_until(0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-o", metavar="DIR", default="build/test")
    parser.add_argument("-j", metavar="JOBS", type=int, default=os.cpu_count() + 1)
    parser.add_argument("stages", nargs="+")
    options = parser.parse_args()
    os.makedirs(options.o, exist_ok=True)
    stages = [Stage(os.path.abspath(path), options.o) for path in options.stages]
    stages = in_order(stages)
    try:
        Crew(max(options.j, 1)).run(stages)
    except BaseException:
        for stage in stages:
            stage.kill()
        raise
    totals = [sum(getattr(s, what) for s in stages) for what in ("passed", "failed", "skipped")]
    for stage in stages:
        for line in itertools.chain(*stage.failures[:SHOWN_FAILURES]):
            stage.say(line)
    bad = [stage.name for stage in stages if stage.failed]
    if bad:
        print("failed in: " + " ".join(bad))
    print("{} passed, {} failed".format(*totals) + (f", {totals[2]} skipped" if totals[2] else ""),
          flush=True)
    return 1 if totals[1] or not totals[0] else 0


if __name__ == "__main__":
    sys.exit(main())
