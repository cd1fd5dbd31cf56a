# SPDX-License-Identifier: GPL-2.0
# A Rust program with std over packaged crates: regex, serde_json, sha2.
need rustc cargo libstd-rust-dev-wasm32 lld gcc libc6-dev librust-regex+default-dev \
	librust-serde-json+default-dev librust-sha2-dev
cp -r "$here/support/rust" words
cd words || die "no folder"
mkdir .cargo
cat > .cargo/config.toml <<'END'
[source.crates-io]
replace-with = "debian"
[source.debian]
directory = "/usr/share/cargo/registry"
END
# Debian's own compiler, whatever else the machine may have.
export RUSTC=/usr/bin/rustc CARGO_HOME=$work/cargo CARGO_TARGET_WASM32_WASI_LINKER=wasm-ld
say "compiling words"
/usr/bin/cargo build --offline --release >"$work/cc.log" 2>&1 ||
	die "native build failed: $(grep -m 3 ^error "$work/cc.log")"
/usr/bin/cargo build --offline --release --target wasm32-wasi >"$work/cc.log" 2>&1 ||
	die "wasm build failed: $(grep -m 3 ^error "$work/cc.log")"
cp target/release/words "$work/words.native"
cp target/wasm32-wasi/release/words.wasm "$out/words.wasm"
native=("$work/words.native")
text_input 300000 > text
record words words text
record long words text '\b[a-z]{5,}\b'
record broken words text '('
