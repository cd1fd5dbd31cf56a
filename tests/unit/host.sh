#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Host functions, typed values, and wk-run. TAP on stdout.
#
#   tests/unit/host.sh             the tests, under ASan and UBSan
#   tests/unit/host.sh --mutants   breaks the code on purpose, in a copy: each break must be noticed
set -u
. "$(dirname "$0")/../lib.sh"

BUILD=$TOP/build/host/host-tests
LIBWASM=$TOP/build/host/libwasm.a
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
mkdir -p "$BUILD"

# What asks the kernel has its counterpart for user space.
host_sources()
{
	find "$1/module/host" "$1/module/map" -name '*.c' ! -name '*_kernel.c'
}

# build OUT TEST TREE: TEST is host_edges_test, host_call_test, host_wasi_test, host_policy_test
# or values_test
build()
{
	local tree=$3 sources

	case $2 in
	host_*)	sources="$tree/tests/unit/host_rig.c $(host_sources "$tree")" ;;
	*)	sources="$tree/userspace/lib/values.c $tree/userspace/lib/value_parse.c
			 $tree/userspace/lib/outcome.c $tree/userspace/lib/output.c
			 $tree/userspace/lib/quantity.c" ;;
	esac
	build_test "$1" "$tree/tests/unit/$2.c $sources" "-no-pie -std=gnu11 -D_GNU_SOURCE ${OPT:--g -O1} -Wall
		-Wextra -Wno-missing-field-initializers -I$tree/include -I$tree/include/uapi
		-fsanitize=address,undefined -fno-sanitize-recover=all" "$LIBWASM -lm"
}

# Of host_policy_test.
export GUESTS=$SCRATCH/policy

# policy_guests: guests that change something of each kind, or nothing, or only wish to grow
policy_guests()
{
	local name body

	mkdir -p "$GUESTS"
	while IFS='|' read -r name body; do
		wat2wasm -o "$GUESTS/$name.wasm" - <<-END || return
		(module
		  (memory 1 4) (global \$g (mut i64) (i64.const 5)) (global \$v (mut v128) (v128.const i64x2 1 2))
		  (table \$t 4 funcref) (data \$d "abc") (data (i32.const 8) "x") (elem \$e func \$f) (elem declare func \$f)
		  (func \$f)
		  (func (export "change") (local \$l i32) $body))
		END
	done <<-'END'
		writes-store|(i32.store (i32.const 65532) (i32.const 1))
		writes-byte|(i64.store8 (i32.const 0) (i64.const 1))
		writes-float|(f32.store (i32.const 0) (f32.const 1))
		writes-vector|(v128.store (i32.const 0) (v128.const i64x2 1 2))
		writes-lane|(v128.store8_lane 0 (i32.const 0) (v128.const i64x2 1 2))
		writes-fill|(memory.fill (i32.const 9) (i32.const 1) (i32.const 1))
		writes-copy|(memory.copy (i32.const 0) (i32.const 8) (i32.const 1))
		writes-init|(memory.init $d (i32.const 0) (i32.const 0) (i32.const 3))
		writes-drop|(data.drop $d)
		writes-global|(global.set $g (i64.const 6))
		writes-vglobal|(global.set $v (v128.const i64x2 1 3))
		writes-table|(table.set $t (i32.const 3) (ref.func $f))
		writes-tfill|(table.fill $t (i32.const 0) (ref.func $f) (i32.const 2))
		writes-tinit|(table.init $t $e (i32.const 0) (i32.const 0) (i32.const 1))
		writes-tcopy|(table.init $t $e (i32.const 0) (i32.const 0) (i32.const 1)) (table.copy $t $t (i32.const 1) (i32.const 0) (i32.const 1))
		writes-edrop|(elem.drop $e)
		grows-memory|(drop (memory.grow (i32.const 1)))
		grows-table|(drop (table.grow $t (ref.null func) (i32.const 1)))
		keeps-nothing|
		keeps-load|(drop (i32.load (i32.const 8)))
		keeps-vload|(drop (v128.load (i32.const 8)))
		keeps-size|(drop (memory.size)) (drop (table.size $t))
		keeps-global|(drop (global.get $g))
		keeps-tget|(drop (table.get $t (i32.const 0)))
		keeps-local|(local.set $l (i32.const 7)) (drop (local.tee $l (i32.const 8)))
		keeps-call|(call $f) (block (br_if 0 (i32.const 1)))
		keeps-number|(drop (i64.mul (i64.const 3) (i64.const 4))) (drop (f64.sqrt (f64.const 2)))
	END
}

