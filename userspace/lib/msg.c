// SPDX-License-Identifier: GPL-2.0
/* Wire format of the Connector protocol; see docs/protocol.md. */

#include <errno.h>
#include <string.h>

#include "msg.h"

_Static_assert(sizeof(struct wk_msg) == WK_MSG_SIZE, "struct wk_msg has holes");
_Static_assert(sizeof(struct wk_value) == 24, "struct wk_value has holes");
_Static_assert(sizeof(struct wk_wire_frame) == 12, "struct wk_wire_frame has holes");
_Static_assert(sizeof(struct wk_list_item) == 128, "struct wk_list_item has holes");

/* ---- building ---- */

static struct cn_msg *request_cn(struct wk_request *r)
{
	return mnl_nlmsg_get_payload(&r->nlh);
}

void wk_request_begin(struct wk_request *r, enum wk_verb verb, uint32_t number, uint64_t session)
{
	struct wk_msg head = { .version = WK_PROTOCOL, .verb = (uint16_t)verb,
			       .request = number, .session = session };
	struct cn_msg cn = { .id = { WK_CN_IDX, WK_CN_VAL }, .seq = number };

	r->too_long = false;
	mnl_nlmsg_put_header(r->bytes);
	r->nlh.nlmsg_type = NLMSG_DONE;
	r->nlh.nlmsg_seq = number;
	memcpy(mnl_nlmsg_put_extra_header(&r->nlh, sizeof(cn)), &cn, sizeof(cn));
	memcpy(mnl_nlmsg_put_extra_header(&r->nlh, sizeof(head)), &head, sizeof(head));
}

void wk_request_bytes(struct wk_request *r, enum wk_attr attr, const void *p, size_t n)
{
	if (n > WK_PAYLOAD_MAX ||
	    !mnl_attr_put_check(&r->nlh, sizeof(r->bytes), (uint16_t)attr, n, n ? p : ""))
		r->too_long = true;
}

void wk_request_u32(struct wk_request *r, enum wk_attr attr, uint32_t v)
{
	wk_request_bytes(r, attr, &v, sizeof(v));
}

void wk_request_u64(struct wk_request *r, enum wk_attr attr, uint64_t v)
{
	wk_request_bytes(r, attr, &v, sizeof(v));
}

void wk_request_string(struct wk_request *r, enum wk_attr attr, const char *s)
{
	wk_request_bytes(r, attr, s, strlen(s) + 1);
}

void wk_request_flag(struct wk_request *r, enum wk_attr attr)
{
	wk_request_bytes(r, attr, "", 0);
}

size_t wk_request_end(struct wk_request *r)
{
	struct cn_msg *cn = request_cn(r);

	cn->len = (uint16_t)(mnl_nlmsg_get_payload_len(&r->nlh) - sizeof(*cn));
	return r->nlh.nlmsg_len;
}

/* ---- taking apart ---- */

enum type { TYPE_NONE, TYPE_u32, TYPE_u64, TYPE_string, TYPE_flag, TYPE_binary, TYPE_digest,
	    TYPE_values, TYPE_frames };

static const unsigned char types[WK_A_END] = {
#define WK_ATTR(number, ident, type, what) [number] = TYPE_##type,
	WK_ATTRS(WK_ATTR)
#undef WK_ATTR
};

static const char * const names[WK_A_END] = {
#define WK_ATTR(number, ident, type, what) [number] = #ident,
	WK_ATTRS(WK_ATTR)
#undef WK_ATTR
};

const char *wk_attr_name(uint32_t attr)
{
	return attr < WK_A_END && names[attr] ? names[attr] : "?";
}

static bool attr_fits(const struct nlattr *a)
{
	size_t n = mnl_attr_get_payload_len(a);
	const char *p = mnl_attr_get_payload(a);

	switch (types[mnl_attr_get_type(a)]) {
	case TYPE_u32:
		return n == 4;
	case TYPE_u64:
		return n == 8;
	case TYPE_string:
		return n && strnlen(p, n) == n - 1;
	case TYPE_flag:
		return n == 0;
	case TYPE_digest:
		return n == 32;
	case TYPE_values:
		return n % sizeof(struct wk_value) == 0;
	case TYPE_frames:
		return n % sizeof(struct wk_wire_frame) == 0;
	default:
		return true;
	}
}

static int take_attr(struct wk_fields *f, const struct nlattr *a, const char **why)
{
	uint16_t type = mnl_attr_get_type(a);

	if (type == 0 || type >= WK_A_END)
		return 0;
	if (f->at[type]) {
		*why = "it has an attribute twice";
		return -EPROTO;
	}
	if (!attr_fits(a)) {
		*why = "it has an attribute of a wrong size";
		return -EPROTO;
	}
	f->at[type] = a;
	return 0;
}

static int take_attrs(struct wk_fields *f, const unsigned char *p, size_t left, const char **why)
{
	while (left) {
		const struct nlattr *a = (const struct nlattr *)p;
		size_t step;

		if (left < sizeof(*a) || a->nla_len < sizeof(*a) || a->nla_len > left) {
			*why = "an attribute is cut short";
			return -EPROTO;
		}
		if (take_attr(f, a, why))
			return -EPROTO;
		step = MNL_ALIGN(a->nla_len);
		step = step < left ? step : left;
		p += step;
		left -= step;
	}
	return 0;
}

int wk_fields_parse(const struct cn_msg *cn, struct wk_fields *f, const char **why)
{
	memset(f, 0, sizeof(*f));
	if (cn->id.idx != WK_CN_IDX || cn->id.val != WK_CN_VAL) {
		*why = "it comes from another Connector service";
		return -EPROTO;
	}
	if (cn->len < sizeof(f->head)) {
		*why = "it is shorter than its header";
		return -EPROTO;
	}
	memcpy(&f->head, cn->data, sizeof(f->head));
	return take_attrs(f, cn->data + sizeof(f->head), cn->len - sizeof(f->head), why);
}

uint32_t wk_fields_u32(const struct wk_fields *f, enum wk_attr attr, uint32_t absent)
{
	return f->at[attr] ? mnl_attr_get_u32(f->at[attr]) : absent;
}

uint64_t wk_fields_u64(const struct wk_fields *f, enum wk_attr attr, uint64_t absent)
{
	return f->at[attr] ? mnl_attr_get_u64(f->at[attr]) : absent;
}

const char *wk_fields_string(const struct wk_fields *f, enum wk_attr attr)
{
	return f->at[attr] ? mnl_attr_get_str(f->at[attr]) : "";
}

const void *wk_fields_bytes(const struct wk_fields *f, enum wk_attr attr, size_t *len)
{
	*len = f->at[attr] ? mnl_attr_get_payload_len(f->at[attr]) : 0;
	return f->at[attr] ? mnl_attr_get_payload(f->at[attr]) : NULL;
}
