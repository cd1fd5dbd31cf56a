#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Breaks the library on purpose, in a copy: each break must turn the named test red.
# TAP on stdout.
#
#   tests/user/mutants.sh [PATTERN]      only those whose name matches
set -u
. "$(dirname "$0")/../lib.sh"

PATTERN=${1:-.}
export OPT="-O0 -w"
COPY=$(mktemp -d)
trap 'rm -rf "$COPY"' EXIT

mkdir -p "$COPY/tree/tests" "$COPY/tree/userspace" "$COPY/tree/module/link"
cp -r "$TOP/include" "$COPY/tree/"
cp -r "$TOP/tests/user" "$TOP/tests/objects.mk" "$COPY/tree/tests/"
cp -r "$TOP/userspace/lib" "$COPY/tree/userspace/"
cp "$TOP/module/limits.h" "$COPY/tree/module/"
cp "$TOP"/module/link/codec.[ch] "$COPY/tree/module/link/"
cp -r "$TOP/module/wasm" "$COPY/tree/module/"

# mutant TEST FILE PATTERN REPLACEMENT: replaces one literal piece of a line of the library
mutant()
{
	local name="$2: $3 -> $4"

	[[ $name =~ $PATTERN ]] || return 0
	try_mutant "$name" "$COPY/tree/userspace/lib/$2" "$3" "$4" \
		"$TOP/tests/user/build.sh $COPY/out $1 $COPY/tree" "$COPY/out/$1"
}

mutant framing_test cn_mnl.c 'if (nlh->nlmsg_flags & NLM_F_MULTI)' 'if (0)'
mutant framing_test cn_mnl.c '[NLMSG_ERROR] = on_error,' ''
mutant framing_test cn_mnl.c '[NLMSG_OVERRUN] = on_overrun,' ''
mutant framing_test cn_mnl.c '[NLMSG_DONE] = on_done,' ''
mutant framing_test cn_mnl.c '- sizeof(*msg) < msg->len)' '< msg->len)'
mutant framing_test cn_mnl.c 'mnl_nlmsg_get_payload_len(nlh) < sizeof(*msg) ||' ''
mutant framing_test cn_mnl.c '|| from.nl_pid)' ')'
mutant framing_test cn_mnl.c 'return err->error ? MNL_CB_ERROR : MNL_CB_STOP;' 'return MNL_CB_ERROR;'
mutant framing_test cn_mnl.c 'if (nlh->nlmsg_len < mnl_nlmsg_size(sizeof(*err))) {' 'if (0) {'
mutant framing_test cn_mnl.c 'mnl_cb_run2(buf, len, 0, 0,' 'mnl_cb_run2(buf, len, 1, 0,'
mutant framing_test cn_nl.c '|| (nlh->nlmsg_flags & NLM_F_MULTI))' ')'
mutant framing_test cn_nl.c 'nlh->nlmsg_type != NLMSG_DONE ||' ''
mutant framing_test cn_nl.c 'if (from->nl_pid)' 'if (0)'
mutant framing_test cn_nl.c 'ret == NL_OK ? NL_SKIP : ret' 'ret'
mutant framing_test cn_nl.c '- (int)sizeof(*msg) < msg->len)' '< msg->len)'
mutant framing_test cn_nl.c 'ret == -NLE_NOMEM && errno == ENOBUFS' '0'
mutant framing_test cn_nl.c 'nlmsg_datalen(nlh) < (int)sizeof(*msg) ||' ''
mutant framing_test transport.c 'idx == WK_CN_IDX && val == WK_CN_VAL' 'idx == WK_CN_IDX'

mutant client_test client.c 'f->head.request == c->last_request;' '1;'
mutant client_test client.c 'return !c->session || f->head.session == c->session ||' 'return 1 ||'
mutant client_test client.c 'if (!c->t->loaded(c->t))
		return not_loaded(c);
	c->session' 'c->session'
mutant client_test client.c 'if (!c->t->loaded(c->t))
		return not_loaded(c);
	return wk_client_fail(c, -ETIMEDOUT' 'return wk_client_fail(c, -ETIMEDOUT'
mutant client_test client.c 'c->protocol > WK_PROTOCOL' 'c->protocol < WK_PROTOCOL'
mutant client_test client.c 'verb == WK_V_HELLO ? WK_CHANNEL_EVENTS : WK_CHANNEL_CONTROL' 'WK_CHANNEL_CONTROL'
mutant client_test client.c 'if (c->req.too_long)' 'if (0)'
mutant client_test client.c 'if (!f->at[WK_A_CODE])' 'if (0)'
mutant client_test client.c 'if (code > INT32_MAX)' 'if (0)'
mutant client_test client.c 'if (n == -ENOBUFS)' 'if (0)'
mutant client_test client.c 'make_printable(c->fault.text);' ''
mutant client_test client.c '*text ? text : wk_code_meaning(code)' 'text'
mutant client_test client.c 'if (!c->reply.at[attr])' 'if (0)'
mutant client_test client.c 'c->reply.head.version != WK_PROTOCOL && verb' '0 && verb'
mutant client_test client_load.c 'at += n;' 'at += n - (n == 16256 && at);'
mutant client_test client_load.c 'load_abort(c, load);' ''
mutant client_test client_load.c 'c->fault = fault;' ''
mutant client_test client_load.c 'SHA256Update(&ctx, bytes, len);' 'SHA256Update(&ctx, bytes, len - !!len);'
mutant client_test client_load.c 'if (cursor && cursor <= last)' 'if (0)'
mutant client_test client_load.c 'if (left % sizeof(item))' 'if (0)'
mutant client_test client_load.c "item.name[sizeof(item.name) - 1] = '\\0';" ''
mutant client_test client_run.c 'if (c->run && !c->run_ended)' 'if (0)'
mutant client_test client_run.c 'if (n == 0 && wk_client_check(c))' 'if (n == 0)'
mutant client_test client_run.c 'c->run != request ||' ''
mutant client_test client_event.c 'if (seq != s->seq)' 'if (0)'
mutant client_test client_event.c 'names += names < end;' ''
mutant client_test client_event.c 'if (!f->at[WK_A_CODE])' 'if (0)'
mutant client_test msg.c 'if (f->at[type]) {' 'if (0) {'
mutant client_test msg.c 'if (!attr_fits(a)) {' 'if (0) {'
mutant client_test msg.c 'a->nla_len > left' '0'
mutant client_test msg.c 'if (cn->len < sizeof(f->head)) {' 'if (0) {'
mutant client_test msg.c 'cn->id.idx != WK_CN_IDX ||' ''
done_testing
