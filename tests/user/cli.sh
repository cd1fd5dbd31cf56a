#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What wasm_kernel_cli does without the module: files, words, codes. And that help, man page,
# completion and code agree, and that a disagreement would be seen. TAP on stdout.
#
#   tests/user/cli.sh CLI
. "$(dirname "$0")/../lib.sh"

CLI=$(realpath "$1")
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR" || exit 2

# says NAME STATUS PATTERN ARG...: exit code, and a line of stdout or stderr
says()
{
	local name=$1 want=$2 pattern=$3 got=0 output

	shift 3
	output=$("$CLI" "$@" 2>&1 </dev/null) || got=$?
	if [ $got = "$want" ] && grep -qE -e "$pattern" <<<"$output"; then
		pass "$name"
	else
		fail "$name" "status $got, expected $want and $pattern
$output"
	fi
}

# json NAME STATUS EXPRESSION ARG...: one object o of which the Python expression holds
json()
{
	local name=$1 want=$2 expression=$3 got=0 output

	shift 3
	output=$("$CLI" "$@" 2>err </dev/null) || got=$?
	if [ $got = "$want" ] && [ ! -s err ] &&
	   python3 -c 'import json, sys
o = json.loads(sys.argv[1]); sys.exit(not eval("(" + sys.argv[2] + ")"))' "$output" "$expression"; then
		pass "$name"
	else
		fail "$name" "status $got, expected $want and $expression
$output
$(cat err)"
	fi
}

