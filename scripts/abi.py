#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The header of the guests and the list in docs/abi.md, from include/wasm_kernel/host.def.

usage: scripts/abi.py          writes both
       scripts/abi.py --check  says what is out of step
"""

import os
import re
import sys
import textwrap

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TABLE = os.path.join(TOP, "include/wasm_kernel/host.def")
HEADER = os.path.join(TOP, "include/wasm_kernel/guest/wasm_kernel.h")
MANUAL = os.path.join(TOP, "docs/abi.md")

MODULES = {"BPF": ("bpf", "bpf_"), "NATIVE": ("wasm_kernel", "wk_")}
ROW = re.compile(r'^WK_HOST\((\w+), "(\w+)", ([^,]*), ([^,]*), ([^,]*), (\d+), \w+\)$')
DOC = re.compile(r"/\*\s(.*?)\s\*/", re.S)
WIDE = {"u64", "s64"}
PRELUDE = '''\
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * wasm_kernel for programs in C. Made by scripts/abi.py from host.def; docs/abi.md explains it.
 *
 *	clang --target=wasm32 -O2 -nostdlib -Wl,--no-entry -o x.wasm x.c
 */
#ifndef _WK_GUEST_WASM_KERNEL_H
#define _WK_GUEST_WASM_KERNEL_H

#include <stdint.h>

/* WK_HOOK("kprobe:do_exit") void on_exit(uint64_t code) { ... } */
#define WK_HOOK(name)		__attribute__((export_name(name)))

/* WK_BTF(task_pid, "task_struct.pid"): task_pid() is where the field lies in this kernel */
#define WK_BTF(ident, name)	WK_IMPORT("btf", name) int32_t ident(void);
#define WK_BTF64(ident, name)	WK_IMPORT("btf", name) int64_t ident(void);

/* WK_PARAM(wanted, "pid"): wanted() is what "--set pid=42" said */
#define WK_PARAM(ident, name)	WK_IMPORT("param", name) int64_t ident(void);

/* WK_MANIFEST({ "name": "x", "records": [ ... ] }), once, as it is */
#define WK_MANIFEST(...)	WK_MANIFEST_(#__VA_ARGS__)
#define WK_MANIFEST_(text) \\
	__asm__(".section .custom_section.wasm_kernel.manifest,\\"\\",@\\n.ascii " #text "\\n.text\\n");

#define WK_IMPORT(module, name)	__attribute__((import_module(module), import_name(name)))
'''


def fail(row, why):
    sys.exit(f"{TABLE}: {row}: {why}")


def parameters(prototype):
    inner = prototype[prototype.index("(") + 1:prototype.rindex(")")]
    return [] if inner == "void" else [p.strip() for p in inner.split(",")]


def wasm_type(c):
    """I32 or I64, of a parameter or result in C."""
    return "I64" if "*" not in c and c.split()[0] in WIDE else "I32"


def check(row, params, result, prototype):
    """Prototype and types of a row say the same."""
    if [wasm_type(p) for p in parameters(prototype)] != params.split():
        fail(row, f"the prototype has other parameters: {prototype}")
    if wasm_type(prototype.split()[0]) != result.strip():
        fail(row, f"the prototype has another result: {prototype}")


def rows():
    """(module, name, prototype, text, contexts) in the order of the table."""
    doc = None
    with open(TABLE, encoding="utf-8") as table:
        text = table.read()
    for part in re.findall(r"/\*.*?\*/|^WK_HOST\([^\n]*\)$", text, re.S | re.M):
        if part.startswith("/*"):
            doc = re.sub(r"\s*\n \* ?", " ", DOC.match(part).group(1)).strip()
            continue
        found = ROW.match(part)
        if not found or found.group(1) not in MODULES:
            continue
        module, name, params, result, contexts, _ = found.groups()
        if not doc or ": " not in doc:
            fail(name, "there is no comment with its prototype before it")
        prototype, what = doc.split(": ", 1)
        check(name, params, result, prototype)
        yield module, name, prototype, what, contexts
        doc = None


def in_c(prototype):
    return re.sub(r"\b([us])(8|16|32|64)\b",
                  lambda m: ("u" if m[1] == "u" else "") + f"int{m[2]}_t", prototype)


def declaration(module, name, prototype):
    import_module, prefix = MODULES[module]
    result, rest = prototype.split(" ", 1)
    lines = textwrap.wrap(f"{in_c(result)} {prefix}{name}{in_c(rest)};", 92)
    body = "\n\t".join(lines)
    return f'WK_IMPORT("{import_module}", "{name}")\n{body}\n'


def header():
    out = [PRELUDE]
    for module, name, prototype, what, _ in rows():
        comment = "\n * ".join(textwrap.wrap(what, 90))
        comment = f"/*\n * {comment}\n */" if "\n" in comment else f"/* {comment} */"
        out.append(f"\n{comment}\n{declaration(module, name, prototype)}")
    return "".join(out) + "\n#endif /* _WK_GUEST_WASM_KERNEL_H */\n"


def where(contexts):
    words = [c.strip() for c in contexts.split("|")]
    if "ANY" in words:
        return "any"
    names = {"PROCESS": "process", "SOFTIRQ": "softirq", "HARDIRQ": "probe", "NMI": "NMI",
             "PROBE": "process, probe, NMI"}
    return ", ".join(names[w] for w in words if w in names)


def table_of(module):
    lines = ["| function | where | what |", "|---|---|---|"]
    for m, name, prototype, what, contexts in rows():
        if m == module:
            result, rest = prototype.split(" ", 1)
            user = "" if "KERNEL" in contexts else " ¹"
            dp = " ²" if re.search(r"\bDP\b", contexts) else ""
            lines.append(f"| `{result} {name}{rest}` | {where(contexts)}{user}{dp} | {what} |")
    return "\n".join(lines) + "\n"


def manual():
    with open(MANUAL, encoding="utf-8") as page:
        text = page.read()
    for module in MODULES:
        begin, end = f"<!-- table {module} -->\n", f"<!-- end {module} -->"
        if begin not in text or end not in text:
            sys.exit(f"{MANUAL}: there is no place for {module}")
        before, rest = text.split(begin, 1)
        text = before + begin + table_of(module) + end + rest.split(end, 1)[1]
    return text


def main():
    stale = []
    if len(list(rows())) < 80:
        sys.exit(f"{TABLE}: the rows are not understood")
    for path, wanted in (HEADER, header()), (MANUAL, manual()):
        have = open(path, encoding="utf-8").read() if os.path.exists(path) else ""
        if have == wanted:
            continue
        stale.append(os.path.relpath(path, TOP))
        if "--check" not in sys.argv:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as out:
                out.write(wanted)
    if stale and "--check" in sys.argv:
        sys.exit("out of step with host.def, run scripts/abi.py: " + ", ".join(stale))


if __name__ == "__main__":
    main()
