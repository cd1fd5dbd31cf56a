# SPDX-License-Identifier: GPL-2.0
# libjpeg-turbo's cjpeg and djpeg with the floating point DCT: f32 arithmetic, bit for bit.
fetch_source libjpeg-turbo
mkdir gen
sed -e 's/@JPEG_LIB_VERSION@/62/; s/@VERSION@/2.1.5/; s/@LIBJPEG_TURBO_VERSION_NUMBER@/2001005/' \
	-e 's/@BITS_IN_JSAMPLE@/8/; s/#cmakedefine MEM_SRC.*/#define MEM_SRCDST_SUPPORTED 1/' \
	-e '/#cmakedefine/d' jconfig.h.in > gen/jconfig.h
sed -e 's/@BUILD@/none/; s/@INLINE@/inline/; s/@THREAD_LOCAL@//; s/@CMAKE_PROJECT_NAME@/jpeg/' \
	-e 's/@VERSION@/2.1.5/; s/@SIZE_T@/__SIZEOF_SIZE_T__/; /#cmakedefine/d' \
	jconfigint.h.in > gen/jconfigint.h
sed 's/@COPYRIGHT_YEAR@/2023/' jversion.h.in > gen/jversion.h
library="jcapimin.c jcapistd.c jccoefct.c jccolor.c jcdctmgr.c jchuff.c jcicc.c jcinit.c
	jcmainct.c jcmarker.c jcmaster.c jcomapi.c jcparam.c jcphuff.c jcprepct.c jcsample.c
	jctrans.c jdapimin.c jdapistd.c jdatadst.c jdatasrc.c jdcoefct.c jdcolor.c jddctmgr.c
	jdhuff.c jdicc.c jdinput.c jdmainct.c jdmarker.c jdmaster.c jdmerge.c jdphuff.c
	jdpostct.c jdsample.c jdtrans.c jerror.c jfdctflt.c jfdctfst.c jfdctint.c jidctflt.c
	jidctfst.c jidctint.c jidctred.c jquant1.c jquant2.c jutils.c jmemmgr.c jmemnobs.c
	jsimd_none.c"
# -I. comes last: the generated headers must win.
compile cjpeg -Igen -I. -DGIF_SUPPORTED -DPPM_SUPPORTED -DTARGA_SUPPORTED -DBMP_SUPPORTED \
	cjpeg.c cdjpeg.c rdgif.c rdppm.c rdswitch.c rdbmp.c rdtarga.c $library
compile djpeg -Igen -I. -DGIF_SUPPORTED -DPPM_SUPPORTED -DTARGA_SUPPORTED -DBMP_SUPPORTED \
	djpeg.c cdjpeg.c rdcolmap.c rdswitch.c wrgif.c wrppm.c wrbmp.c wrtarga.c $library
record encode-float cjpeg testimages/testorig.ppm -dct float -quality 85
record encode-progressive cjpeg testimages/testorig.ppm -progressive -optimize
record decode-float djpeg testimages/testorig.jpg -dct float
record decode-dither djpeg testimages/testorig.jpg -dct float -colors 64 -gif