cat >all.wat <<'END'
(module $all
  (import "env" "a \"b\"" (func (param i32 i64) (result f32)))
  (import "env" "t" (table 1 2 externref))
  (memory (export "memory") 1 16)
  (global (export "g") (mut i64) (i64.const 5))
  (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
  (func $s)
  (start $s)
  (elem declare func $s)
  (data (i32.const 0) "x"))
END
wat2wasm --debug-names all.wat -o all.wasm
wat2wasm --no-check -o typed.wasm - <<<'(module (func (export "f") (result i32) i64.const 1))'
head -c 60 all.wasm >cut.wasm
echo "no module" >text.wasm
size=$(stat -c %s all.wasm)
sum=$(sha256sum all.wasm | cut -d' ' -f1)

# ---- inspect ----
says "inspect: size" 0 "^all.wasm: $size bytes$" inspect -f all.wasm
says "inspect: digest" 0 "^sha256  $sum$" inspect -f all.wasm
says "inspect: name of the module" 0 '^name    "all"$' inspect -f all.wasm
says "inspect: start function" 0 '^start   func 2$' inspect -f all.wasm
says "inspect: counts" 0 '^counts  .*1 imported function, 2 functions, 1 global' inspect -f all.wasm
says "inspect: an import, its name escaped" 0 \
	'^  func   "env" "a .x22b.x22"  \(i32, i64\) -> f32$' inspect -f all.wasm
says "inspect: an imported table" 0 '^  table  "env" "t"  externref, 1 to 2 entries$' \
	inspect -f all.wasm
says "inspect: an export" 0 '^  func   1     "add"  \(i32, i32\) -> i32$' inspect -f all.wasm
says "inspect: a mutable global" 0 '^  global 0     "g"  mutable i64$' inspect -f all.wasm
says "inspect: limits" 0 '^  0      1 to 16 pages \(64 KiB to 1 MiB\)$' inspect -f all.wasm
says "inspect: a section" 0 '^  code +0x[0-9a-f]+ +[0-9]+ +2$' inspect -f all.wasm
says "inspect: a custom section" 0 '^  "name" +[0-9]+ bytes$' inspect -f all.wasm
says "inspect: an invalid module is shown" 0 '^valid   no: invalid: .*i32.*i64' inspect -f typed.wasm
says "inspect: with its exports" 0 '^  func   0     "f"  \(\) -> i32$' inspect -f typed.wasm
says "inspect: what cannot be decoded is not" 244 '^wasm_kernel_cli: cut.wasm: malformed: ' \
	inspect -f cut.wasm
json "inspect: JSON" 0 "o['size'] == $size and o['sha256'] == '$sum' and o['valid'] and
	o['imports'][0]['name'] == 'a \"b\"' and o['start'] == 2 and
	o['exports'][2]['type'] == {'params': ['i32', 'i32'], 'results': ['i32']} and
	o['memories'] == [{'min': 1, 'max': 16}]" inspect -f all.wasm -j
json "inspect: JSON of an invalid module" 0 "not o['valid'] and o['error']['code'] == 'invalid' and
	o['error']['func'] == 0 and o['error']['offset'] > 8" inspect --json --file=typed.wasm

# ---- validate ----
says "validate: a valid module" 0 '^$' validate -f all.wasm
says "validate: an invalid one" 244 'typed.wasm: invalid: .*func.* 0' validate -f typed.wasm
says "validate: one that is cut short" 244 'cut.wasm: malformed: ' validate -f cut.wasm
says "validate: no module at all" 244 'text.wasm: malformed: .*magic' validate -f text.wasm
printf '\n  ;; text\n(module)' >module.wat
for verb in run load inspect validate; do
	says "$verb: a module as text" 244 'module.wat: .* text: wat2wasm' $verb -f module.wat
done
says "validate: no file" 241 'no.wasm: No such file' validate -f no.wasm
says "validate: a directory" 241 'Is a directory' validate -f .
json "validate: JSON" 0 "o == {'code': 'ok'}" validate -j -f all.wasm
json "validate: JSON of an invalid module" 244 "o['code'] == 'invalid' and o['func'] == 0" \
	validate -j -f typed.wasm
truncate -s $((64 * 1024 * 1024 + 1)) large.wasm
says "validate: a file that is too large" 244 'larger than 64 MiB' validate -f large.wasm
if [ -z "$("$CLI" validate -f - <all.wasm 2>&1)" ]; then
	pass "validate: standard input"
else
	fail "validate: standard input"
fi

# module NAME EXPORT MANIFEST: one function under that name; no manifest beside it for ""
module()
{
	wat2wasm -o "$1.wasm" - <<<"(module (func (export \"$2\")))"
	if [ -n "$3" ]; then echo "$3" >"$1.json"; else rm -f "$1.json"; fi
}

module hook kprobe:do_exit '{"records": [{"id": 1, "name": "r", "fields": [{"name": "n", "type": "u32"}]}]}'
says "validate: hooks and a manifest" 0 '^$' validate -f hook.wasm
module hook kprobe:do_exit '{"records": [{"id": 1, "name": "r", "fields": [{"name": "n", "type": "u23"}]}]}'
says "validate: a type that is none" 244 'there is no type .u23., did you mean u32\?' \
	validate -f hook.wasm
module hook kprobe:do_exit '{"recrods": []}'
says "validate: a key that is none" 244 'no key .recrods., did you mean records\?' validate -f hook.wasm
module hook kprob:do_exit ""
says "validate: a hook of no kind" 244 'no such kind of hook, did you mean kprobe\?' validate -f hook.wasm
says "run: a hook of no kind" 254 'no such kind of hook, did you mean kprobe\?' run -f hook.wasm
says "inspect: a hook of no kind" 0 'kprob:do_exit.  .*did you mean kprobe' inspect -f hook.wasm
wat2wasm -o plain.wasm - <<<'(module (func (export "_start")) (func (export "time:now")))'
says "validate: a program with a name that is almost a hook" 0 '^$' validate -f plain.wasm
echo '{"port": 80}' >plain.json
says "validate: a program beside a file of its own" 0 '^$' validate -f plain.wasm
module hook "timer:soon" ""
says "validate: no interval" 244 'soon. is no interval' validate -f hook.wasm
# shellcheck disable=SC2016
module hook 'uprobe:$exe:main' '{"params": [{"name": "exe", "type": "text"}]}'
says "validate: a parameter may still be without value" 0 '^$' validate -f hook.wasm
# shellcheck disable=SC2016
module hook 'uprobe:$eexe:main' '{"params": [{"name": "exe", "type": "text"}]}'
says "validate: a parameter that is none" 244 'no text parameter .eexe' validate -f hook.wasm
module hook wasi:cli/run ""
says "validate: whoever has no hook may export any name" 0 '^$' validate -f hook.wasm
module hook kprobe:do_exit ""
says "run: hooks have no environment" 240 'no environment, but parameters' run -f hook.wasm -e A=1

# ---- usage ----
says "no verb" 240 'what to do is missing' ; says "a wrong verb" 240 'there is no verb frob' frob
says "help" 0 '^  run +run a program' help
says "--help" 0 '^  run +run a program' --help
says "--version" 0 "^wasm_kernel_cli [0-9.]*, protocol 2$" --version
for verb in run load inspect validate; do
	says "$verb: no file" 240 'which file' $verb
	says "$verb: a wrong option" 240 'unrecognized option' $verb --frob
done
for verb in load inspect validate; do
	says "$verb: a file without -f" 240 'write -f all.wasm' $verb all.wasm
done
says "run: a file without -f" 240 'which file. .-f all.wasm' run all.wasm
says "unload: nothing named" 240 'which programs' unload
says "unload: all and one" 240 'which programs' unload --all 1
says "list: an argument" 240 'Too many arguments' list x
says "run: a file and a program" 240 'not both' run -f all.wasm -p 1
for value in fuel=0 fuel=x fuel=-1 memory=0 memory=5G memory=x timeout=0 timeout=-1 timeout=1h \
	floats=hard stack=0 env==x env=x program=0 program=4294967296; do
	says "run: --$value" 240 "--${value%%=*} cannot be ${value#*=}" run -f all.wasm "--$value"
done
says "help: a wrong verb" 240 'there is no verb frob$' help frob
says "a verb misspelt" 240 'there is no verb detahc, did you mean detach\?' detahc
says "help: a verb misspelt" 240 'there is no verb stat, did you mean stats\?' help stat
json "help: JSON" 0 "len(o['verbs']) > 8 and o['exit_codes'][0]['number'] == 239" help --json

# ---- arguments are looked at before the kernel is ----
says "run: no such function" 245 'no function "f"; it exports add$' run -f all.wasm --invoke f
says "run: nothing to call" 245 'exports neither _start nor main' run -f all.wasm
says "run: too many arguments" 240 'takes 2 arguments \(i32, i32\), and 3 are given' \
	run -f all.wasm -i add 1 2 3
says "run: out of range" 240 'argument 1: .*i32' run -f all.wasm -i add 4294967296 1
says "run: an untyped argument" 240 '"5" has no type' run -p 1 -i add 5

# ---- the module is not there ----
if grep -q '22:22337' /proc/net/connector 2>/dev/null; then
	skip "not loaded" "it is"
else
	says "run: not loaded" 242 '^wasm_kernel_cli: wasm_kernel is not loaded: insmod wasm_kernel.ko$' \
		run -f all.wasm -i add 1 2
	says "run: an invalid module, too" 242 'not loaded' run -f typed.wasm
	says "run: a program with a name that is almost a hook" 242 'not loaded' run -f plain.wasm
	says "load: not loaded" 242 'not loaded' load -f all.wasm
	json "list: not loaded" 242 "o['code'] == 'not-loaded'" list -j
	json "version: not loaded" 0 "o['module'] is None and o['client']['protocol'] == 2" version -j
fi

# ---- streams ----
expect "a full disk is an error" 241 sh -c "'$CLI' help >/dev/full"
expect "closed streams do no harm" 0 sh -c "'$CLI' validate -f all.wasm <&- >&- 2>&-"

# ---- dp plan: by hand, from the formulas of docs/dp.md ----
json "dp plan: a counter active all day" 0 \
	'o["scale"] == "1920/1" and o["eps"] == "1" and o["sd_tenths"] == 27153 and o["ci95"] == 5760 and
	 o["error_permille"] == 2716' dp plan -j --metric execs --unit uid --cap 20 --window 15m --eps 1 --users 50
json "dp plan: a counter active once" 0 'o["scale"] == "80/1" and o["windows"] == 96' \
	dp plan -j --cap 20 --active 1 --eps 1/2
json "dp plan: a histogram active once" 0 'o["scale"] == "80/1" and o["kind"] == "histogram"' \
	dp plan -j --cap 20 --active 1 --eps 0.5 --kind histogram --cells 40
json "dp plan: rho" 0 'o["sigma2"] == "64000000/1" and o["rho"] == "0.5" and o["error_permille"] == 160 and
	 o["eps"].startswith("5.765") and o["delta_log2"] == -20' \
	dp plan -j --cap 1000 --active 32 --rho 1/2 --users 50 --delta 20
json "dp plan: a third is rounded up nowhere but in the charge" 0 'o["scale"] == "6/1" and o["eps"] == "0.333333334"' \
	dp plan -j --cap 1 --active 1 --eps 1/3
# By hand: b1 = 5cC/(2 eps), b = 10cC/(3 eps); b1 = 4 l0 W/eps, tau = 1 + 16 (31 + 1) ln 2; sigma^2 = 2 (1 + 6 * 1) C^2/(2 rho).
json "dp plan: a watch" 0 'o["scale"] == "400/3" and o["scale_threshold"] == "100/1" and o["eps"] == "1"' \
	dp plan -j --kind watch --cap 20 --eps 1 --alarms 2
json "dp plan: keyed-open" 0 'o["scale"] == "160/1" and o["scale_units"] == "16/1" and o["delta"] == "2^-30" and
	 o["threshold"] == 356 and o["eps"] == "1"' \
	dp plan -j --kind keyed-open --cells 20 --per-unit 2 --cap 20 --eps 1 --active 2
json "dp plan: a running total" 0 'o["sigma2"] == "5600/1" and o["rho"] == "0.5" and o["sd_tenths"] == 1980' \
	dp plan -j --kind total --cap 20 --rho 1/2 --active 1
says "dp plan: a watch has alarms" 240 "--alarms" dp plan --kind watch --cap 1 --eps 1
says "dp plan: a watch does not care in how many windows" 240 "would change nothing" \
	dp plan --kind watch --cap 1 --eps 1 --alarms 1 --active 3
json "dp plan: a cgroup at a depth" 0 'o["unit"] == "cgroup" and o["depth"] == 2' \
	dp plan -j --cap 20 --eps 1 --unit 'cgroup(2)'
says "dp plan: it says so" 0 "unit cgroup\(2\)" dp plan --cap 20 --eps 1 --unit 'cgroup(2)'
says "dp plan: not at any depth" 240 "there is no unit" dp plan --cap 20 --eps 1 --unit 'cgroup(65)'
says "dp rearm: whose" 240 "which attachment" dp rearm
says "dp plan: keyed-open has keys per unit" 240 "--per-unit" dp plan --kind keyed-open --cells 9 --cap 1 --eps 1
says "dp plan: a running total has Gaussian noise" 240 "Gaussian" dp plan --kind total --cap 1 --eps 1
says "dp plan: what fewer windows would buy" 0 "--active 1 .*within 120" dp plan --cap 20 --eps 1
says "dp plan: says when it is useless" 0 "That is useless" dp plan --cap 20 --eps 1 --users 50
says "dp plan: the promise" 0 "at most e\^1 times as probable" dp plan --cap 20 --eps 1
says "dp plan: a histogram needs cells" 240 "how many cells" dp plan --cap 1 --eps 1 --kind histogram
says "dp plan: epsilon above 8" 240 "above 8" dp plan --cap 1 --eps 801/100
says "dp plan: no budget" 240 "how much" dp plan --cap 1
says "dp plan: two budgets" 240 "not both" dp plan --cap 1 --eps 1 --rho 1
says "dp plan: no cap" 240 "--cap" dp plan --eps 1
says "dp plan: a delta that is too large" 240 "delta is from" dp plan --cap 1 --rho 1 --delta 19
says "dp plan: too few buckets" 240 "power of two" dp plan --cap 1 --eps 1 --buckets 32
says "dp plan: active in more windows than there are" 240 "active in 1" dp plan --cap 1 --eps 1 --active 97
says "dp plan: windows that do not fit" 240 "whole number of windows" dp plan --cap 1 --eps 1 --window 7m
says "dp plan: tgid is weak" 240 "--weak" dp plan --cap 1 --eps 1 --unit tgid
says "dp plan: unless that is meant" 0 "unit tgid" dp plan --cap 1 --eps 1 --unit tgid --weak
says "dp plan: noise that cannot be drawn" 240 "noise cannot be drawn|cannot be drawn" \
	dp plan --cap 1073741824 --eps 1/1000000

# ---- dp import-toml ----

# toml NAME LINE...: a field "f" with these settings besides what every one needs
toml()
{
	local name=$1

	shift
	printf '%s\n' '[f]' 'type = "Laplace"' 'sensitivity = 100' 'epsilon = 0.5' 'unit = "int"' |
		grep -vE "^($(printf '%s|' "${@%% *}")-)( |$)" >"$name.toml"
	printf '%s\n' "$@" | grep -v ' $' >>"$name.toml"
}

import='dp import-toml -j --cap 3 --active 2 --clamp f=0:100'
toml right
json "dp import-toml: a field" 0 'o["name"] == "right" and
	o["records"][0]["fields"] == [{"name": "f", "type": "i64"}] and
	o["records"][0]["private"] == {"unit": "uid", "cap": 3, "active": 2, "window": 900,
		"epoch": 86400, "buckets": 4096, "fields": [{"field": "f", "min": 0, "max": 100,
		"mech": "laplace", "scale": "200/1"}]}' $import right.toml
toml exact 'epsilon = 0.3' 'mu = -1_0'
json "dp import-toml: no digit is lost" 0 'o["name"] == "t" and
	o["records"][0]["private"]["fields"][0]["scale"] == "1000/3" and
	o["records"][0]["private"]["fields"][0]["shift"] == -10' $import --tag t exact.toml
says "dp import-toml: what it costs" 0 'epsilon 0.500000000, .* 3.000000000 of' \
	dp import-toml --cap 3 --active 2 --clamp f=0:100 right.toml
# 2 ln(1.25/delta) (100/0.8)^2, in parts of 1024
toml gaussian 'type = "Gaussian"' 'epsilon = 0.8' 'delta = 1e-7'
json "dp import-toml: Gaussian noise, rounded up" 0 '0 <= eval(
	o["records"][0]["private"]["fields"][0]["sigma2"]) - 31250 * __import__("math").log(1.25e7) < .002' \
	$import gaussian.toml
