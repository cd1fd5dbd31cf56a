// SPDX-License-Identifier: GPL-2.0
/* A message of the kernel's writer, given to the reader of libwasm_kernel. */
#include <stdlib.h>
#include <string.h>

#include "../../userspace/lib/msg.h"
#include "peer.h"

bool peer_reads(const void *payload, size_t len, const uint64_t *present)
{
	struct cn_msg *cn = malloc(sizeof(*cn) + len);
	struct wk_fields f;
	const char *why;
	bool fine;

	if (!cn)
		return true;
	*cn = (struct cn_msg){ .id = { WK_CN_IDX, WK_CN_VAL }, .len = (uint16_t)len };
	memcpy(cn->data, payload, len);
	fine = !wk_fields_parse(cn, &f, &why);
	for (uint32_t attr = 1; fine && attr < WK_A_END; attr++)
		fine = !f.at[attr] == !(present[attr / 64] >> attr % 64 & 1);
	free(cn);
	return fine;
}
