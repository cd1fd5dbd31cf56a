// SPDX-License-Identifier: GPL-2.0
/* Small modules, the verdict on each, and the sentence that goes with it. */
#include "decode_test.h"
#include "notation.h"

/* A module of one function type and one function, with code before its end. */
#define FUNC(params, results, code) \
	"wasm 01( 01 60(" params ")(" results ") ) 03( 01 00 ) 0a( 01 ( 00 " code " 0b ) )"
#define CODE(code)	FUNC("", "", code)
/* The same with a table, a memory and an immutable global. */
#define FULL(code) \
	"wasm 01( 02 60()() 60()(7f) ) 03( 01 00 ) 04( 01 70 00 01 ) 05( 01 00 01 )" \
	" 06( 01 7f 00 41 00 0b ) 0a( 01 ( 00 " code " 0b ) )"
/* Leaves a v128. */
#define VECTOR	" fd 0c 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
#define INIT(type, expr)	"wasm 06( 01 " type " 00 " expr " 0b )"

#define OK	WK_ERR_NONE
#define BAD	WK_ERR_MALFORMED
#define INV	WK_ERR_INVALID

static const struct verdict_case {
	const char *module;	/* notation */
	enum wk_errkind kind;
	const char *text;	/* what the sentence must contain; all of it when it ends in \n */
} cases[] = {
	/* header and sections */
	{ "", BAD, "header, at 0x0: unexpected end, not a WebAssembly binary\n" },
	{ "00 61 73 6d", BAD, "header, at 0x4: unexpected end in the version\n" },
	{ "7f 45 4c 46 01 00 00 00", BAD,
	  "header, at 0x0: magic header not detected, expected \\0asm, found bytes 7f 45 4c 46\n" },
	{ "00 61 73 6d 0d 00 01 00", BAD,
	  "header, at 0x4: unknown binary version, expected 1, found 65549\n" },
	{ "wasm", OK, "" },
	{ "wasm 0d()", BAD, "next section, at 0x8: malformed section id 13\n" },
	{ "wasm 01( 00 ) 01( 00 )", BAD,
	  "type section, at 0xb: unexpected content after last section" },
	{ "wasm 05( 00 ) 04( 00 )", BAD, "table section, at 0xb: unexpected content" },
	{ "wasm 0a( 00 ) 0c( 00 )", BAD, "data count section, at 0xb: unexpected content" },
	{ "wasm 0c( 00 ) 0a( 00 ) 0b( 00 )", OK, "" },
	{ "wasm 00( \"a\" ) 01( 00 ) 00( \"a\" ) 03( 00 ) 00( \"\" )", OK, "" },
	{ "wasm 01 02 00", BAD,
	  "type section, at 0x8: length out of bounds: size 2, bytes left 1\n" },
	{ "wasm 01", BAD, "type section, at 0x9: section size: unexpected end\n" },
	{ "wasm 01( 00 00 )", BAD,
	  "type section, at 0xb: section size mismatch, bytes left over: 1\n" },
	{ "wasm 01( 80 80 80 80 80 00 )", BAD, "number of types: integer representation too long" },
	{ "wasm 01( ff ff ff ff 7f )", BAD, "number of types: integer too large" },
	{ "wasm 00()", BAD, "custom section, at 0xa: section name: unexpected end\n" },
	{ "wasm 00( 05 61 )", BAD, "section name: unexpected end, 5 bytes wanted, 1 left" },
	{ "wasm 00( 01 ff )", BAD, "section name: malformed UTF-8 encoding" },

	/* UTF-8 */
	{ "wasm 00( 02 c2 80 ) 00( 03 e0 a0 80 ) 00( 04 f0 90 80 80 ) 00( 04 f4 8f bf bf )", OK,
	  "" },
	{ "wasm 00( 03 ed 9f bf ) 00( 03 ee 80 80 )", OK, "" },
	{ "wasm 00( 02 c1 bf )", BAD, "UTF-8" },
	{ "wasm 00( 03 e0 9f bf )", BAD, "UTF-8" },
	{ "wasm 00( 03 ed a0 80 )", BAD, "UTF-8" },
	{ "wasm 00( 04 f0 8f bf bf )", BAD, "UTF-8" },
	{ "wasm 00( 04 f4 90 80 80 )", BAD, "UTF-8" },
	{ "wasm 00( 03 f0 90 80 )", BAD, "UTF-8" },
	{ "wasm 00( 03 e1 80 c0 )", BAD, "UTF-8" },
	{ "wasm 00( 04 f1 80 80 c0 )", BAD, "UTF-8" },

	/* a broken name section is no error */
	{ "wasm 00( \"name\" 00( 7f ) )", OK, "" },
	{ "wasm 00( \"name\" 01 7f 01 )", OK, "" },
	{ "wasm 00( \"name\" 01( 01 05 01 ff ) )", OK, "" },

	/* types, imports */
	{ "wasm 01( 01 5f()() )", BAD, "type section, at 0xb: malformed function type 0x5f\n" },
	{ "wasm 01( 01 60(40)() )", BAD, "malformed value type 0x40" },
	{ "wasm 01( 01 60(7f)(7a) )", BAD, "malformed value type 0x7a" },
	{ "wasm 01( 7f 60()() )", BAD,
	  "number of types: unexpected end, 127 announced in 3 bytes" },
	{ "wasm 02( 01 \"a\" \"b\" 04 00 )", BAD,
	  "import section, at 0xf: malformed import kind 0x04\n" },
	{ "wasm 02( 01 \"a\" \"b\" 00 00 )", INV,
	  "import section, function 0, at 0xb: unknown type 0\n" },
	{ "wasm 02( 01 \"a\" \"b\" 01 7f 00 00 )", BAD, "malformed reference type 0x7f" },
	{ "wasm 02( 01 \"a\" \"b\" 02 02 00 )", BAD, "malformed limits flags 0x02" },
	{ "wasm 02( 01 \"a\" \"b\" 02 81 00 00 00 )", BAD, "malformed limits flags 0x81" },
	{ "wasm 02( 01 \"a\" \"b\" 03 7f 02 )", BAD, "malformed mutability 0x02" },
	{ "wasm 02( 01 \"a\" \"b\" 02 01 02 01 )", INV,
	  "import section, at 0xb: size minimum must not be greater than maximum: 1, found 2\n" },
	{ "wasm 02( 02 \"a\" \"b\" 02 00 00 \"a\" \"c\" 02 00 00 )", INV, "multiple memories" },

	/* functions, tables, memories */
	{ "wasm 03( 01 00 )", BAD,
	  "code section, at 0xc: function and code section have inconsistent lengths:"
	  " functions 1, bodies 0\n" },
	{ "wasm 0a( 01 ( 00 0b ) )", BAD, "inconsistent lengths: functions 0, bodies 1" },
	{ "wasm 03( 01 07 ) 0a( 01 ( 00 0b ) )", INV,
	  "function section, function 0, at 0xb: unknown type 7\n" },
	{ "wasm 04( 01 70 01 02 01 )", INV, "table section, at 0xb: size minimum" },
	{ "wasm 04( 01 70 01 00 ff ff ff ff 0f )", OK, "" },
	{ "wasm 05( 01 00 80 80 04 )", OK, "" },
	{ "wasm 05( 01 00 81 80 04 )", INV,
	  "memory section, at 0xb: memory size must be at most 65536 pages (4GiB)\n" },
	{ "wasm 05( 01 01 00 81 80 04 )", INV, "at most 65536 pages" },
	{ "wasm 05( 02 00 00 00 00 )", INV, "memory section, at 0xd: multiple memories\n" },
	{ "wasm 02( 01 \"a\" \"b\" 02 00 00 ) 05( 01 00 00 )", INV, "multiple memories" },

	/* constant expressions */
	{ INIT("7f", "41 00"), OK, "" },
	{ INIT("7f", "41 02 41 03 6a 41 04 6c"), OK, "" },
	{ INIT("7e", "42 02 42 03 7d"), OK, "" },
	{ INIT("70", "d0 70"), OK, "" },
	{ INIT("7f", "42 00"), INV,
	  "global section, at 0xd: constant expression expected i32, found i64\n" },
	{ INIT("7f", ""), INV, "constant expression expected i32, found nothing on the stack" },
	{ INIT("7f", "41 00 41 00"), INV,
	  "constant expression found 1 operand too many on the stack, i32" },
	{ INIT("7f", "41 00 6a"), INV, "i32.add expected i32, found nothing" },
	{ INIT("7f", "41 00 42 00 6a"), INV, "i32.add expected i32, found i64" },
	{ INIT("7f", "01"), INV,
	  "global section, at 0xd: constant expression required, nop is not constant\n" },
	{ INIT("7f", "41 01 67"), INV, "constant expression required, i32.clz is not constant" },
	{ INIT("7f", "fc 10 00"), INV, "table.size is not constant" },
	{ INIT("7f", "06"), BAD, "illegal opcode 0x06" },
	{ INIT("7f", "fc 7f"), BAD, "illegal opcode 0xfc07f" },
	{ INIT("7f", "41 ff ff ff ff 1f"), BAD, "constant: integer too large" },
	{ "wasm 06( 01 7f 00 41 )", BAD, "constant: unexpected end" },
	{ "wasm 06( 01 7f 00 41 00 )", BAD,
	  "global section, at 0xf: constant expression: unexpected end\n" },
	{ INIT("7f", "23 00"), INV,
	  "unknown global 0: a constant expression sees imported globals only" },
	{ INIT("7f", "23 01"), INV, "global section, at 0xd: unknown global 1\n" },
	{ "wasm 02( 01 \"a\" \"b\" 03 7f 01 ) 06( 01 7f 00 23 00 0b )", INV,
	  "constant expression required, global 0 is mutable" },
	{ "wasm 02( 01 \"a\" \"b\" 03 7f 00 ) 06( 01 7f 00 23 00 0b )", OK, "" },
	{ INIT("70", "d2 00"), INV, "unknown function 0" },
	{ INIT("6f", "d0 70"), INV, "expected externref, found funcref" },
	{ INIT("7b", "fd 0c 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"), OK, "" },

	/* exports, start */
	{ "wasm 07( 01 \"a\" 04 00 )", BAD,
	  "export section, at 0xd: malformed export kind 0x04\n" },
	{ "wasm 07( 01 \"a\" 00 00 )", INV,
	  "export section, at 0xb: export \"a\" of unknown function 0\n" },
	{ "wasm 07( 01 \"a\" 01 00 )", INV, "unknown table 0" },
	{ "wasm 07( 01 \"a\" 02 00 )", INV, "unknown memory 0" },
	{ "wasm 07( 01 \"a\" 03 00 )", INV, "unknown global 0" },
	{ "wasm 05( 01 00 00 ) 07( 02 \"a\" 02 00 \"a\" 02 00 )", INV,
	  "export section, at 0x14: duplicate export name \"a\"\n" },
	{ "wasm 05( 01 00 00 ) 07( 03 \"a\" 02 00 \"b\" 02 00 \"a\" 02 00 )", INV, "duplicate" },
	{ "wasm 05( 01 00 00 ) 07( 02 \"\" 02 00 \"\" 02 00 )", INV, "duplicate export name \"\"" },
	{ "wasm 08( 00 )", INV, "start section, at 0xa: unknown function 0\n" },
	{ "wasm 01( 01 60(7f)() ) 03( 01 00 ) 08( 00 ) 0a( 01 ( 00 0b ) )", INV,
	  "start function must have no parameters and no results, function 0 has 1 and 0" },
	{ "wasm 01( 01 60()(7f) ) 03( 01 00 ) 08( 00 ) 0a( 01 ( 00 41 00 0b ) )", INV,
	  "start function" },

	/* segments */
	{ "wasm 09( 01 08 00 )", BAD,
	  "element section, at 0xb: malformed element segment flags 0x08\n" },
	{ "wasm 09( 01 01 01 00 )", BAD, "malformed element kind 0x01" },
	{ "wasm 09( 01 05 7f 00 )", BAD, "malformed reference type 0x7f" },
	{ "wasm 09( 01 00 41 00 0b 00 )", INV, "element section, at 0xb: unknown table 0\n" },
	{ "wasm 04( 01 6f 00 00 ) 09( 01 00 41 00 0b 00 )", INV,
	  "element segment of funcref for table 0 of externref" },
	{ "wasm 04( 01 70 00 00 ) 09( 01 00 42 00 0b 00 )", INV, "expected i32, found i64" },
	{ "wasm 04( 01 70 00 00 ) 09( 01 00 41 00 0b ( 00 ) )", INV, "unknown function 0" },
	{ "wasm 09( 01 05 70 01 d0 6f 0b )", INV, "expected funcref, found externref" },
	{ "wasm 0c( 01 ) 0b( 00 )", BAD,
	  "data section, at 0xe: data count and data section have inconsistent lengths:"
	  " announced 1, found 0\n" },
	{ "wasm 0c( 01 )", BAD, "inconsistent lengths: announced 1, found 0" },
	{ "wasm 0b( 01 03 00 )", BAD, "data section, at 0xb: malformed data segment flags 0x03\n" },
	{ "wasm 0b( 01 00 41 00 0b 00 )", INV, "data section, at 0xb: unknown memory 0\n" },
	{ "wasm 05( 01 00 01 ) 0b( 01 02 01 41 00 0b 00 )", INV, "unknown memory 1" },
	{ "wasm 05( 01 00 01 ) 0b( 01 00 43 00 00 00 00 0b 00 )", INV, "expected i32, found f32" },
	{ "wasm 0b( 01 01 05 00 )", BAD, "data: unexpected end, 5 bytes wanted, 1 left" },

	/* bodies: structure */
	{ CODE(""), OK, "" },
	{ "wasm 01( 01 60()() ) 03( 01 00 ) 0a( 01 ( 00 ) )", BAD,
	  "code section, function 0, at 0x17: unexpected end of function, end expected\n" },
	{ "wasm 01( 01 60()() ) 03( 01 00 ) 0a( 01 () )", BAD, "unexpected end" },
	{ CODE("0b 01"), BAD, "section size mismatch, bytes behind the end of the function: 2" },
	{ CODE("02 40"), BAD, "unexpected end of function" },
	{ CODE("05"), BAD, "else without an if" },
	{ CODE("02 40 05 0b"), BAD, "else without an if" },
	{ CODE("04 40 05 05 0b"), INV, "if expected i32, found nothing on the stack" },
	{ CODE("41 00 04 40 05 05 0b"), BAD, "else without an if" },
	{ CODE("06"), BAD, "illegal opcode 0x06" },
	{ CODE("fc 12 00"), BAD, "illegal opcode 0xfc 0x12" },
	{ CODE("fc 80 02"), BAD, "illegal opcode 0xfc 0x100" },
	{ CODE("fd 80 02"), BAD, "illegal opcode 0xfd 0x100" },
	{ CODE("fd 9a 01"), BAD, "illegal opcode 0xfd 0x9a" },
	{ CODE("fc"), BAD,
	  "memory index of memory.fill: unexpected end" },	/* 0b is its number */
	{ CODE("41 80 80 80 80 80 00 1a"), BAD,
	  "constant of i32.const: integer representation too long" },
	{ CODE("43 00"), BAD, "constant of f32.const: unexpected end" },
	{ CODE("02 41 0b"), BAD, "malformed block type 0x41" },
	{ CODE("02 01 0b"), INV, "block of unknown type 1" },
	{ CODE("02 ff 7f 0b"), BAD, "code section, function 0, at 0x17: malformed block type\n" },

	/* bodies: locals */
	{ "wasm 01( 01 60()() ) 03( 01 00 ) 0a( 01 ( 02 ff ff ff ff 0f 7f 01 7f 0b ) )", BAD,
	  "too many locals" },
	{ "wasm 01( 01 60()() ) 03( 01 00 ) 0a( 01 ( 01 01 40 0b ) )", BAD,
	  "malformed value type 0x40" },
	{ FUNC("7f", "", "20 01 1a"), INV, "local.get of unknown local 1" },
	{ FUNC("7e", "", "20 00 45 1a"), INV, "i32.eqz expected i32, found i64" },
	{ FUNC("7f", "", "42 00 22 00 1a"), INV, "local.tee expected i32, found i64" },
	{ "wasm 01( 01 60(7f)() ) 03( 01 00 ) 0a( 01 ( 03 80 10 7e 00 7f 01 7d 20 00 21 80 10"
	  " 20 81 10 91 1a 0b ) )", INV, "local.set expected i64, found i32" },
	{ "wasm 01( 01 60(7f)() ) 03( 01 00 ) 0a( 01 ( 03 80 10 7e 00 7f 01 7d 42 00 21 80 10"
	  " 20 81 10 91 1a 20 01 50 1a 0b ) )", OK, "" },

	/* bodies: types */
	{ FUNC("", "7f", "41 00"), OK, "" },
	{ FUNC("", "7f", "41 00 42 00 6a"), INV,
	  "code section, function 0, at 0x1c: i32.add expected i32, found i64\n" },
	{ FUNC("", "7f", ""), INV, "end expected i32, found nothing on the stack" },
	{ FUNC("", "7f 7f", "41 00"), INV, "end expected 2 operands, found 1 on the stack" },
	{ CODE("41 00"), INV, "end found 1 operand too many on the stack, i32" },
	{ CODE("42 00 41 00"), INV,
	  "end found 2 operands too many on the stack, the last one i32" },
	{ CODE("41 00 02 40 1a 0b"), INV, "drop expected an operand, found nothing on the stack" },
	{ CODE("41 00 02 40 02 40 0b 1a 0b"), INV, "drop expected an operand, found nothing" },
	{ CODE("41 00 04 7f 41 00 0b 1a"), INV, "if without else must leave what it takes" },
	{ CODE("41 00 04 7f 41 00 05 42 00 0b 1a"), INV, "end expected i32, found i64" },
	{ CODE("0c 01"), INV, "br of unknown label 1" },
	{ CODE("02 7f 0c 00 0b 1a"), INV, "br expected i32, found nothing on the stack" },
	{ CODE("03 7f 0c 00 0b 1a"), OK, "" },
	{ CODE("02 7f 41 00 41 01 0e 01 00 01 0b 1a"), INV,
	  "br_table has targets that take 1 and 0 operands" },
	{ CODE("41 00 0e 7f 00 0b"), BAD, "unexpected end, 127 targets announced in 3 bytes" },
	{ CODE("10 01"), INV, "call of unknown function 1" },
	{ CODE("41 00 11 00 00"), INV, "call_indirect of unknown table 0" },
	{ FULL("41 00 11 05 00"), INV, "call_indirect of unknown type 5" },
	{ FULL("41 00 13 01 00"), INV,
	  "return_call_indirect of a function whose results are not the caller's" },
	{ FULL("12 00"), OK, "" },
	{ CODE("41 00 42 00 41 00 1b 1a"), INV, "select of i32 and i64" },
	{ CODE("d0 70 d0 70 41 00 1b 1a"), INV,
	  "select without a type expected numbers, found funcref" },
	{ CODE("d0 70 d0 70 41 00 1c 01 70 1a"), OK, "" },
	{ CODE("41 00 41 00 41 00 1c 02 7f 7f 1a"), INV,
	  "invalid result arity of select, expected 1, found 2" },
	{ FULL("41 00 24 00"), INV, "global.set: global 0 is immutable" },
	{ FULL("23 01 1a"), INV, "global.get of unknown global 1" },
	{ FULL("41 00 28 03 00 1a"), INV,
	  "alignment of i32.load must not be larger than natural: 2^2, found 2^3" },
	{ FULL("41 00 28 20 00 1a"), BAD, "malformed alignment 2^32 of i32.load" },
	{ FULL("41 00 28 82 00 00 1a"), OK, "" },
	{ CODE("41 00 28 02 00 1a"), INV, "i32.load of unknown memory 0" },
	{ FULL("3f 01 1a"), BAD, "zero byte expected, found 0x01" },
	{ FULL("41 00 41 00 41 00 fc 08 00 00"), BAD, "memory.init: data count section required" },
	{ "wasm 01( 01 60()() ) 03( 01 00 ) 05( 01 00 01 )"
	  " 0a( 01 ( 00 41 00 41 00 41 00 fc 08 00 00 0b ) ) 0b( 01 01 00 )", BAD,
	  "memory.init: data count section required" },
	{ "wasm 01( 01 60()() ) 03( 01 00 ) 0a( 01 ( 00 fc 09 00 0b ) ) 0b( 01 01 00 )", BAD,
	  "data.drop: data count section required" },
	{ "wasm 01( 01 60()() ) 03( 01 00 ) 0c( 01 ) 0a( 01 ( 00 fc 09 00 0b ) ) 0b( 01 01 00 )",
	  OK, "" },
	{ FULL("fc 0d 00"), INV, "elem.drop of unknown elem segment 0" },
	{ FULL("d2 00 1a"), INV, "undeclared function reference: ref.func 0" },
	{ "wasm 01( 01 60()() ) 03( 01 00 ) 07( 01 \"a\" 00 00 ) 0a( 01 ( 00 d2 00 1a 0b ) )",
	  OK, "" },
	{ "wasm 01( 01 60()() ) 03( 01 00 ) 08( 00 ) 0a( 01 ( 00 d2 00 1a 0b ) )", INV,
	  "undeclared function reference" },
	{ CODE("41 00 d1 1a"), INV, "ref.is_null expected a reference, found i32" },
	{ "wasm 01( 01 60()() ) 03( 01 00 ) 04( 02 70 00 00 6f 00 00 )"
	  " 0a( 01 ( 00 41 00 41 00 41 00 fc 0e 00 01 0b ) )", INV,
	  "table.copy to a table of funcref from one of externref" },

	/* unreachable code has any type, but for what is written down */
	{ FUNC("", "7f", "00"), OK, "" },
	{ FUNC("", "7f", "00 6a"), OK, "" },
	{ FUNC("", "7f", "00 42 00 6a"), INV, "i32.add expected i32, found i64" },
	{ FUNC("", "7f", "00 1b"), OK, "" },
	{ FUNC("", "7f", "00 42 00 41 00 1b"), INV, "end expected i32, found i64" },
	{ FUNC("", "7f 7e", "00 1b 1b 42 00"), OK, "" },
	{ FUNC("", "7f", "00 41 00 41 00"), INV, "end found 1 operand too many" },
	{ FUNC("", "7f", "41 00 0f 02 40 1a 0b 41 00"), INV, "drop expected an operand" },
	{ FUNC("", "7f 7f 7f 7f 7f 7f 7f 7f 7f", "00 41 00 42 00 41 00 41 00 41 00 41 00 41"
	  " 00 41 00"
	  " 41 00"), INV, "end expected i32, found i64" },
	{ FUNC("", "7f 7f 7f 7f 7f 7f 7f 7f 7f", "00 1b 41 00 1b 41 00 41 00 41 00 41 00 41"
	  " 00 41 00"
	  " 41 00 41 00"), OK, "" },

	/* eight types at a time: each of nine may be the wrong one */
#define NINE(code) FUNC("", "7f 7f 7f 7f 7f 7f 7f 7f 7f", code)
	{ NINE("41 00 41 00 41 00 41 00 41 00 41 00 41 00 41 00 41 00"), OK, "" },
	{ NINE("42 00 41 00 41 00 41 00 41 00 41 00 41 00 41 00 41 00"), INV, "found i64" },
	{ NINE("41 00 41 00 41 00 42 00 41 00 41 00 41 00 41 00 41 00"), INV, "found i64" },
	{ NINE("41 00 41 00 41 00 41 00 42 00 41 00 41 00 41 00 41 00"), INV, "found i64" },
	{ NINE("41 00 41 00 41 00 41 00 41 00 41 00 41 00 42 00 41 00"), INV, "found i64" },
	{ NINE("41 00 41 00 41 00 41 00 41 00 41 00 41 00 41 00 42 00"), INV, "found i64" },

	/* v128 */
	{ FUNC("7b", "", ""), OK, "" },
	{ "wasm 01( 01 60()() ) 03( 01 00 ) 0a( 01 ( 01 01 7b 0b ) )", OK, "" },
	{ CODE("02 7b" VECTOR "0b 1a"), OK, "" },
	{ CODE("02 7b 41 00 0b 1a"), INV, "end expected v128, found i32" },
	{ CODE("fd 6e 1a"), INV, "i8x16.add expected v128, found nothing on the stack" },
	{ CODE(VECTOR "41 00 fd 6e 1a"), INV, "i8x16.add expected v128, found i32" },
	{ CODE(VECTOR "41 03 fd 6b 1a"), OK, "" },
	{ CODE(VECTOR "42 03 fd 6b 1a"), INV, "i8x16.shl expected i32, found i64" },
	{ CODE(VECTOR "fd 15 0f 1a"), OK, "" },
	{ CODE(VECTOR "fd 15 10 1a"), INV,
	  "invalid lane index 16 of i8x16.extract_lane_s, expected less than 16" },
	{ CODE(VECTOR "fd 1d 02 1a"), INV, "invalid lane index 2 of i64x2.extract_lane" },
	{ CODE(VECTOR VECTOR "fd 0d 1f 1f 1f 1f 1f 1f 1f 1f 1f 1f 1f 1f 1f 1f 1f 1f 1a"), OK, "" },
	{ CODE(VECTOR VECTOR "fd 0d 1f 1f 1f 1f 1f 1f 1f 1f 1f 1f 1f 1f 1f 1f 1f 20 1a"), INV,
	  "invalid lane index 32 of i8x16.shuffle, expected less than 32" },
	{ CODE("41 00 fd 00 04 00 1a"), INV, "unknown memory 0" },
	{ CODE(VECTOR VECTOR "41 00 1b 1a"), OK, "" },
	{ CODE(VECTOR "41 00 41 00 1b 1a"), INV, "select of v128 and i32" },
	{ CODE("fd 9a 01"), BAD, "illegal opcode 0xfd 0x9a" },
	{ CODE("fd 80 02"), BAD, "illegal opcode 0xfd 0x100" },
	{ CODE("fd 0c 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"), BAD, "unexpected end" },
	{ "wasm 06( 01 7f 00 fd 0c 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 0b )", INV,
	  "expected i32, found v128" },

	/* the name of a function, made printable */
	{ "wasm 01( 01 60()() ) 03( 01 00 ) 0a( 01 ( 00 1a 0b ) )"
	  " 00( \"name\" 01( 01 00 04 66 22 0a c3 ) )", INV,
	  "code section, function 0 \"f\\x22\\x0a\\xc3\", at 0x17: drop expected an operand,"
	  " found nothing on the stack\n" },
};

static bool says(const char *text, const char *want)
{
	size_t n = strlen(want);

	if (!n)
		return !text[0];
	if (want[n - 1] == '\n')
		return strlen(text) == n - 1 && !memcmp(text, want, n - 1);
	return strstr(text, want) != NULL;
}

void test_cases(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct verdict_case *c = &cases[i];
		struct wbuf b = { 0 };
		struct wk_error e;
		bool ok;

		notation(&b, c->module);
		ok = verdict(&b, &e) == c->kind && says(e.text, c->text);
		check(ok, "%s: %s", c->kind ? wk_errkind_name(e.kind) : "valid",
		      c->kind || e.kind ? e.text : c->module);
		if (!ok)
			printf("# expected %s: %s\n", wk_errkind_name(c->kind), c->text);
		wbuf_free(&b);
	}
}
