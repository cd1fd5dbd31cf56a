// SPDX-License-Identifier: GPL-2.0
/* Maps, by number; keys and values are copied. */
#include "../map/map.h"
#include "call.h"

static struct wk_map *find(struct wk_hit *hit, u64 number)
{
	return (u32)number < hit->nmaps ? hit->maps[(u32)number] : NULL;
}

static const char *text_of(int err)
{
	switch (err) {
	case -ENOENT:
		return "no such key";
	case -EEXIST:
		return "there is such a key already";
	case -ENOSPC:
		return "the map is full";
	case -EBUSY:
		return "the map is in use on this CPU";
	case -E2BIG:
		return "the index lies behind the end of the map";
	default:
		return "that kind of map cannot do that";
	}
}

static s64 answer(struct wk_hit *hit, int err)
{
	return err ? call_fail(hit, err, text_of(err)) : 0;
}

static s64 no_map(struct wk_hit *hit)
{
	return call_fail(hit, -EBADF, "no map has that number");
}

static s64 bad_size(struct wk_hit *hit)
{
	return call_fail(hit, -EINVAL, "keys or values of that map have another size");
}

/* ---- wasm_kernel: with lengths ---- */

/* A map, and where the guest has key and value. */
struct operands {
	struct wk_map *map;
	u8 *key;
	u8 *value;
};

/* Return: 0, or the answer to the guest. */
static s64 take_key(struct wk_exec *x, struct wk_hit *hit, const u64 *slots, struct operands *o)
{
	o->map = find(hit, slots[0]);
	if (!o->map)
		return no_map(hit);
	if ((u32)slots[2] != wk_map_def(o->map)->key_size)
		return bad_size(hit);
	o->key = call_range(x, slots[1], slots[2]);
	return o->key ? 0 : call_bad_range(hit);
}

static s64 take_both(struct wk_exec *x, struct wk_hit *hit, const u64 *slots, struct operands *o)
{
	s64 err = take_key(x, hit, slots, o);

	if (err)
		return err;
	if ((u32)slots[4] != wk_map_def(o->map)->value_size)
		return bad_size(hit);
	o->value = call_range(x, slots[3], slots[4]);
	return o->value ? 0 : call_bad_range(hit);
}

WK_CALL(map_lookup)
{
	struct operands o;
	s64 err = take_both(x, hit, slots, &o);

	return err ? err : answer(hit, wk_map_lookup(o.map, o.key, o.value));
}

WK_CALL(map_update)
{
	struct operands o;
	s64 err = take_both(x, hit, slots, &o);

	return err ? err : answer(hit, wk_map_update(o.map, o.key, o.value, slots[5]));
}

WK_CALL(map_delete)
{
	struct operands o;
	s64 err = take_key(x, hit, slots, &o);

	return err ? err : answer(hit, wk_map_delete(o.map, o.key));
}

WK_CALL(map_add)
{
	struct operands o;
	s64 err = take_key(x, hit, slots, &o);

	return err ? err : answer(hit, wk_map_add(o.map, o.key, slots[3]));
}

WK_CALL(map_observe)
{
	struct wk_map *map = find(hit, slots[0]);

	return map ? answer(hit, wk_map_observe(map, slots[1], slots[2])) : no_map(hit);
}

/* ---- bpf: the map knows the lengths ---- */

static s64 take_bpf(struct wk_exec *x, struct wk_hit *hit, u64 map, u64 key, const u64 *value,
		    struct operands *o)
{
	o->map = find(hit, map);
	if (!o->map)
		return no_map(hit);
	o->key = call_range(x, key, wk_map_def(o->map)->key_size);
	if (!o->key)
		return call_bad_range(hit);
	o->value = value ? call_range(x, *value, wk_map_def(o->map)->value_size) : NULL;
	return value && !o->value ? call_bad_range(hit) : 0;
}

WK_CALL(map_lookup_elem)
{
	struct operands o;
	s64 err = take_bpf(x, hit, slots[0], slots[1], &slots[2], &o);

	return err ? err : answer(hit, wk_map_lookup(o.map, o.key, o.value));
}

WK_CALL(map_lookup_percpu_elem)
{
	struct operands o;
	s64 err = take_bpf(x, hit, slots[0], slots[1], &slots[3], &o);

	return err ? err : answer(hit, wk_map_lookup_cpu(o.map, o.key, (u32)slots[2], o.value));
}

WK_CALL(map_update_elem)
{
	struct operands o;
	s64 err = take_bpf(x, hit, slots[0], slots[1], &slots[2], &o);

	return err ? err : answer(hit, wk_map_update(o.map, o.key, o.value, slots[3]));
}

WK_CALL(map_delete_elem)
{
	struct operands o;
	s64 err = take_bpf(x, hit, slots[0], slots[1], NULL, &o);

	return err ? err : answer(hit, wk_map_delete(o.map, o.key));
}

/* ---- stacks, kept in maps ---- */

#define STACK_FRAMES	48

static u32 hash_stack(const u64 *frames, u32 n)
{
	u64 h = n;
	u32 i;

	for (i = 0; i < n; i++)
		h = (h ^ frames[i] ^ h >> 29) * 0x9e3779b97f4a7c15ull;
	return (u32)(h >> 33);
}

/* (ctx, map, flags): the stack goes into the map under its hash. Return: that hash. */
WK_CALL(get_stackid)
{
	struct wk_map *map = find(hit, slots[1]);
	u64 frames[STACK_FRAMES] = { 0 };
	u32 id, n;
	int err;

	if (!map)
		return no_map(hit);
	if (wk_map_def(map)->key_size != sizeof(id) || wk_map_def(map)->value_size % 8 ||
	    wk_map_def(map)->value_size > sizeof(frames))
		return bad_size(hit);
	if (slots[2] & 0x100)
		return call_fail(hit, -EOPNOTSUPP, "only stacks of the kernel");
	n = wk_env_stack(frames, wk_map_def(map)->value_size / 8);
	id = hash_stack(frames, n);
	err = wk_map_update(map, &id, frames, WK_MAP_ANY);
	return err ? answer(hit, err) : id;
}

/* (ptr, frames). Return: how many there are. */
WK_CALL(stack)
{
	u64 frames[STACK_FRAMES];
	u32 n = min_t(u32, (u32)slots[1], STACK_FRAMES);
	u8 *to;

	/* The whole range is checked, also what will not be filled. */
	to = (u32)slots[1] > 1u << 28 ? NULL : call_range(x, slots[0], (u64)(u32)slots[1] * 8);
	if (!to)
		return call_bad_range(hit);
	n = wk_env_stack(frames, n);
	memcpy(to, frames, n * sizeof(frames[0]));
	return n;
}

/* (ctx, ptr, bytes, flags). Return: bytes. */
WK_CALL(get_stack)
{
	u64 frames[STACK_FRAMES];
	u8 *to = call_range(x, slots[1], slots[2]);
	u32 n = min_t(u32, (u32)slots[2] / 8, STACK_FRAMES);

	if (!to)
		return call_bad_range(hit);
	if (slots[3] & 0x100)
		return call_fail(hit, -EOPNOTSUPP, "only stacks of the kernel");
	n = wk_env_stack(frames, n);
	memcpy(to, frames, n * sizeof(frames[0]));
	return n * 8;
}
