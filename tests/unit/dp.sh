#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Differential privacy in user space. TAP on stdout.
#
#   tests/unit/dp.sh [N]           the tests, with N samples for each statistical one (100000)
#   tests/unit/dp.sh --mutants [REGEX]
#                                  breaks the code on purpose, in a copy: each break must be noticed;
#                                  only those whose "file: old -> new" matches REGEX
set -u
. "$(dirname "$0")/../lib.sh"

BUILD=$TOP/build/host/dp-tests
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
mkdir -p "$BUILD"
SAN='-g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all'

# What each test is linked with: of the samplers one layer only, on lower layers that are exact.
sources()
{
	local dp=$1/module/dp

	case $2 in
	dp_words_test | dp_metric_test | dp_kinds_test | dp_record_test | \
	dp_extremes_test | dp_timing_test)
		# All there is.
		echo "$(find "$dp" -name '*.c' ! -name '*_kernel.c') $1/module/wasm/alloc_host.c
			$1/userspace/lib/ratio.c" ;;
	dp_ledger_test)	echo "$dp/ledger.c $dp/cost.c $dp/wide.c" ;;
	*)		echo "$dp/$(sed 's/dp_\(.*\)_test/\1/' <<<"$2").c" ;;
	esac
}

# build OUT TEST TREE
build()
{
	build_test "$1" "$3/tests/unit/$2.c $(sources "$3" "$2")" \
		"-std=gnu11 -D_GNU_SOURCE -Wall -Wextra -DWK_DP_INSECURE ${SANITIZE-$SAN}" "-lm -lpthread"
}

# check TEST [ARG...]
check()
{
	local output

	output=$(build "$BUILD/$1" "$1" "$TOP" 2>&1) || { fail "$1 builds" "$output"; return; }
	take "$1" "$BUILD/$@"
}

# Threads that add while windows are swapped, under ThreadSanitizer.
races()
{
	local output

	if ! output=$(SANITIZE='-O1 -g -fsanitize=thread' build "$BUILD/dp_metric_tsan" \
		dp_metric_test "$TOP" 2>&1); then
		fail "dp_metric_test builds with ThreadSanitizer" "$output"
		return
	fi
	expect "no data race while everybody adds" 0 "$BUILD/dp_metric_tsan" 400 200000
}

