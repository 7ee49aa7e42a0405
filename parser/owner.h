/*
 * Whose numbers they are: whether a body that the prose names is the agency of the report itself.
 */
#ifndef NB_OWNER_H
#define NB_OWNER_H

#include "text.h"

#define NB_OWNER_NAME 64

struct nb_owner {
    uint32_t name[NB_OWNER_NAME]; /* of the agency, with 人民政府 or 办事处 where they go without */
    int length;
    int short_length; /* without that tail; or length */
};

/* `agency` is the name as the title gives it, in UTF-8; NULL where it is not known. */
void nb_owner_init(struct nb_owner *owner, const char *agency);

/*
 * Whether the name of a body that ends with the word at cp[word, end), and begins in cp[start,
 * word], is that of the agency: 我局, 本镇, 全县, or the end of its name.
 */
int nb_owner_is(const struct nb_owner *owner, const struct nb_text *text, size_t start, size_t word,
                size_t end);

#endif
