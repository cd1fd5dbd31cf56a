// SPDX-License-Identifier: GPL-2.0
/* TCP segments that are sent again; the user is the socket's, whoever was interrupted. */
#include <wasm_kernel.h>

WK_MANIFEST({
	"name": "retransmits_dp",
	"policy": "dp-only",
	"metrics": [ { "name": "retransmits", "kind": "counter", "unit": "uid", "cap": 50,
		       "active": 4, "window": "15m", "epsilon": 1 } ]
})

enum { RETRANSMITS };

WK_HOOK("tracepoint:tcp/tcp_retransmit_skb")
void on_retransmit(void)
{
	wk_dp_count(RETRANSMITS);
}
