# SPDX-License-Identifier: GPL-2.0
# zlib's own example program: compresses and restores through standard streams.
fetch_source zlib
compile minigzip -DHAVE_UNISTD_H -I. test/minigzip.c adler32.c crc32.c deflate.c infback.c \
	inffast.c inflate.c inftrees.c trees.c zutil.c compress.c uncompr.c gzclose.c gzlib.c \
	gzread.c gzwrite.c
text_input 400000 > text
record compress minigzip text
record restore minigzip "$out/cases/compress/stdout" -d
cmp text "$out/cases/restore/stdout" || die "minigzip does not restore natively"