says "dp import-toml: in rho" 0 'record costs rho' dp import-toml --cap 1 --clamp f=0:100 gaussian.toml

# refused PATTERN LINE...: settings that cannot be taken over, and the reason
refused()
{
	local pattern=$1

	shift
	toml wrong "$@"
	says "dp import-toml: ${*:-nothing}: $pattern" 244 "f: .*$pattern" $import wrong.toml
}

refused 'the same noise' 'rng_seed = "1234"'
refused 'smaller unit' 'unit = "float"'
refused 'means float' 'unit '
refused '"Laplace" and "Gaussian"' 'type = "Uniform"'
refused 'whole number above 0' 'sensitivity = 0.5'
refused 'whole number above 0' 'sensitivity '
refused 'above 0' 'epsilon = -1'
refused 'no number' 'epsilon = inf'
refused 'no number' 'epsilon = "1"'
refused 'no number' 'epsilon = 1e-40'
refused 'promises nothing' 'epsilon = 9'
refused 'whole number' 'mu = 0.5'
refused 'does not know it' 'lambda = 3'
refused '100 apart|further|apart' 'sensitivity = 99'
refused 'delta has to be' 'type = "Gaussian"'
refused 'below 1 only' 'type = "Gaussian"' 'epsilon = 1' 'delta = 1e-7'
refused 'above 2.-20' 'type = "Gaussian"' 'delta = 1e-5'
says "dp import-toml: no bounds" 244 "f: no bounds.*--clamp f=LO:HI" dp import-toml --cap 3 right.toml
says "dp import-toml: bounds that are none" 244 "two whole numbers" \
	dp import-toml --cap 3 --clamp f=0-100 right.toml
