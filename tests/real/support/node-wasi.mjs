// SPDX-License-Identifier: GPL-2.0
// Runs a WASI program under Node: node node-wasi.mjs FILE.wasm ARGS...
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { argv, exit } from "node:process";
import { WASI } from "node:wasi";

const [file, ...args] = argv.slice(2);
const wasi = new WASI({ version: "preview1", args: [basename(file), ...args], env: {}, returnOnExit: true });
const module = await WebAssembly.compile(await readFile(file));
const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: wasi.wasiImport });
exit(wasi.start(instance));
