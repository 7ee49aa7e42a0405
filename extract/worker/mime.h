/*
 * Messages of several parts (RFC 2045, 2046), as browsers and Word save a page with its pictures
 * in one file. Only what such files hold is understood; whatever is wrong ends a part early.
 */
#ifndef NIANBAO_MIME_H
#define NIANBAO_MIME_H

#include <stddef.h>

/* A piece of the file. */
struct mime_text {
    const char *at;
    size_t length;
};

struct mime_part {
    struct mime_text type, encoding, id; /* values of headers, with their parameters */
    struct mime_text body;               /* still encoded */
};

/* Takes headers and body of a part, or of the whole file, apart. */
void mime_part(struct mime_text text, struct mime_part *part);

/* Whether the value, up to its first parameter, is this word in any case. */
int mime_is(struct mime_text value, const char *word);

/* The parameter of a header's value, without quotes; empty when it has none. */
struct mime_text mime_parameter(struct mime_text value, const char *name);

/*
 * The next part of a body with that boundary: `rest`, at first the whole body, is moved on behind
 * it. Returns 0 when there is none.
 */
int mime_next(struct mime_text *rest, struct mime_text boundary, struct mime_text *part);

/*
 * Decodes the part's body into `out`, which has room for as many bytes as the body has, and returns
 * how many there are.
 */
size_t mime_decode(const struct mime_part *part, unsigned char *out);

#endif