says "dp import-toml: bounds of nobody" 244 "no such field" $import --clamp g=0:1 right.toml
says "dp import-toml: no cap" 244 "without end" dp import-toml --clamp f=0:100 right.toml
says "dp import-toml: all that is wrong is said" 244 "2 things" dp import-toml right.toml
says "dp import-toml: no file" 240 "which file" dp import-toml
says "dp import-toml: a file that is not there" 241 "No such file" dp import-toml none.toml
says "dp import-toml: no unit of ours" 240 "unit tgid protects nobody" $import --unit tgid right.toml
echo 'a = = 1' >broken.toml
says "dp import-toml: no TOML" 244 "broken.toml:1: " $import broken.toml
printf 'x = 1\n' >top.toml
says "dp import-toml: a setting outside" 244 "no table" $import top.toml
: >empty.toml
says "dp import-toml: nothing there" 244 "no field" $import empty.toml
printf '["a b"]\ntype = "Laplace"\nsensitivity = 1\nepsilon = 1\nunit = "int"\n' >blank.toml
says "dp import-toml: a name with a blank" 244 "can name a field" $import blank.toml
"$CLI" $import right.toml >private.json
wat2wasm --no-check -o private.wasm - <<<'(module (func (export "hook:timer:1s")))'
json "its manifest is understood" 0 'o["manifest"]["records"][0]["name"] == "right"' inspect -j -f private.wasm

