/* How browsers show an element, as far as its name and its own style attribute tell. */
#ifndef NIANBAO_HTML_STYLE_H
#define NIANBAO_HTML_STYLE_H

#include <gumbo.h>

enum {
    HTML_HIDDEN = 1,  /* not there, with all it holds */
    HTML_MUTE = 2,    /* takes its place, but what it holds is not seen */
    HTML_BLOCK = 4,   /* begins and ends a paragraph */
    HTML_PRE = 8,     /* white space is kept */
    HTML_RAISED = 16, /* superscript */
};

/* The flags of an element. */
unsigned html_style(const GumboElement *element);

/* Whether the element has that name, which Gumbo does not know. */
int html_is_named(const GumboElement *element, const char *name);

/*
 * The value that the style attribute gives a property, its first `*length` bytes; NULL when it
 * gives none. Where it gives several the last counts.
 */
const char *html_property(const GumboElement *element, const char *name, size_t *length);

/* Whether the word, in any case, is in that value. */
int html_property_has(const GumboElement *element, const char *name, const char *word);

#endif