# check TEST: its results become ours
check()
{
	local output

	output=$(build "$BUILD/$1" "$1" "$TOP" 2>&1) || { fail "$1 builds" "$output"; return; }
	take "$1" "$BUILD/$1"
}

# The table against what Debian's wasi-libc was made for: name and type of every import.
libc_imports()
{
	local object=$SCRATCH/libc

	mkdir -p "$object"
	(cd "$object" && ar x /usr/lib/wasm32-wasi/libc.a __wasilibc_real.o) || return
	wasm-objdump -x "$object/__wasilibc_real.o" | awk '
		/^ - type\[/ { t = $2; sub(/type\[/, "", t); sub(/\]/, "", t); line = $0
			sub(/^.*\] /, "", line); type[t] = line }
		/<- wasi_snapshot_preview1\./ { s = $3; sub(/sig=/, "", s); n = $NF
			sub(/.*\./, "", n); print n, type[s] }' | sed 's/nil/()/' | sort
}

our_table()
{
	sed -n 's/^WK_HOST\(_NOSYS\)\?(WASI, "\([a-z_]*\)", \([^,]*\), \([^,)]*\).*/\2 \3 -> \4/p' \
		"$TOP/include/wasm_kernel/host.def" | awk '{
		name = $1; n = 0; out = ""
		for (i = 2; $i != "->"; i++) out = out (n++ ? ", " : "") tolower($i)
		result = tolower($(i + 1))
		print name " (" out ") -> " (result == "" ? "()" : result) }' |
		grep -v '^proc_raise ' | sort
}

check_signatures()
{
	local ours theirs

	theirs=$(libc_imports)
	ours=$(our_table)
	if [ "$(wc -l <<<"$theirs")" -lt 40 ]; then
		fail "wasi-libc's imports can be read" "$theirs"
	elif [ "$ours" = "$theirs" ]; then
		pass "every import of wasi-libc is in the table, with its type"
	else
		fail "every import of wasi-libc is in the table, with its type" \
			"$(diff <(echo "$ours") <(echo "$theirs"))"
	fi
}

tests()
{
	check host_wasi_test
	check host_edges_test
	check host_call_test
	check values_test
	expect "guests for the policy are built" 0 policy_guests
	check host_policy_test
	check_signatures
	done_testing
}

# ---- mutants ----

# mutant TEST FILE PIECE REPLACEMENT: PIECE stands once in FILE
mutant()
{
	try_mutant "$2: $3 -> $4" "$SCRATCH/$2" "$3" "$4" \
		"build $SCRATCH/$1 $1 $SCRATCH" "$SCRATCH/$1"
}