# wrong WHAT PATTERN PROGRAM: the manifest, as python changes it
wrong()
{
	python3 -c 'import json, sys; o = json.load(open("private.json")); r = o["records"][0]
p = r["private"]; f = p["fields"][0]; exec(sys.argv[1]); json.dump(o, open("wrong.json", "w"))' "$3"
	cp private.wasm wrong.wasm
	says "private: $1" 0 "$2" inspect -f wrong.wasm
}
wrong "no cap" '"cap" is missing' 'del p["cap"]'
wrong "no window" '"window" is missing' 'del p["window"]'
wrong "no unit" 'who is protected' 'del p["unit"]'
wrong "no field of the record" 'no field g' 'f["field"] = "g"'
wrong "no number" 'f is no whole number' 'r["fields"][0]["type"] = "char[8]"'
wrong "no bound" '"max" is no whole number' 'del f["max"]'
wrong "no mechanism" '"mech" is' 'f["mech"] = "uniform"'
wrong "no noise" 'how much noise' 'del f["scale"]'
wrong "what is not known" 'no key "seed"' 'f["seed"] = 5'
wrong "no fields" 'no list of 1 to 16' 'p["fields"] = []'
wrong "raw records beside" 'or none' 'o["records"].append({"id": 2, "name": "raw", "fields": r["fields"]})'
wrong "a map beside" 'or none' 'o["maps"] = [{"name": "m", "kind": "hash", "key": "u8", "value": "u8", "entries": 1}]'

