// SPDX-License-Identifier: GPL-2.0
// The portable transcript of generated modules (see transcript.c), by Node's V8.
// usage: node diff.mjs FIRST COUNT DIR
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

// What Node.js 18, which is Debian's, takes for experiments; a newer one has no such switches.
for (const what of ['extended-const', 'return-call'])
	setFlagsFromString(`--experimental-wasm-${what}`);

const [first, count, dir] = process.argv.slice(2);
const words = new DataView(new ArrayBuffer(8));

// What V8 says, and the kind of trap it is.
const traps = [
	[/^unreachable$/, 'unreachable'],
	[/^divide by zero$|^remainder by zero$/, 'zero'],
	[/unrepresentable/, 'overflow'],
	[/^null function or function signature mismatch/, 'signature'],
	[/^memory access out of bounds$/, 'memory'],
	[/^table |^element segment /, 'table'],
];

function trap(error) {
	for (const [pattern, kind] of traps)
		if (pattern.test(error.message))
			return kind;
	return error.message;
}

function leb(bytes, at) {
	let value = 0, shift = 0, byte;
	do {
		byte = bytes[at.pos++];
		value += (byte & 0x7f) * 2 ** shift;
		shift += 7;
	} while (byte & 0x80);
	return value;
}

function sections(bytes) {
	const found = {}, at = { pos: 8 };
	while (at.pos < bytes.length) {
		const id = bytes[at.pos++], size = leb(bytes, at);
		found[id] = bytes.subarray(at.pos, at.pos + size);
		at.pos += size;
	}
	return found;
}

// Result types of every function, in order of index.
function resultTypes(bytes) {
	const section = sections(bytes), at = { pos: 0 }, types = [], funcs = [];
	for (let n = leb(section[1], at); n; n--) {
		at.pos++;
		const params = leb(section[1], at);
		at.pos += params;
		const results = leb(section[1], at);
		types.push(section[1].subarray(at.pos, at.pos + results));
		at.pos += results;
	}
	at.pos = 0;
	for (let n = leb(section[3], at); n; n--)
		funcs.push(types[leb(section[3], at)]);
	return funcs;
}

function show(type, value) {
	if (type === 0x7f)
		return (value >>> 0).toString(16);
	if (type === 0x7e)
		return BigInt.asUintN(64, value).toString(16);
	if (type === 0x7b)
		return 'v128';
	if (type === 0x70 || type === 0x6f)
		return value === null ? 'null' : 'ref';
	if (Number.isNaN(value))
		return 'nan';
	if (type === 0x7d) {
		words.setFloat32(0, value);
		return words.getUint32(0).toString(16);
	}
	words.setFloat64(0, value);
	return words.getBigUint64(0).toString(16);
}

function hash(memory) {
	let h = 0x811c9dc5 | 0;
	for (const byte of new Uint8Array(memory.buffer))
		h = Math.imul(h ^ byte, 0x01000193);
	return (h >>> 0).toString(16);
}

function mutableGlobals(exports, types) {
	let text = '';
	for (let i = 0; `g${i}` in exports; i++)
		text += ' ' + (types[i] === 0x7b ? 'v128' : show(types[i], exports[`g${i}`].value));
	return text;
}

// The types of globals stand between initialisers of any length: read each up to its end.
function skipInit(b, at) {
	for (;;) {
		const op = b[at.pos++];
		if (op === 0x0b)
			return;
		if (op === 0x41 || op === 0x42 || op === 0xd2)
			leb(b, at);
		else if (op === 0x43)
			at.pos += 4;
		else if (op === 0x44)
			at.pos += 8;
		else if (op === 0xd0)
			at.pos++;
		else if (op === 0xfd)
			at.pos += 17;
	}
}

function typesOfGlobals(bytes) {
	const section = sections(bytes)[6], at = { pos: 0 }, types = [];
	for (let n = leb(section, at); n; n--) {
		types.push(section[at.pos]);
		at.pos += 2;
		skipInit(section, at);
	}
	return types;
}

function transcript(bytes) {
	const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
	const results = resultTypes(bytes), globals = typesOfGlobals(bytes);
	const runs = results.length / 2;
	let text = '';

	for (let i = 0; i < runs; i++) {
		text += `run${i}`;
		try {
			const types = results[runs + i];
			const got = exports[`run${i}`]();
			const values = types.length === 0 ? [] : types.length === 1 ? [got] : got;
			text += ' ok' + [...values].map((v, j) => ' ' + show(types[j], v)).join('');
		} catch (error) {
			text += ` trap ${trap(error)}`;
		}
		const pages = exports.memory.buffer.byteLength / 65536;
		text += ` memory ${pages} ${hash(exports.memory)} globals` +
			mutableGlobals(exports, globals) + '\n';
	}
	return text;
}

for (let seed = BigInt(first); seed < BigInt(first) + BigInt(count); seed++) {
	const bytes = readFileSync(`${dir}/${seed}.wasm`);
	process.stdout.write(`seed ${seed}\n${transcript(bytes)}`);
}
