#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Compare our verdicts with those of wasm-validate on mutants of valid modules.

usage: decode_judges.py [-n COUNT] [--seed N] DECODE_TEST FILE...

DECODE_TEST is the built decode_test. Every FILE must be valid for both. Says where they differ
and ends with status 1 if wasm-validate is not known to be wrong there.
"""

import argparse
import concurrent.futures
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

JUDGE = ["wasm-validate", "--disable-simd", "--enable-tail-call", "--enable-extended-const",
         "--ignore-custom-section-errors"]

# Instructions and types: what a byte is likely to be taken for.
LIKELY = [0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11, 0x12, 0x13,
          0x1a, 0x1b, 0x1c, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x28, 0x36, 0x3f, 0x40, 0x41,
          0x42, 0x6a, 0x6f, 0x70, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f, 0x80, 0xd0, 0xd1, 0xd2, 0xfc, 0xff]

# Where wabt 1.0.32 is not what the specification says, by what we or it say then. V8 agrees with
# us in all of them.
LENIENT = re.compile(
    r"malformed data segment flags"             # takes any flags with bit 0 or 1 as it likes
    r"|call_indirect through a table of externref"
    r"|unexpected end of function"              # only looks whether the last byte is an end
    r"|constant expression: unexpected end"
    r"|data count and data section have inconsistent lengths: announced \d+, found 0"
    r"|constant expression expected \w+, found nothing on the stack")
STRICT = re.compile(r"expected ref.null or ref.func in passive element segment"
                    r"|expected END opcode after element expression")


def mutate(rng, data):
    """One to three small changes behind the header."""
    data = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        if len(data) <= 9:
            break
        at = rng.randrange(8, len(data))
        kind = rng.randrange(6)
        if kind == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            data[at] = rng.randrange(256)
        elif kind == 2:
            data[at] = (data[at] + rng.choice((1, -1))) & 255
        elif kind == 3:
            del data[at]
        elif kind == 4:
            data.insert(at, rng.randrange(256))
        else:
            data[at] = rng.choice(LIKELY)
    return bytes(data)


def ours(program, paths):
    """{path: (kind, text)} from one run of decode_test."""
    done = subprocess.run([program, "--verdict"], input="\n".join(paths) + "\n", check=True,
                          capture_output=True, text=True)
    rows = (line.split("\t") for line in done.stdout.splitlines())
    return {path: (kind, text) for path, kind, text in rows}


def theirs(path):
    """(valid?, what wasm-validate said)"""
    done = subprocess.run(JUDGE + [path], capture_output=True, text=True, errors="replace")
    return done.returncode == 0, (done.stdout + done.stderr).strip()


def agree(kind, text, valid, said):
    """Same verdict, or a difference that is understood?"""
    if kind in ("limit exceeded", "unsupported") or (kind == "ok") == valid:
        return True
    if kind == "ok":
        return bool(STRICT.search(said))
    # Told to ignore errors in custom sections, wabt ignores those of their names, too, but says so.
    return bool(LENIENT.search(text) or "section name" in text and said)


def main():
    """Make the mutants, ask both, compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-n", type=int, default=3000, help="mutants")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("program")
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    wrong = accepted = 0

    with tempfile.TemporaryDirectory() as scratch:
        seeds = [pathlib.Path(path).read_bytes() for path in args.files]
        paths = list(args.files)
        for i in range(args.n):
            paths.append(os.path.join(scratch, f"{i}.wasm"))
            with open(paths[-1], "wb") as out:
                out.write(mutate(rng, rng.choice(seeds)))
        mine = ours(args.program, paths)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for path, (valid, said) in zip(paths, pool.map(theirs, paths)):
                kind, text = mine[path]
                accepted += kind == "ok"
                if path in args.files and not (valid and kind == "ok"):
                    sys.exit(f"{path} is not valid: {kind} {text} {said}")
                if not agree(kind, text, valid, said):
                    wrong += 1
                    print(f"seed {args.seed}, {os.path.basename(path)}: {kind}: {text}\n"
                          f"  wasm-validate: {'valid' if valid else said}")
    print(f"{args.n} mutants, {accepted - len(args.files)} accepted, {wrong} judged differently")
    return wrong != 0 or accepted < args.n // 50


if __name__ == "__main__":
    sys.exit(main())
