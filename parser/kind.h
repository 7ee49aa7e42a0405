/*
 * What kind of file the bytes are, by content: names lie. What no reader can read is still told
 * apart, so that its owner hears what to do with it.
 */
#ifndef NB_KIND_H
#define NB_KIND_H

#include <stddef.h>

#include "codes.h"

/* Which reader a file is for that is no plain text. */
enum nb_format {
    NB_FORMAT_NONE, /* none can read it */
    NB_FORMAT_HTML,
    NB_FORMAT_MHTML,
    NB_FORMAT_ZIP, /* Word, Excel or anything else: its members tell */
    NB_FORMAT_PDF,
};

struct nb_kind_found {
    const char *media_type;
    enum nb_format format;
    enum nb_code code;   /* the finding, where no reader reads it */
    const char *zh, *en; /* what to call it, and what to do about it */
};

/*
 * The kind of a file that is no text; NULL: it may be text (or Markdown). The result is static.
 * Web pages are known in UTF-8, UTF-16 and all that holds ASCII. The time is linear in `size`.
 */
const struct nb_kind_found *nb_kind_of(const unsigned char *bytes, size_t size);

#endif
