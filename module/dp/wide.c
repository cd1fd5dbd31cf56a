// SPDX-License-Identifier: GPL-2.0
#include "wide.h"

bool wk_dp_mul(wk_u128 *a, u64 b)
{
	wk_u128 low = (wk_u128)(u64)*a * b;
	wk_u128 high = (wk_u128)(u64)(*a >> 64) * b + (u64)(low >> 64);

	if (high >> 64)
		return false;
	*a = high << 64 | (u64)low;
	return true;
}

/* Long division, one bit at a time. */
wk_u128 wk_dp_div_up(wk_u128 n, wk_u128 d)
{
	wk_u128 quotient = 0, rest = 0;
	int bit;

	for (bit = 127; bit >= 0; bit--) {
		bool carry = rest >> 127;

		rest = rest << 1 | (n >> bit & 1);
		quotient <<= 1;
		if (carry || rest >= d) {
			rest -= d;
			quotient |= 1;
		}
	}
	return quotient + (rest != 0);
}

u64 wk_dp_sqrt_up(wk_u128 v)
{
	u64 root = 0;
	int bit;

	for (bit = 62; bit >= 0; bit--) {
		u64 try = root | 1ull << bit;

		if ((wk_u128)try * try < v)
			root = try;
	}
	/* The largest root whose square is still too small, and one more. */
	return v ? root + 1 : 0;
}
