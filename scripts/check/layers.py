#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""no part includes what it must not know"""

import os
import re
import sys

# Who may include whom. Every folder may include itself and include/.
MAY = {
    "module/wasm": [],
    "module/dp": [],
    "module/map": [],
    "module/stream": [],
    "module/host": ["module/wasm", "module/map", "module/stream", "module/dp"],
    "module/prog": ["module/wasm", "module/host"],
    "module/attach": ["module/prog", "module/host", "module/wasm", "module/map",
                      "module/stream", "module/dp"],
    "module/link": ["module/prog", "module/attach", "module/stream", "module/map", "module/dp"],
    "module": ["module/wasm", "module/dp", "module/map", "module/stream", "module/host",
               "module/prog", "module/attach", "module/link"],
    "userspace/lib": [],
    # inspect and validate use the engine as a library, dp plan the arithmetic of privacy.
    "userspace/cli": ["userspace/lib", "module/wasm", "module/dp"],
    # So that anyone can check the noise.
    "userspace/dp-sample": ["userspace/lib", "module/dp"],
    "userspace/wk-run": ["userspace/lib", "module/wasm", "module/host"],
}
# What describes the kernel, or builds a part of it in user space, belongs to no part.
COMMON = ["module/compat.h", "module/limits.h", "module/wasm/shim.h"]
# Parts that know nothing of ours, not even the wire format or the tables of the guests.
FREESTANDING = ["module/wasm", "module/dp", "module/map"]

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<((?:linux/)?wasm_kernel[^>]*)>)')


def resolve(folder, line):
    """The path of ours that a line includes, or None."""
    found = INCLUDE.match(line)
    if not found:
        return None
    if found.group(2):
        path = found.group(2)
        return ("include/uapi/" if path.startswith("linux/") else "include/") + path
    near = os.path.normpath(os.path.join(folder, found.group(1)))
    return near if os.path.exists(near) else None


def allowed(folder, target):
    home = os.path.dirname(target)
    if home == folder:
        return True
    if home.startswith("include"):
        return folder not in FREESTANDING
    if folder.startswith("module") and target in COMMON:
        return folder not in FREESTANDING or target.endswith("shim.h")
    return home in MAY[folder]


def offences(folder):
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if not os.path.isfile(path) or not re.search(r"\.([ch]|def)$", name):
            continue
        with open(path, encoding="utf-8") as source:
            for number, line in enumerate(source, 1):
                target = resolve(folder, line)
                if target and not allowed(folder, target):
                    yield f"{path}:{number}: may not include {target}"


def main():
    found = [o for folder in MAY if os.path.isdir(folder) for o in offences(folder)]
    known = set(MAY)
    for root in ("module", "userspace"):
        for folder, _, names in os.walk(root):
            if folder not in known and any(re.search(r"\.[ch]$", n) for n in names):
                found.append(f"{folder}: not in the table of layers")
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
