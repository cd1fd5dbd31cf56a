# SPDX-License-Identifier: GPL-2.0
# cmark: parses CommonMark's own specification and renders it five ways.
fetch_source cmark
mkdir gen
cat > gen/config.h <<'END'
#define HAVE_STDBOOL_H
#define HAVE___BUILTIN_EXPECT
#define HAVE___ATTRIBUTE__
#define CMARK_ATTRIBUTE(list) __attribute__ (list)
#define CMARK_INLINE inline
#include <stdbool.h>
END
cat > gen/cmark_version.h <<'END'
#define CMARK_VERSION 0x1e00
#define CMARK_VERSION_STRING "0.30"
END
cat > gen/cmark_export.h <<'END'
#define CMARK_EXPORT
#define CMARK_NO_EXPORT
END
compile cmark -Igen -Isrc src/*.c
for format in html xml man latex commonmark; do
	record "$format" cmark test/spec.txt --to "$format" --smart
done
