# SPDX-License-Identifier: GPL-2.0
# xxHash: 32, 64 and 128 bit multiplications and rotations.
fetch_source xxhash
compile xxhsum -I. cli/xxhsum.c cli/xsum_bench.c cli/xsum_os_specific.c cli/xsum_output.c \
	cli/xsum_sanity_check.c xxhash.c
text_input 3000000 > text
for algo in 0 1 2 3; do record "H$algo" xxhsum text "-H$algo"; done
