# SPDX-License-Identifier: GPL-2.0
# bzip2: sorting, Huffman coding, checksums.
fetch_source bzip2
compile bzip2 bzip2.c blocksort.c huffman.c crctable.c randtable.c compress.c decompress.c bzlib.c
text_input 300000 > text
record compress bzip2 text -c -9
record restore bzip2 "$out/cases/compress/stdout" -d -c
cmp text "$out/cases/restore/stdout" || die "bzip2 does not restore natively"
