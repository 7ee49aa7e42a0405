/*
 * The tree of a web page as browsers build it (the HTML standard's algorithm), within limits: what
 * a page can cost in memory and time is bounded however its tags are nested or left open.
 */
#ifndef NIANBAO_HTML_TREE_H
#define NIANBAO_HTML_TREE_H

#include <gumbo.h>
#include <stddef.h>

#include "../../parser/arena.h"
#include "emit.h"

struct html_tree {
    struct nb_arena arena; /* everything lives in it */
    GumboNode *document;
    int frames; /* the page is one of frames */
};

/*
 * Builds the tree of `size` bytes of UTF-8, which must live as long as the tree. Returns 0, or -1
 * after emit_fail(); html_tree_free() is due in both cases.
 */
int html_tree_parse(struct html_tree *tree, const unsigned char *bytes, size_t size,
                    struct emit *emit);
void html_tree_free(struct html_tree *tree);

/* The value of an attribute, or NULL. */
const char *html_attribute(const GumboElement *element, const char *name);

/*
 * A count such as colspan has: digits behind white space, whatever follows. `otherwise` when there
 * is no attribute or no number; what is above `most` is `most`.
 */
unsigned html_count(const GumboElement *element, const char *name, unsigned otherwise,
                    unsigned most);

#endif
