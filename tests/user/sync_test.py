#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Code, --help, man page, completion and protocol page say the same. TAP on stdout.

usage: sync_test.py CLI [TREE]

The code is asked through "help --json", which prints the very tables that it parses with.
"""
import json
import os
import re
import subprocess
import sys

CLI = os.path.abspath(sys.argv[1])
TREE = sys.argv[2] if len(sys.argv) > 2 else os.path.join(os.path.dirname(__file__), "../..")
count = failed = 0


def read(path):
    with open(os.path.join(TREE, path), encoding="utf-8") as f:
        return f.read()


def check(name, want, got):
    """One result: two sets, or lists, or strings, that must be equal."""
    global count, failed
    count += 1
    if want == got:
        print(f"ok {count} - {name}")
        return
    failed += 1
    print(f"not ok {count} - {name}")
    if isinstance(want, set):
        print(f"# only in the code: {sorted(want - got)}; only there: {sorted(got - want)}")
    else:
        print(f"# in the code: {want!r}\n# there: {got!r}")


def run(*args):
    return subprocess.run([CLI, *args], capture_output=True, text=True, check=False).stdout


def roff_text(line):
    """An argument of a macro without its spaces and quotes."""
    return re.sub(r"\s*Ns\s*", "", line.replace("\\-", "-")).strip()


def man_options(section):
    """{(short, long, value)} of the .It Fl lines of a section."""
    found = set()
    for line in re.findall(r"^\.It (Fl .*)$", section, re.M):
        m = re.fullmatch(r"(?:Fl (\w) , )?Fl -([a-z0-9-]+)(?:=Ar (\S+))?",
                         re.sub(r" Ns = Ns ", "=", line))
        found.add((m[1] or "", m[2], m[3] or "") if m else ("?", line, ""))
    return found


def man_sections(man):
    """{verb: text} of the .Ss of VERBS, "" for what stands before the first."""
    verbs = re.search(r"^\.Sh VERBS\n(.*?)^\.Sh ", man, re.M | re.S)[1]
    parts = re.split(r"^\.Ss (.*)\n", verbs, flags=re.M)
    sections = {"": parts[0]}
    for head, text in zip(parts[1::2], parts[2::2]):
        sections[head.split()[0]] = text
    return sections


def code_options(verb):
    return {(o["short"], o["name"], o["value"]) for o in verb["options"]}


def check_man(table):
    man = read("userspace/man/wasm_kernel_cli.8")
    sections = man_sections(man)
    common = man_options(sections.pop(""))
    check("man page: verbs", {v["name"] for v in table["verbs"]}, set(sections))
    for verb in table["verbs"]:
        check(f"man page: options of {verb['name']}", code_options(verb),
              man_options(sections.get(verb["name"], "")) | common)
    exits = re.search(r"^\.Sh EXIT STATUS\n(.*?)^\.Sh ", man, re.M | re.S)[1]
    rows = re.findall(r"^\.It (\d+)\n(.*)\.$", exits, re.M)
    check("man page: exit codes",
          {(e["number"], e["meaning"].lower()) for e in table["exit_codes"]},
          {(int(n), text.lower()) for n, text in rows})


def check_completion(table):
    text = read("userspace/completion/wasm_kernel_cli")
    rows = dict(re.findall(r'^\t\[(\w+)\]="([^"]*)"', text, re.M))
    check("completion: verbs", {v["name"] for v in table["verbs"]}, set(rows))
    values = set(re.findall(r"(?<!\w)--?[a-z][a-z0-9-]*", text.split("_wasm_kernel_cli_value()")[1]
                            .split("return 1")[0]))
    for verb in table["verbs"]:
        want = {"--" + o["name"] + ("=" if o["value"] else "") for o in verb["options"]}
        check(f"completion: options of {verb['name']}", want | {"--help"},
              set(rows.get(verb["name"], "").split()))
        for o in verb["options"]:
            if not o["value"]:
                continue
            known = {"--" + o["name"]} | ({"-" + o["short"]} if o["short"] else set())
            check(f"completion: {verb['name']} --{o['name']} takes a value", known,
                  known & values)


def complete(line):
    """What bash offers behind a command line."""
    words = line.split(" ")
    script = (f". {os.path.join(TREE, 'userspace/completion/wasm_kernel_cli')}\n"
              f"COMP_WORDS=({' '.join(w or repr('') for w in words)})\n"
              f"COMP_CWORD={len(words) - 1}\n_wasm_kernel_cli\n"
              'printf "%s\\n" "${COMPREPLY[@]}"')
    out = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    return set(out.stdout.split())


def check_completes(table):
    verbs = {v["name"] for v in table["verbs"]}
    check("completion: at work on verbs", verbs, complete("wasm_kernel_cli "))
    check("completion: at work on a prefix", {"load", "list"}, complete("wasm_kernel_cli l"))
    check("completion: at work on options", {"--file=", "--fuel=", "--floats="},
          complete("wasm_kernel_cli run --f"))
    check("completion: at work on values", {"soft"}, complete("wasm_kernel_cli run --floats s"))


def check_help(table):
    text = run("help")
    check("help: verbs", {(v["name"], v["summary"]) for v in table["verbs"]},
          set(re.findall(r"^  ([a-z]+) +(.*)$", text, re.M)))
    check("help: exit codes", {(e["number"], e["meaning"]) for e in table["exit_codes"]},
          {(int(n), t) for n, t in re.findall(r"^  (\d+)  (.*)$", text, re.M)})
    for verb in table["verbs"]:
        text = run(verb["name"], "--help")
        rows = re.findall(r"^ {2}(?:-(\w|\?), |    )--([a-z0-9-]+)(?:=([A-Z=/]+))?", text, re.M)
        check(f"help: options of {verb['name']}", code_options(verb),
              {r for r in rows if r[1] not in ("help", "usage")})
        check(f"help: \"help {verb['name']}\" is its --help", text.split("\n")[0],
              run("help", verb["name"]).split("\n")[0])


def check_table(table):
    """The table against its sources: nothing may come from anywhere else."""
    defs = re.findall(r"^CLI_VERB\((\w+), ", read("userspace/cli/verbs.def"), re.M)
    check("verbs.def: verbs", set(defs), {v["name"] for v in table["verbs"]})
    check("one file per verb", set(defs),
          {d for d in defs if os.path.exists(os.path.join(TREE, f"userspace/cli/{d}.c"))})
    codes = re.findall(r"WK_EXITCODE\((\d+), \w+, \"([a-z-]+)\"", read("userspace/lib/exitcodes.h"))
    check("exitcodes.h: codes", {(int(n), name) for n, name in codes},
          {(e["number"], e["name"]) for e in table["exit_codes"]})


def rule_attrs(text):
    return set(re.findall(r"A\((\w+)\)", text))


def doc_attrs(cell):
    return ({a for a in re.findall(r"\b([A-Z_]+)\b(?!\?)", cell)},
            set(re.findall(r"\b([A-Z_]+)\?", cell)))


def check_protocol():
    """docs/protocol.md against the lists that the module is made from."""
    verbs = dict((ident, name) for ident, name in
                 re.findall(r"^WK_VERB\(\d+, (\w+), \"([a-z-]+)\"",
                            read("include/wasm_kernel/verbs.def"), re.M))
    rules = re.findall(r"^WK_RULE\((\w+), \w+, \w+,\s*([^,]*),\s*([^,]*)\)$",
                       read("include/wasm_kernel/rules.def"), re.M)
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| ([^|]*)\|", read("docs/protocol.md"), re.M))
    check("protocol.md: verbs", set(verbs.values()), set(rows))
    for ident, required, optional in rules:
        check(f"protocol.md: attributes of {verbs[ident]}",
              (rule_attrs(required), rule_attrs(optional)), doc_attrs(rows.get(verbs[ident], "")))


TABLE = json.loads(run("help", "--json"))
check_table(TABLE)
check_help(TABLE)
check_man(TABLE)
check_completion(TABLE)
check_completes(TABLE)
check_protocol()
print(f"1..{count}")
sys.exit(failed != 0)