mutants()
{
	local io=module/host/wasi_io.c poll=module/host/wasi_poll.c fd=module/host/wasi_fd.c

	OPT=-O0
	mkdir -p "$SCRATCH/tests" "$SCRATCH/module" "$SCRATCH/userspace"
	cp -r "$TOP/include" "$SCRATCH/"
	cp -r "$TOP/tests/unit" "$TOP/tests/user" "$SCRATCH/tests/"
	cp -r "$TOP/module/host" "$TOP/module/map" "$TOP/module/wasm" "$SCRATCH/module/"
	cp -r "$TOP/userspace/lib" "$SCRATCH/userspace/"

	policy_guests
	# Raw output for dp-only programs; a start function that asks; memory that stays.
	mutant host_policy_test module/host/policy.c '(h && h->dp)' 'h'
	mutant host_policy_test module/host/policy.c 'if (h && h->touches)' 'if (0)'
	mutant host_policy_test module/host/policy.c 'return !m->writes;' 'return true;'
	mutant host_policy_test module/host/policy.c '|| !hit->stage->open' ''
	mutant host_policy_test module/host/policy.c '!h->task || hit->stage->task' '1'
	mutant host_policy_test module/wasm/image.c '		word(w, &inst->own_globals[i].value[1]);' ''
	mutant host_policy_test module/wasm/image.c '			word(w, &inst->own_tables[i].elems[k]);' '			;'
	mutant host_policy_test module/wasm/image.c '		word32(w, &inst->data_left[i]);' '		;'
	mutant host_policy_test module/wasm/image.c '		wk_mem_write(&inst->own_mem, 0, image->bytes, image->len);' '		wk_mem_write(&inst->own_mem, 0, image->bytes, image->len - 4);'
	mutant host_wasi_test $io '(u64)count * IOVEC_BYTES' '(u32)(count * IOVEC_BYTES)'
	mutant host_edges_test $io 'if (rc || !wasi_range(mem, done, 4))' 'if (rc)'
	mutant host_wasi_test $io 'if (!wasi_range(mem, wk_get_le32(raw), wk_get_le32(raw + 4)))' \
		'if (0)'
	mutant host_edges_test $poll '!wasi_range(mem, (u32)slots[1], (u64)n * EVENT_BYTES) ||' ''
	mutant host_edges_test $poll '!wasi_range(mem, (u32)slots[3], 4)' '0'
	mutant host_edges_test $fd '#define FILESTAT_BYTES	64' '#define FILESTAT_BYTES	56'
	mutant host_edges_test module/host/wasi.c '|| !wasi_range(mem, (u32)slots[1], 4))' ')'
	mutant host_edges_test module/host/wasi.c 'WK_WASI_ENOSYS' 'WK_WASI_OK'
	mutant host_edges_test module/host/wasi_clock.c 'if (!wasi_range(mem, ptr, 8))' 'if (0)'
	mutant host_wasi_test $io '*len = min_t(u32, wk_get_le32(raw + 4), v->room)' \
		'*len = wk_get_le32(raw + 4)'
	mutant host_wasi_test $io 'return rc > 0 && moved ? WK_WASI_OK : rc;' 'return rc;'
	mutant host_wasi_test $io 'rc = w->ops->wait(w->data, true, 0, &ready);' '{}'
	mutant host_wasi_test $poll 'p->wait = min_t(u64, p->wait, delay);' 'p->wait = delay;'
	mutant host_wasi_test $poll 'p->wait = 0;' '{}'
	mutant host_wasi_test $poll 'delay <= p->wait && timeup' 'timeup'
	mutant host_wasi_test $poll 'timeout > now ? timeout - now : 0' 'timeout - now'
	mutant host_wasi_test $fd 'from->open = false;' ''
	mutant host_wasi_test module/host/host.c 'return b[i] ? -1 : 0;' 'return 0;'
	mutant host_wasi_test module/host/resolve.c 'if (h->nosys && env->strict)' 'if (0)'
	mutant host_call_test module/host/call.h 'wk_mem_range(mem, (u32)ptr, (u32)len)' \
		'wk_mem_range(mem, (u32)ptr, (u32)len ? (u32)len - 1 : 0)'
	mutant host_call_test module/host/record.c '		wk_env_emit_fault(hit);
		return' '		return'
	mutant host_call_test module/host/maps.c \
		'o->value = value ? call_range(x, *value, wk_map_def(o->map)->value_size) : NULL;' \
		'o->value = value ? call_range(x, *value, 1) : NULL;'
	mutant host_call_test module/host/read.c 'memset(to, 0, done + n);' ''
	mutant host_call_test module/host/resolve.c 'missing = h ? contexts & ~h->contexts : 0;' \
		'missing = 0;'
	mutant host_call_test module/host/resolve.c 'if (h->kernel && env->user)' 'if (false)'
	mutant host_call_test module/host/metrics.c 'metric >= st->metrics' 'metric > st->metrics'
	mutant host_call_test module/host/metrics.c 'st->n == WK_STAGED_MAX' 'st->n == WK_STAGED_MAX - 1'
	mutant values_test userspace/lib/values.c 'digits <= 17' 'digits <= 16'
	mutant values_test userspace/lib/value_parse.c 'magnitude > (uint64_t)1 << (bits - 1)' 'false'
	mutant values_test userspace/lib/output.c '(first == 0xed && second > 0x9f) ||' ''
	done_testing
}

case ${1:-} in
'')		tests ;;
--mutants)	mutants ;;
*)		sed -n '3,7s/^# *//p' "$0" >&2; exit 2 ;;
esac
