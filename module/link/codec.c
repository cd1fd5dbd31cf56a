// SPDX-License-Identifier: GPL-2.0
#include <linux/netlink.h>

#ifdef __KERNEL__
#include <linux/build_bug.h>
#endif

#include "../limits.h"
#include "codec.h"

/* Types of attributes, as the third column of WK_ATTRS names them. */
enum attr_type {
	TYPE_u32,
	TYPE_u64,
	TYPE_string,
	TYPE_flag,
	TYPE_digest,
	TYPE_binary,
	TYPE_values,
	TYPE_frames,
};

struct attr_info {
	const char *name;
	enum attr_type type;
};

static const struct attr_info infos[WK_A_MAX + 1] = {
#define WK_ATTR(number, ident, type_, what) [number] = { #ident, TYPE_##type_ },
	WK_ATTRS(WK_ATTR)
#undef WK_ATTR
};

static_assert(sizeof(struct wk_msg) == WK_MSG_SIZE, "the head is part of the ABI");
static_assert(sizeof(struct wk_value) == 24, "so are values");
static_assert(sizeof(struct wk_wire_frame) == 12, "frames");
static_assert(sizeof(struct wk_list_item) == 128, "and list items");
static_assert(sizeof(struct wk_wire_probe) == 128, "probes");
static_assert(sizeof(struct wk_wire_map) == 104, "and maps");

struct rule {
	const char *name;
	bool known;
	bool session;
};

