/* What kind of file the bytes are, by content: names lie. */
#ifndef NB_KIND_H
#define NB_KIND_H

#include <stddef.h>

struct nb_kind_found {
    const char *media_type;
    const char *zh, *en; /* what to call it */
};

/* The kind of a file that is no text, by its first bytes; NULL: it may be text. */
const struct nb_kind_found *nb_kind_of(const unsigned char *bytes, size_t size);

#endif
