# SPDX-License-Identifier: GPL-2.0
# What the descriptions of real programs share: fetching, building, recording cases.
#
# A description, programs/NAME.sh, is sourced in an empty folder $work. It leaves modules and
# cases in $out: $out/*.wasm and $out/cases/CASE/{wasm,args,stdin,stdout,code}.

cache=${WK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/wasm_kernel}/real

say() { echo "# $*" >&2; }
die() { say "$*"; exit 1; }

# The description cannot be followed on this machine: not an error of ours.
skip() { say "$*"; exit 77; }

# need PACKAGE...: installs what is missing
need() {
	local p missing=()
	for p; do
		dpkg-query -W -f '${Status}\n' "$p" 2>/dev/null | grep -q ' installed$' ||
			missing+=("$p")
	done
	[ ${#missing[@]} = 0 ] && return
	say "installing ${missing[*]}"
	DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
		-o DPkg::Lock::Timeout=600 "${missing[@]}" >"$work/apt.log" 2>&1 ||
		{ tail -5 "$work/apt.log" >&2; die "apt-get cannot install ${missing[*]}"; }
}

apt_src() {
	apt-get -q -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$cache/apt/parts" \
		-o "Dir::State::lists=$cache/apt/lists" \
		-o "Dir::Cache::archives=$cache/apt/archives" \
		-o "Dir::Cache::pkgcache=" -o "Dir::Cache::srcpkgcache=" \
		-o APT::Sandbox::User=root "$@"
}

# The machine's own sources, asked for source packages as well. Lists are kept for a day.
apt_src_update() {
	local f
	[ -n "$(find "$cache/apt/updated" -mmin -1440 2>/dev/null)" ] && return
	say "fetching the lists of source packages"
	rm -rf "$cache/apt"
	mkdir -p "$cache/apt/parts" "$cache/apt/lists/partial" "$cache/apt/archives/partial"
	. /etc/os-release
	for f in /etc/apt/sources.list /etc/apt/sources.list.d/*.list \
		 /etc/apt/sources.list.d/*.sources; do
		grep -q "$VERSION_CODENAME" "$f" 2>/dev/null || continue
		case $f in
		*.sources) sed 's/^Types:.*/Types: deb-src/' "$f" ;;
		*) sed -n 's/^deb /deb-src /p' "$f" ;;
		esac > "$cache/apt/parts/${f##*/}"
	done
	apt_src update >"$cache/apt/log" 2>&1 && touch "$cache/apt/updated"
}

# fetch_source PACKAGE: unpacks a Debian source package, patches applied, and goes there
fetch_source() {
	need dpkg-dev
	apt_src_update || skip "apt has no source packages here"
	say "fetching the source of $1"
	apt_src source "$1" >"$work/source.log" 2>&1 ||
		{ tail -5 "$work/source.log" >&2; die "cannot fetch the source of $1"; }
	cd "$work"/*/ || die "no folder in the source of $1"
}

# compile NAME FLAGS-AND-SOURCES...: the same source natively ($work/NAME) and as $out/NAME.wasm.
# long double differs between machines and contraction between compilers: programs that care say so.
compile() {
	local name=$1
	shift
	need clang-14 lld wasi-libc libclang-rt-14-dev-wasm32 gcc libc6-dev
	say "compiling $name"
	cc -O2 -w -ffp-contract=off -o "$work/$name" "$@" -lm 2>"$work/cc.log" ||
		die "$name: native build failed: $(grep -m 3 error "$work/cc.log")"
	clang-14 --target=wasm32-wasi -O2 -w -ffp-contract=off -D_WASI_EMULATED_SIGNAL \
		-D_WASI_EMULATED_PROCESS_CLOCKS -D_WASI_EMULATED_MMAN -D_WASI_EMULATED_GETPID \
		-o "$out/$name.wasm" "$@" "$here/support/wasi_missing.c" \
		-lm -lwasi-emulated-signal -lwasi-emulated-process-clocks \
		-lwasi-emulated-mman -lwasi-emulated-getpid 2>"$work/cc.log" ||
		die "$name: wasm build failed: $(grep -m 3 error "$work/cc.log")"
}

# record CASE NAME STDIN ARGS...: what NAME answers natively is what every engine must answer
record() {
	local dir=$out/cases/$1 name=$2 input=$3
	shift 3
	mkdir -p "$dir"
	echo "$name.wasm" > "$dir/wasm"
	printf '%s\n' "$@" > "$dir/args"
	[ $# = 0 ] && : > "$dir/args"
	cp "$input" "$dir/stdin"
	"${native[@]:-$work/$name}" "$@" < "$input" > "$dir/stdout" 2>"$dir/stderr"
	echo $? > "$dir/code"
	[ -s "$dir/stdout" ] || [ "$(cat "$dir/code")" != 0 ] || die "$name prints nothing natively: $(head -3 "$dir/stderr")"
	rm "$dir/stderr"
}

# Text and bytes to work on, the same everywhere: $1 bytes, from a small generator.
text_input() {
	awk -v n="$1" 'BEGIN {
		split("the of kernel module guest memory page table fault trap stream ring noise " \
		      "budget probe hook event packet clock user", word, " ")
		for (seed = 42; len < n; len += length(w) + 1) {
			seed = (seed * 1103515245 + 12345) % 2147483648
			w = word[int(seed / 65536) % 19 + 1]
			printf "%s%s", w, seed % 11 ? " " : "\n"
		}
	}' | head -c "$1"
}