# ---- agreement ----
while IFS= read -r line; do
	case $line in
	"ok "*)		pass "agree: ${line#* - }" ;;
	"not ok "*)	fail "agree: ${line#* - }" ;;
	"#"*)		echo "$line" ;;
	esac
done < <("$TOP/tests/user/sync_test.py" "$CLI")

# disagree FILE SED: a change of one file that the test must see
disagree()
{
	local tree=$DIR/tree

	rm -rf "$tree"
	mkdir -p "$tree/userspace/lib" "$tree/include" "$tree/docs"
	cp -r "$TOP/userspace/cli" "$TOP/userspace/man" "$TOP/userspace/completion" "$tree/userspace"
	cp "$TOP/userspace/lib/exitcodes.h" "$tree/userspace/lib"
	cp -r "$TOP/include/wasm_kernel" "$tree/include"
	cp "$TOP/docs/protocol.md" "$tree/docs"
	sed -i "$2" "$tree/$1"
	if cmp -s "$TOP/$1" "$tree/$1"; then
		fail "disagreement: $1: $2" "changes nothing"
	else
		expect "disagreement is seen: $1: $2" 1 "$TOP/tests/user/sync_test.py" "$CLI" "$tree"
	fi
}

disagree userspace/man/wasm_kernel_cli.8 '/Fl -strict/d'
disagree userspace/man/wasm_kernel_cli.8 's/Fl -fuel/Fl -fule/'
disagree userspace/man/wasm_kernel_cli.8 '/^.Ss unload/d'
disagree userspace/man/wasm_kernel_cli.8 's/^.It 246/.It 264/'
disagree userspace/completion/wasm_kernel_cli 's/--env= //'
disagree userspace/completion/wasm_kernel_cli '/\[unload\]/d'
disagree userspace/completion/wasm_kernel_cli 's/| --stack//'
disagree userspace/completion/wasm_kernel_cli 's/auto soft fpu/auto fpu/'
disagree userspace/cli/verbs.def '/CLI_VERB(load/d'
disagree userspace/lib/exitcodes.h 's/WK_EXITCODE(246/WK_EXITCODE(256/'
disagree include/wasm_kernel/rules.def 's/A(FUEL) | A(MEMORY)/A(MEMORY)/'
disagree docs/protocol.md '/^| `kill`/d'
done_testing
