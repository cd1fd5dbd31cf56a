#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""usage: wire_seeds.py codec|client CORPUS

Start a corpus: for the codec a request of each verb, with what it must have and with all that it
may have; for the client a reply to each call that has every attribute a reply can have. Numbers,
types and sets are read from the headers.
"""
import os
import re
import struct
import sys

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def read(path):
    with open(os.path.join(TOP, path), encoding="ascii") as f:
        return f.read()


ATTRS = {name: (int(number), kind) for number, name, kind in re.findall(
    r"WK_ATTR\((\d+), (\w+), (\w+),", read("include/uapi/linux/wasm_kernel.h"))}
VERBS = {name: int(number) for number, name in re.findall(
    r"WK_VERB\((\d+), (\w+),", read("include/wasm_kernel/verbs.def"))}
CONTENT = {
    "u32": struct.pack("<I", 1), "u64": struct.pack("<Q", 1), "string": b"name\0", "flag": b"",
    "digest": bytes(32), "binary": b"f\0", "values": struct.pack("<BB6xQQ", 0x7f, 0, 5, 0),
    "frames": struct.pack("<III", 1, 2, 3),
}


def attr(name, content=None):
    number, kind = ATTRS[name]
    content = CONTENT[kind] if content is None else content
    return struct.pack("<HH", 4 + len(content), number) + content + bytes(-len(content) % 4)


def names(text):
    return re.findall(r"A\((\w+)\)", text)


def rules():
    return re.findall(r"^WK_RULE\((\w+),\s*\w+,\s*(true|false),(.*?)\)$",
                      read("include/wasm_kernel/rules.def").replace("\n\t", " "), re.M)


def codec():
    for verb, session, sets in rules():
        required, optional = re.split(r"\),\s*(?=A|NONE)|NONE,\s*", sets, maxsplit=1)
        head = struct.pack("<IHHIQII", 0, 1, VERBS[verb], 7, 9 if session == "true" else 0, 0, 0)
        must = b"".join(map(attr, names(required + ")")))
        yield verb + "-least", head + must
        yield verb + "-most", head + must + b"".join(map(attr, names(optional)))


# What a reply or event can have, with contents of a right size.
SIZED = {
    "ITEMS": bytes(2 * 128), "PROBES": bytes(2 * 128), "PAIRS": bytes(48), "DP_NOISE": bytes(32),
    "ACCOUNT": bytes(64), "MAPS": struct.pack("<IIIIQQQ64s", 1, 8, 8, 8, 0, 0, 0, b"map"),
    "RECORDS": struct.pack("<IIIIQQII", 8, 8, 0, 1, 0, 0, 0, 0) + b"contents",
    "NAMES": b"f\0", "CODE": bytes(4), "CURSOR": None, "PLACE": None, "EOF": None,
    "SEQ": bytes(8),
}


def answer(flags, payload):
    return struct.pack("<BH", flags, len(payload)) + payload


def client():
    full = b"".join(attr(name, SIZED.get(name)) for name in ATTRS
                    if SIZED.get(name, b"") is not None)
    done = attr("CODE") + attr("TRAP") + attr("FRAMES") + attr("NAMES") + attr("RESULTS")
    for call in range(64):
        events = answer(0x00 | 0x10, full) + answer(0x20, done) + answer(0x40, full)
        # The end of a run may come before the reply or after it.
        yield f"call-{call}", bytes([call]) + (answer(0x01, full) + events) * 3
    cn = struct.pack("<IIIIHH", 22, 0x5741, 0, 0, 28, 0) + bytes(28)
    whole = struct.pack("<IHHII", 16 + len(cn), 3, 0, 0, 0) + cn
    yield "raw", whole + whole
    yield "raw-error", struct.pack("<IHHIIi", 36, 2, 0, 0, 0, -1) + bytes(16)


def main():
    kind, corpus = sys.argv[1:]
    os.makedirs(corpus, exist_ok=True)
    for name, content in {"codec": codec, "client": client}[kind]():
        with open(os.path.join(corpus, name), "wb") as f:
            f.write(content)


main()
