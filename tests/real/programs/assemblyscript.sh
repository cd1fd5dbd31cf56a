# SPDX-License-Identifier: GPL-2.0
# An AssemblyScript program over packages from npm; the reference is Node's own WASI.
command -v node >/dev/null || need nodejs
command -v npm >/dev/null || need npm
cp "$here/support/as/main.ts" .
echo '{"private": true}' > package.json
say "fetching the AssemblyScript compiler"
npm install --no-audit --no-fund --silent assemblyscript@0.27 @assemblyscript/wasi-shim@0.1 \
	as-bignum@0.3 >"$work/npm.log" 2>&1 || skip "npm cannot fetch the AssemblyScript compiler"
say "compiling main.ts"
cat > asconfig.json <<'END'
{ "extends": "./node_modules/@assemblyscript/wasi-shim/asconfig.json" }
END
npx asc main.ts --config asconfig.json -O --exportStart _start -o "$out/main.wasm" \
	>"$work/cc.log" 2>&1 || die "asc: $(grep -m 3 -i error "$work/cc.log")"
# Older Nodes have WASI behind a switch.
native=(node --no-warnings)
node --experimental-wasi-unstable-preview1 -e 0 2>/dev/null &&
	native+=(--experimental-wasi-unstable-preview1)
native+=("$here/support/node-wasi.mjs" "$out/main.wasm")
: > empty
record output main empty
