#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""MessagePack of python3-msgpack comes back as the JSON that it was made from. TAP on stdout.

usage: trace_oracle.py TRACE_TEST [ROUNDS]
"""
import json
import random
import subprocess
import sys

import msgpack

TEST = sys.argv[1]
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 150
rand = random.Random(22)


def value(depth):
    """A random value, and what JSON it must become."""
    kind = rand.randrange(9 if depth < 4 else 7)
    if kind == 0:
        v = rand.choice([0, 1, -1, 127, 128, -32, -33, 255, 256, 65535, 65536, 2**31, -2**31,
                         2**32, 2**63 - 1, -2**63, rand.getrandbits(60)])
        return v, v
    if kind == 1:
        v = rand.choice([2**63, 2**64 - 1])
        return v, str(v)
    if kind == 2:
        v = rand.choice([True, False, None])
        return v, v
    if kind == 3:
        v = rand.choice([0.5, -1e300, 1.1, 3.0])
        return v, v
    if kind == 4:
        v = "".join(rand.choice("aä€\U0001f427\"\\\n\x1b") for _ in range(rand.choice([0, 3, 40, 300])))
        return v, v
    if kind == 5:
        v = rand.randbytes(rand.choice([0, 1, 300]))
        return v, {"bin": v.hex()}
    if kind == 6:
        data = rand.randbytes(rand.choice([1, 2, 3, 4, 16, 17, 300]))
        code = rand.randrange(1, 128)
        return msgpack.ExtType(code, data), {"ext": code, "data": data.hex()}
    pairs = [value(depth + 1) for _ in range(rand.choice([0, 1, 3, 15, 16]))]
    if kind == 7:
        return [p[0] for p in pairs], [p[1] for p in pairs]
    return ({f"k{i}": p[0] for i, p in enumerate(pairs)},
            {f"k{i}": p[1] for i, p in enumerate(pairs)})


def decode(data):
    out = subprocess.run([TEST, "--msgpack"], input=data, capture_output=True, check=True).stdout
    return out.decode().strip()


def main():
    wrong = cut = 0
    for _ in range(ROUNDS):
        v, want = value(0)
        data = msgpack.packb(v, use_bin_type=True)
        if json.loads(decode(data)) != want:
            wrong += 1
            print(f"# {data!r}")
        # All but the end of it is no value.
        if len(data) > 1 and decode(data[:-1]) != "malformed" and data[0] not in b"\x00":
            cut += 1
            print(f"# cut: {data[:-1]!r}")
    print(f"{'not ' if wrong else ''}ok 1 - {ROUNDS} values of python3-msgpack")
    print(f"{'not ' if cut else ''}ok 2 - without their last byte they are refused")
    # Fluent Bit's shape: a pair of time and metadata, then the body.
    stamp = msgpack.ExtType(0, bytes.fromhex("64ac3b5e00000001"))
    data = msgpack.packb([[stamp, {}], {"log": "hello"}])
    want = [["2023-07-10T17:09:50.000000001Z", {}], {"log": "hello"}]
    same = json.loads(decode(data)) == want
    print(f"{'' if same else 'not '}ok 3 - an event of Fluent Bit")
    print("1..3")
    return 1 if wrong or cut or not same else 0


if __name__ == "__main__":
    sys.exit(main())