#define WK_RULE(ident, handler, session_, required, optional)		\
	[WK_V_##ident] = { .name = #handler, .known = true, .session = session_ },
static const struct rule rules[] = {
#include <wasm_kernel/rules.def>
};
#undef WK_RULE

/* Attributes of one verb, of which each word of a set has 64. */
struct takes {
	u64 required;
	u64 optional;
};

#define A(ident)	(WK_A_##ident / 64 == WORD ? 1ull << WK_A_##ident % 64 : 0)
#define NONE		0ull
#define WK_RULE(ident, handler, session, required_, optional_)		\
	[WK_V_##ident] = { .required = required_, .optional = optional_ },
static const struct takes takes[WK_ATTR_WORDS][ARRAY_SIZE(rules)] = {
	{
#define WORD 0
#include <wasm_kernel/rules.def>
#undef WORD
	}, {
#define WORD 1
#include <wasm_kernel/rules.def>
#undef WORD
	},
};
#undef WK_RULE
#undef NONE
#undef A

static_assert(WK_ATTR_WORDS == 2, "one round of rules.def for each word");

int wk_refuse(struct wk_refusal *r, u32 code, const char *fmt, ...)
{
	va_list ap;

	r->code = code;
	va_start(ap, fmt);
	vscnprintf(r->text, sizeof(r->text), fmt, ap);
	va_end(ap);
	return -1;
}

static u16 load_u16(const u8 *p)
{
	u16 v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static u32 load_u32(const u8 *p)
{
	u32 v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static u64 load_u64(const u8 *p)
{
	u64 v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* ---- checks of one attribute's contents ---- */

static u32 max_string(enum wk_attr attr)
{
	switch (attr) {
	case WK_A_RELEASE:
		return WK_MAX_RELEASE;
	case WK_A_SYMBOL:
		return WK_MAX_SYMBOL;
	default:
		return WK_MAX_NAME;
	}
}

/* ASCII only: a name may end up on a terminal. */
static int check_string(enum wk_attr attr, struct wk_span s, struct wk_refusal *why)
{
	u32 max = max_string(attr);
	u32 i;

	if (!s.len || s.len > max || s.p[s.len - 1])
		return wk_refuse(why, WK_C_BAD_MESSAGE,
				 "attribute %s must be 1 to %u bytes that end with NUL",
				 infos[attr].name, max);
	for (i = 0; i + 1 < s.len; i++)
		if (s.p[i] < 0x20 || s.p[i] > 0x7e)
			return wk_refuse(why, WK_C_BAD_MESSAGE,
					 "attribute %s has byte 0x%02x at %u: printable ASCII is wanted",
					 infos[attr].name, s.p[i], i);
	return 0;
}

static const char *value_fault(const struct wk_value *v)
{
	static const u8 zero[sizeof(v->reserved)];

	if (memcmp(v->reserved, zero, sizeof(zero)))
		return "reserved bytes that are not 0";
	if (v->null > 1 || (v->null && v->bits))
		return "a null that is neither 0 nor 1, or a null with bits";
	if (v->high && v->type != WK_VT_V128)
		return "a high half, which only v128 has";
	switch (v->type) {
	case WK_VT_I32:
	case WK_VT_F32:
		return v->bits >> 32 || v->null ? "more than 32 bits" : NULL;
	case WK_VT_I64:
	case WK_VT_F64:
	case WK_VT_V128:
		return v->null ? "a null that is no reference" : NULL;
	case WK_VT_EXTERNREF:
		return v->bits == ~0ull ? "an externref that is too large" : NULL;
	case WK_VT_FUNCREF:
		return v->null ? NULL : "a funcref that is not null: it has no meaning here";
	default:
		return "an unknown type";
	}
}

static int check_values(enum wk_attr attr, struct wk_span s, struct wk_refusal *why)
{
	u32 i;

	if (s.len % sizeof(struct wk_value))
		return wk_refuse(why, WK_C_BAD_MESSAGE,
				 "attribute %s has %u bytes: not a multiple of %zu",
				 infos[attr].name, s.len, sizeof(struct wk_value));
	for (i = 0; i < s.len / sizeof(struct wk_value); i++) {
		struct wk_value v;
		const char *fault;

		memcpy(&v, s.p + i * sizeof(v), sizeof(v));
		fault = value_fault(&v);
		if (fault)
			return wk_refuse(why, WK_C_BAD_MESSAGE, "attribute %s: value %u has %s",
					 infos[attr].name, i, fault);
	}
	return 0;
}

static int check_size(enum wk_attr attr, struct wk_span s, u32 want, struct wk_refusal *why)
{
	if (s.len == want)
		return 0;
	return wk_refuse(why, WK_C_BAD_MESSAGE, "attribute %s has %u bytes instead of %u",
			 infos[attr].name, s.len, want);
}

/* Strings one after the other, each ended by NUL: empty, or NUL at the end. */
static int check_binary(enum wk_attr attr, struct wk_span s, struct wk_refusal *why)
{
	if (attr == WK_A_PATH && (s.len < 2 || strnlen((const char *)s.p, s.len) != s.len - 1))
		return wk_refuse(why, WK_C_BAD_MESSAGE, "attribute PATH must be one path and a NUL");
	if (attr != WK_A_ARGV && attr != WK_A_ENVIRON)
		return 0;
	if (!s.len || !s.p[s.len - 1])
		return 0;
	return wk_refuse(why, WK_C_BAD_MESSAGE, "the last string of attribute %s has no NUL",
			 infos[attr].name);
}

static int check_content(enum wk_attr attr, struct wk_span s, struct wk_refusal *why)
{
	switch (infos[attr].type) {
	case TYPE_u32:
		return check_size(attr, s, 4, why);
	case TYPE_u64:
		return check_size(attr, s, 8, why);
	case TYPE_flag:
		return check_size(attr, s, 0, why);
	case TYPE_digest:
		return check_size(attr, s, 32, why);
	case TYPE_string:
		return check_string(attr, s, why);
	case TYPE_values:
		return check_values(attr, s, why);
	case TYPE_binary:
		return check_binary(attr, s, why);
	default:
		return wk_refuse(why, WK_C_BAD_MESSAGE, "attribute %s is for the kernel to send",
				 infos[attr].name);
	}
}

/* ---- attributes ---- */

/*
 * Takes one attribute at @p, of which @left bytes remain. What pads it is not looked
 * at: libmnl leaves there what was in its buffer. Return: bytes used, or -1.
 */
static int take_attr(struct wk_request *rq, const struct rule *rule, const u8 *p, u32 left,
		     struct wk_refusal *why)
{
	const struct takes *t;
	u32 len, type, padded;
	struct wk_span span;

	if (left < NLA_HDRLEN)
		return wk_refuse(why, WK_C_BAD_MESSAGE, "%u bytes are left over at the end", left);
	len = load_u16(p);
	type = load_u16(p + 2);
	padded = NLA_ALIGN(len);
	if (!type || type > WK_A_MAX || !infos[type].name)
		return wk_refuse(why, WK_C_BAD_MESSAGE, "unknown attribute 0x%x", type);
	if (len < NLA_HDRLEN || padded > left)
		return wk_refuse(why, WK_C_BAD_MESSAGE,
				 "attribute %s says it has %u bytes where %u are left",
				 infos[type].name, len, left);
	t = &takes[type / 64][rule - rules];
	if (!((t->required | t->optional) >> type % 64 & 1))
		return wk_refuse(why, WK_C_BAD_MESSAGE, "attribute %s does not belong in %s",
				 infos[type].name, rule->name);
	if (wk_has(rq, type))
		return wk_refuse(why, WK_C_BAD_MESSAGE, "attribute %s is there twice",
				 infos[type].name);
	span = (struct wk_span){ p + NLA_HDRLEN, len - NLA_HDRLEN };
	if (check_content(type, span, why))
		return -1;
	rq->present[type / 64] |= 1ull << type % 64;
	rq->attrs[type] = span;
	return padded;
}

static int take_attrs(struct wk_request *rq, const struct rule *rule, const u8 *p, u32 left,
		      struct wk_refusal *why)
{
	u32 attr;

	while (left) {
		int used = take_attr(rq, rule, p, left, why);

		if (used < 0)
			return -1;
		p += used;
		left -= used;
	}
	for (attr = 0; attr <= WK_A_MAX; attr++)
		if (takes[attr / 64][rule - rules].required >> attr % 64 & 1 && !wk_has(rq, attr))
			return wk_refuse(why, WK_C_BAD_MESSAGE, "%s needs attribute %s",
					 rule->name, infos[attr].name);
	return 0;
}

bool wk_codec_head(const void *payload, size_t len, struct wk_head *head)
{
	struct wk_msg msg;

	if (len < sizeof(msg))
		return false;
	memcpy(&msg, payload, sizeof(msg));
	*head = (struct wk_head){
		.version = msg.version,
		.verb = msg.verb,
		.request = msg.request,
		.session = msg.session,
	};
	return true;
}

static const struct rule *find_rule(u16 verb)
{
	if (verb >= ARRAY_SIZE(rules) || !rules[verb].known)
		return NULL;
	return &rules[verb];
}

int wk_codec_body(const void *payload, size_t len, struct wk_request *rq,
		  struct wk_refusal *why)
{
	const struct rule *rule = find_rule(rq->head.verb);
	struct wk_msg msg;

	memset(rq->present, 0, sizeof(rq->present));
	memcpy(&msg, payload, sizeof(msg));
	if (msg.pad || msg.flags || msg.reserved)
		return wk_refuse(why, WK_C_BAD_MESSAGE, "pad, flags and reserved must be 0");
	if (!rq->head.request)
		return wk_refuse(why, WK_C_BAD_MESSAGE, "0 is no request number");
	if (!rule)
		return wk_refuse(why, WK_C_BAD_VERB, "no verb has number %u", rq->head.verb);
	if (!rule->session && rq->head.session)
		return wk_refuse(why, WK_C_BAD_MESSAGE, "%s takes no session", rule->name);
	if (len > WK_PAYLOAD_MAX)
		return wk_refuse(why, WK_C_BAD_MESSAGE, "a message has at most %u bytes",
				 WK_PAYLOAD_MAX);
	return take_attrs(rq, rule, (const u8 *)payload + sizeof(msg), len - sizeof(msg), why);
}

bool wk_verb_needs_session(u16 verb)
{
	return rules[verb].session;
}

/* ---- access ---- */

u32 wk_get_u32(const struct wk_request *rq, enum wk_attr attr, u32 absent)
{
	return wk_has(rq, attr) ? load_u32(rq->attrs[attr].p) : absent;
}

u64 wk_get_u64(const struct wk_request *rq, enum wk_attr attr, u64 absent)
{
	return wk_has(rq, attr) ? load_u64(rq->attrs[attr].p) : absent;
}

const char *wk_get_string(const struct wk_request *rq, enum wk_attr attr)
{
	return wk_has(rq, attr) ? (const char *)rq->attrs[attr].p : "";
}

struct wk_value wk_get_value(const struct wk_request *rq, enum wk_attr attr, u32 i)
{
	struct wk_value v;

	memcpy(&v, rq->attrs[attr].p + i * sizeof(v), sizeof(v));
	return v;
}

/* ---- writing ---- */

static void *append(struct wk_builder *b, size_t n)
{
	u8 *p = b->buf + b->len;

	if (b->full || n > b->size - b->len) {
		b->full = true;
		return NULL;
	}
	memset(p, 0, n);
	b->len += n;
	return p;
}

void wk_build_head(struct wk_builder *b, u8 *buf, size_t size, const struct wk_msg *head)
{
	void *p;

	*b = (struct wk_builder){ .buf = buf, .size = size };
	p = append(b, sizeof(*head));
	if (p)
		memcpy(p, head, sizeof(*head));
}

void *wk_build_bytes(struct wk_builder *b, enum wk_attr attr, const void *p, size_t len)
{
	struct nlattr head = { .nla_len = NLA_HDRLEN + len, .nla_type = attr };
	u8 *to;

	if (len > 0xffff - NLA_HDRLEN) {
		b->full = true;
		return NULL;
	}
	to = append(b, NLA_ALIGN(NLA_HDRLEN + len));
	if (!to)
		return NULL;
	memcpy(to, &head, sizeof(head));
	if (p && len)
		memcpy(to + NLA_HDRLEN, p, len);
	return to + NLA_HDRLEN;
}

void wk_build_u32(struct wk_builder *b, enum wk_attr attr, u32 v)
{
	wk_build_bytes(b, attr, &v, sizeof(v));
}

void wk_build_u64(struct wk_builder *b, enum wk_attr attr, u64 v)
{
	wk_build_bytes(b, attr, &v, sizeof(v));
}

void wk_build_string(struct wk_builder *b, enum wk_attr attr, const char *s)
{
	wk_build_bytes(b, attr, s, strlen(s) + 1);
}
