# SPDX-License-Identifier: GPL-2.0
# lz4: the command line tool. The fast levels hash eight bytes on 64-bit machines and four on
# 32-bit ones, so that their output differs natively too; the high ones do not.
fetch_source lz4
compile lz4 -Ilib -DXXH_NAMESPACE=LZ4_ programs/lz4cli.c programs/lz4io.c programs/bench.c \
	programs/datagen.c lib/lz4.c lib/lz4frame.c lib/lz4hc.c lib/xxhash.c
text_input 1000000 > text
record compress-3 lz4 text -3 -c
record compress-9 lz4 text -9 -c
record restore lz4 "$out/cases/compress-9/stdout" -d -c
cmp text "$out/cases/restore/stdout" || die "lz4 does not restore natively"
