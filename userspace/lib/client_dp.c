// SPDX-License-Identifier: GPL-2.0
/* Differential privacy: what the kernel says about its noise. */
#include <errno.h>
#include <string.h>

#include "client.h"

int wk_client_dp_sample(struct wk_client *c, uint32_t mech, uint64_t num, uint64_t den,
			int64_t *noise, uint32_t count)
{
	const void *bytes;
	size_t len;
	int err;

	wk_client_begin(c, WK_V_DP_SAMPLE);
	wk_request_u32(&c->req, WK_A_DP_MECH, mech);
	wk_request_u64(&c->req, WK_A_DP_NUM, num);
	wk_request_u64(&c->req, WK_A_DP_DEN, den);
	wk_request_u32(&c->req, WK_A_DP_COUNT, count);
	err = wk_client_call(c);
	if (err)
		return err;
	bytes = wk_fields_bytes(&c->reply, WK_A_DP_NOISE, &len);
	if (!bytes || len != count * sizeof(*noise))
		return wk_client_fail(c, -EPROTO, "the kernel sent %zu bytes of noise, not %zu",
				      bytes ? len : 0, count * sizeof(*noise));
	memcpy(noise, bytes, len);
	return 0;
}