# Nothing but integers, no helper of the compiler, no generator that is not the kernel's.
objects()
{
	local o name
	# The last ones stand in for RCU and the number of the CPU: see atomic.h.
	local helpers='wk_(dp_[a-z_0-9]+|alloc|free)|mem(cpy|set|cmp|move)|pthread_rwlock_[a-z]+|sched_getcpu'
	local floats='%[xyz]mm|%mm[0-7]|%st\b|	f(ld|st|ild|ist|add|mul)|	cvt'

	for o in "$TOP"/build/host/obj/module/dp/*.o; do
		name=$(basename "$o")
		[ "$name" != random_host.o ] || continue
		expect "$name needs only what the kernel has" 1 \
			sh -c "nm -u '$o' | awk '{ print \$2 }' | grep -vxE '$helpers'"
		expect "$name touches no floating point" 1 \
			sh -c "objdump -d --no-show-raw-insn '$o' | grep -E '$floats'"
	done
	expect "below.o divides nothing" 1 \
		sh -c "objdump -d --no-show-raw-insn '$TOP/build/host/obj/module/dp/below.o' | grep -E '	i?div'"
	expect "dp-sample has no place for another source of words" 1 \
		sh -c "nm '$TOP/build/host/dp-sample' | grep wk_dp_tape"
}

# dp-sample on the command line
tool()
{
	local s=$TOP/build/host/dp-sample

	expect "dp-sample: --help" 0 "$s" --help
	expect "dp-sample: no mechanism" 240 "$s" --scale 3
	expect "dp-sample: an unknown one" 240 "$s" --mech cauchy --scale 3
	expect "dp-sample: laplace has no sigma2" 240 "$s" --mech laplace --sigma2 3
	expect "dp-sample: gaussian has no scale" 240 "$s" --mech gaussian --scale 3
	expect "dp-sample: 0 is no scale" 240 "$s" --mech laplace --scale 0
	expect "dp-sample: too large a scale" 240 "$s" --mech laplace --scale 1099511627777
	expect "dp-sample: the largest" 0 "$s" --mech laplace --scale 1099511627776
	expect "dp-sample: no seed" 240 "$s" --mech laplace --scale 1 --seed 5
	expect "dp-sample: a full disk is said" 241 sh -c "'$s' --mech laplace --scale 1 >/dev/full"
	expect "dp-sample: as many as asked for" 0 sh -c \
		"[ \$('$s' --mech gaussian --sigma2 25/4 -n 1234 | grep -cxE -- '-?[0-9]+') = 1234 ]"
}

# wrong NAME FILE PIECE REPLACEMENT: a harness with a mistake; its option for the audit on stdout
wrong()
{
	rm -rf "$SCRATCH/wrong" && copy_tree "$SCRATCH/wrong"
	replace_once "$SCRATCH/wrong/module/dp/$2" "$3" "$4" >&2 &&
		build_release "$BUILD/wrong-${1// /-}" "$SCRATCH/wrong" -w >&2 &&
		echo "--wrong=$1=$BUILD/wrong-${1// /-}"
}

# build_release OUT TREE [OPTION]: as it is in the kernel, with words of the kernel's generator
build_release()
{
	# shellcheck disable=SC2046
	gcc -std=gnu11 -D_GNU_SOURCE -Wall -Wextra ${3:-} -O2 -o "$1" "$2/tests/unit/dp_release.c" \
		$(find "$2/module/dp" -name '*.c' ! -name '*_kernel.c') \
		"$2/module/wasm/alloc_host.c" -lpthread
}

copy_tree()
{
	mkdir -p "$1/tests" "$1/module/wasm" "$1/userspace"
	cp -r "$TOP/module/dp" "$1/module/"
	cp "$TOP"/module/wasm/shim.h "$TOP"/module/wasm/alloc_host.* "$1/module/wasm/"
	cp -r "$TOP/tests/unit" "$TOP/tests/kunit" "$1/tests/"
	cp -r "$TOP/userspace/lib" "$1/userspace/"
}

# What neighbouring streams give away, by releases alone. In full size with every mistake.
audit()
{
	local n=$1 release=$TOP/build/host/dp-release options

	if ! build_release "$release" "$TOP"; then
		fail "dp-release builds"
		return
	fi
	mapfile -t options < <(
		wrong "no cap" bucket.c 'min_t(u32, amount, cap - old)' 'amount'
		wrong "noise used twice" metric.c '	m->drawn = false;' ''
		wrong "a key of one unit" open.c 'value[1] >= least' 'value[1] >= 1'
		[ "$n" -ge 300000 ] || exit 0
		wrong "a scale that is too short" laplace.c 'minus ? -y : y' 'minus ? -(y * 3 / 4) : y * 3 / 4'
		wrong "zero twice" laplace.c 'while (minus && !y && !r->failed)' 'while (0)'
		wrong "participation without end" bucket.c '(u32)old >= e->active' '0'
		wrong "records without bounds" record.c 'max_t(s64, f->lo, min_t(s64, f->hi, value))' 'value'
	)
	[ "$n" -lt 300000 ] || n=300000
	take audit "$TOP/tests/unit/dp_audit.py" -n "$n" "${options[@]}" "$release"
}

UNITS='dp_words_test dp_bernoulli_test dp_geometric_test dp_laplace_test dp_gaussian_test
	dp_ledger_test dp_kinds_test dp_record_test dp_extremes_test'

tests()
{
	local t output N=$1

	if ! output=$(make -C "$TOP/userspace/dp-sample" 2>&1); then
		fail "dp-sample builds" "$output"
		done_testing
		return
	fi
	for t in $UNITS; do
		check "$t"
	done
	check dp_metric_test $((N / 10)) $((N * 100))
	SANITIZE='-O1 -g' check dp_timing_test
	races
	take costs "$TOP/tests/unit/dp_costs.py" "$BUILD/dp_ledger_test" "$N"
	objects
	tool
	audit "$N"
	take goodness "$TOP/tests/unit/dp_goodness.py" -n "$N" -- "$TOP/build/host/dp-sample"
	done_testing
}

# ---- mutants ----

# mutant TEST FILE PIECE REPLACEMENT: PIECE stands once in FILE
mutant()
{
	local name="$2: ${3//$'\n'/ } -> ${4//$'\n'/ }"

	grep -qE -e "$ONLY" <<<"$name" || return 0
	try_mutant "$name" "$SCRATCH/$2" "$3" "$4" "build $SCRATCH/$1 $1 $SCRATCH" "$SCRATCH/$1"
}

mutants()
{
	local dp=module/dp

	SANITIZE=-O0
	copy_tree "$SCRATCH"

	# Zero twice; a scale that is too short; a remainder instead of another draw.
	mutant dp_laplace_test $dp/laplace.c 'while (minus && !y && !r->failed)' 'while (0)'
	mutant dp_laplace_test $dp/laplace.c 'u + scale.num *' 'u + (scale.num - (scale.num > 9)) *'
	mutant dp_laplace_test $dp/laplace.c ') / scale.den' ' + scale.den / 2) / scale.den'
	mutant dp_words_test $dp/below.c 'v = draw(r) & mask;' 'v = (draw(r) & mask) % (last + 1);'
	mutant dp_words_test $dp/below.c 'while (v > last);
	return v;
}

static wk_u128' 'while (v >= last && last > 1);
	return v;
}

static wk_u128'
	mutant dp_words_test $dp/below.c 'v ? ~0ull >> __builtin_clzll(v) : 0' '~0ull'
	mutant dp_words_test $dp/below.c 'v |= draw(r);' 'v |= 0;'
	mutant dp_words_test $dp/below.c 'r->failed = true;' ''
	mutant dp_bernoulli_test $dp/bernoulli.c 'return (k & 1) &&' 'return !(k & 1) &&'
	mutant dp_bernoulli_test $dp/bernoulli.c '&& wk_dp_below(r, k) == 0' ''
	mutant dp_bernoulli_test $dp/bernoulli.c 'wk_dp_below(r, d) < n' 'wk_dp_below(r, d) <= n'
	mutant dp_bernoulli_test $dp/bernoulli.c 'n -= d;' 'n -= d - 1;'
	mutant dp_geometric_test $dp/geometric.c 'u32 v = 0;' 'u32 v = 1;'
	mutant dp_geometric_test $dp/geometric.c '!wk_dp_bernoulli_exp(r, u, t)' '0'
	mutant dp_geometric_test $dp/geometric.c '++v == WK_DP_TAIL' '0'
	mutant dp_gaussian_test $dp/gaussian.c '2 * (bt * t) * sigma2.num' '(bt * t) * sigma2.num'
	mutant dp_gaussian_test $dp/gaussian.c 'left - sigma2.num :' 'left :'
	mutant dp_gaussian_test $dp/gaussian.c 'try * try <= v' 'try * try < v'
	mutant dp_words_test $dp/gaussian.c '(wk_u128)sigma2.den * t' 'sigma2.den * t * 0 + (u32)(sigma2.den * t)'
	mutant dp_words_test $dp/laplace.c '*noise = wk_dp_laplace_draw(&r, scale);
	if (!r.failed)' '*noise = wk_dp_laplace_draw(&r, scale);
	if (1)'
	# No clip; caps per CPU; count before cap; W and late windows forgotten; an old key for ever.
	mutant dp_metric_test $dp/bucket.c 'min_t(u32, amount, cap - old)' 'amount'
	mutant dp_metric_test $dp/bucket.c '!wk_dp_cas(used, old, old + part)' '(sched_yield(), *used = old + part, 0)'
	mutant dp_metric_test $dp/bucket.c '(u32)old >= e->active' '0'
	mutant dp_metric_test $dp/bucket.c 'if (old >> 32 == mark)' 'if (0)'
	mutant dp_metric_test $dp/metric.c 'min_t(u32, value, c->clip)' 'value'
	mutant dp_metric_test $dp/metric.c 'cell >= c->cells && c->kind == WK_DP_HISTOGRAM' '0'
	mutant dp_metric_test $dp/metric.c 'if (e->number == epoch)' 'if (1)'
	mutant dp_metric_test $dp/window.c '&w->used[bucket], cap, amount' '&w->used[bucket], cap * 2, amount'
	mutant dp_metric_test $dp/window.c 'if (amount)' 'if (1)
		amount = amount ? amount : 1;
	if (amount)'
	mutant dp_metric_test $dp/siphash.c 'v[2] ^= 0xff;' 'v[2] ^= 0xee;'
	# Noise again for the same window; late noise; failed noise; no stamp; nothing but what happened.
	mutant dp_metric_test $dp/metric.c '	if (m->drawn)
		return;' ''
	mutant dp_metric_test $dp/metric.c 'm->failed |= err != 0;' ''
	mutant dp_metric_test $dp/metric.c 'WK_DP_STAMP ? WK_DP_STAMPED : 0' '0'
	mutant dp_metric_test $dp/metric.c '	wk_dp_read_sync();' ''
	mutant dp_metric_test $dp/metric.c '	m->drawn = false;' ''
	mutant dp_metric_test $dp/metric.c 'fill(m, r, m->ended);' 'fill(m, r, m->window);'
	mutant dp_metric_test $dp/metric.c 'if (e != present)' 'if (1)'
	mutant dp_metric_test $dp/cost.c '2 * (u64)(t->active < windows' '1 * (u64)(t->active < windows'
	mutant dp_metric_test $dp/cost.c 'twice < windows ? twice : windows' 't->active'
	# Noise that a copy has, too; times that never end, in anybody's place.
	mutant dp_metric_test $dp/metric.c 'void wk_dp_metric_forget(struct wk_dp_metric *m)
{
	wipe_noise(m);' 'void wk_dp_metric_forget(struct wk_dp_metric *m)
{
	m->failed = false;'
	mutant dp_metric_test $dp/bucket.c 'exchange(place(e, bucket, slot), 0)' 'wk_dp_load(place(e, bucket, slot))'
	mutant dp_metric_test $dp/bucket.c 'slot % e->slots' '0'
	mutant dp_metric_test $dp/metric.c 'nsec > since ? nsec - since : 0' 'nsec - since'
	# Rounding down, refunds of what was used, an open door after a reload, a limit that is none.
	mutant dp_ledger_test $dp/wide.c 'quotient + (rest != 0)' 'quotient'
	mutant dp_ledger_test $dp/ledger.c 'if (window > r->first) {' 'if (0) {'
	mutant dp_ledger_test $dp/ledger.c 'l->open_from = epoch + 1;' 'l->open_from = epoch;'
	mutant dp_ledger_test $dp/ledger.c 'over(r->charged, l->limit - l->spent)' '0'
	mutant dp_ledger_test $dp/ledger.c 'over(r->full, l->limit - full)' '0'
	mutant dp_ledger_test $dp/ledger.c 'left = windows - r->first' 'left = windows'
	mutant dp_ledger_test $dp/ledger.c '|| !seal_right(mac, in)' ''
	mutant dp_ledger_test $dp/ledger.c '|| !get(in, F_OPEN)' ''
	mutant dp_ledger_test $dp/ledger.c 'if (epoch <= l->epoch)' 'if (epoch == l->epoch)'
	mutant dp_ledger_test $dp/ledger.c 'over(r->delta_charged, l->delta_limit - l->delta_spent)' '0'
	mutant dp_ledger_test $dp/ledger.c 'over(r->delta_full, l->delta_limit - delta)' '0'
	mutant dp_ledger_test $dp/ledger.c 'l->delta_spent -= delta;' ''
	mutant dp_ledger_test $dp/ledger.c 'return other && t->alarms;' 'return other;'
	mutant dp_ledger_test $dp/ledger.c 'r->again += nano;' 'r->charged += nano;'
	mutant dp_ledger_test $dp/ledger.c '		l->slots[i].again = 0;' ''
	mutant dp_ledger_test $dp/ledger.c '.missing = over(nano, l->limit - l->spent)' '.missing = 0'
	mutant dp_ledger_test $dp/ledger.c 'note(l, WK_DP_EV_REARM, owner, nano, 0);' ''
	mutant dp_ledger_test $dp/ledger.c '|| r->terms.form != WK_DP_BY_ALARM' ''
	mutant dp_ledger_test $dp/cost.c 'amount(2 * n, t->cap, t->noise' 'amount(n, t->cap, t->noise'
	mutant dp_ledger_test $dp/cost.c 'n = windows ? t->alarms : 0' 'n = t->alarms * windows / 96'
	# A key too many, or of one bucket alone; noise used for two; keys in the order of their buckets.
	mutant dp_kinds_test $dp/window.c 'if (!place || !wk_dp_admit' 'if (!wk_dp_admit'
	mutant dp_kinds_test $dp/window.c 'for (i = 0; i < n; i++) {
		u64 label' 'for (i = 0; i < n + 1; i++) {
		u64 label'
	mutant dp_kinds_test $dp/cost.c '(t->delta + log2_up(t->labels))' '(u64)t->delta'
	mutant dp_kinds_test $dp/cost.c 'amount(n, t->labels, t->other' 'amount(n / 2, t->labels, t->other'
	mutant dp_kinds_test $dp/open.c 'value[1] >= least' 'value[1] >= least - 1'
	mutant dp_kinds_test $dp/open.c 'wk_dp_noised(e->events, more[i])' 'wk_dp_noised(e->events, f->noise[i])'
	mutant dp_kinds_test $dp/open.c 'sort_by_key(f->values, n);' ''
	mutant dp_kinds_test $dp/open.c 'if (entry->key == key)' 'if (1)'
	mutant dp_kinds_test $dp/open.c '> (wk_u128)t->other.den << t->delta' '> ~(wk_u128)0 >> t->delta'
	# One threshold for ever, one for each window; alarms without end; no alarms in the next epoch.
	mutant dp_kinds_test $dp/watch.c '		s->left--;
		s->renew = true;' '		s->left--;'
	mutant dp_kinds_test $dp/watch.c 'if (s->renew)' 'if (1)'
	mutant dp_kinds_test $dp/watch.c '		s->left--;' ''
	mutant dp_kinds_test $dp/watch.c 's->armed && s->epoch == epoch' 's->armed'
	mutant dp_kinds_test $dp/watch.c '|| s->left == alarms' ''
	mutant dp_kinds_test $dp/watch.c '|| s->epoch != epoch ||' '||'
	mutant dp_kinds_test $dp/watch.c 'i == QUERY ? c->terms.noise : c->terms.other' 'c->terms.noise'
	# Noise for each total instead of each interval; windows beyond an epoch; levels that cost nothing.
	mutant dp_kinds_test $dp/total.c 'noise += s->noise[level];' 'noise = s->noise[level];'
	mutant dp_kinds_test $dp/total.c 's->windows >= f->config->windows' '0'
	mutant dp_kinds_test $dp/total.c 'if (s->bad & s->windows)' 'if (f->failed)'
	mutant dp_kinds_test $dp/total.c 's->epoch != f->window->epoch->number' '0'
	mutant dp_kinds_test $dp/cost.c 'min_t(u64, 1ull << level, t->active)' '1'
	mutant dp_kinds_test $dp/cost.c 'min_t(u64, twice, windows) * nodes' 't->active * nodes'
	mutant dp_kinds_test $dp/metric.c 'c->kind == WK_DP_SUM || c->clip > 1' 'c->kind == WK_DP_SUM'
	# Per record: no bounds, types that wrap, noise twice, no caps, failing open, spans that cost nothing.
	mutant dp_record_test $dp/record.c 'max_t(s64, f->lo, min_t(s64, f->hi, value))' 'min_t(s64, f->hi, value)'
	mutant dp_record_test $dp/record.c 'return max_t(s64, min, min_t(s64, max, value));' 'return value;'
	mutant dp_record_test $dp/record.c '	wk_dp_records_forget(r);
	return !failed;' '	return !failed;'
	mutant dp_record_test $dp/record.c 'wk_dp_admit(&r->used[bucket], r->config.cap, 1)' '1'
	mutant dp_record_test $dp/record.c 'i < r->config.nfields && !failed' 'i < r->config.nfields'
	mutant dp_record_test $dp/record.c 'return !failed;' 'return true;'
	mutant dp_record_test $dp/record.c 'memset(r->used, 0, c->buckets * sizeof(*r->used));' ''
	mutant dp_record_test $dp/record.c '|| len < r->config.bytes' ''
	mutant dp_record_test $dp/record.c '(u32)(f->hi - f->lo)' '(u32)f->hi'
	# Noise drawn when the window has ended; what wraps at the end of its range.
	mutant dp_timing_test $dp/metric.c 'void wk_dp_metric_draw(struct wk_dp_metric *m)
{' 'static u32 calls;

void wk_dp_metric_draw(struct wk_dp_metric *m)
{
	if (++calls % 2)
		return;'
	mutant dp_extremes_test $dp/total.c 's->windows >= f->config->windows' '0'
	mutant dp_extremes_test $dp/ledger.c 'if (epoch <= l->epoch)' 'if (epoch == l->epoch)'
	mutant dp_extremes_test $dp/window.c 'struct wk_dp_window *w = wk_alloc(1, sizeof(*w));' 'struct wk_dp_window *w = wk_alloc(1, sizeof(*w)); cells = (u8)cells;'
	mutant dp_words_test userspace/lib/ratio.c '*p || !n || !d' '*p || !d'
	done_testing
}

case ${1:-100000} in
--mutants)	ONLY=${2:-} mutants ;;
*[!0-9]*)	sed -n '3,9s/^# *//p' "$0" >&2; exit 2 ;;
*)		tests "${1:-100000}" ;;
esac
