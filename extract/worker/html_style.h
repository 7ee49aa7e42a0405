/* How browsers show an element, as far as its name and its own style attribute tell. */
#ifndef NIANBAO_HTML_STYLE_H
#define NIANBAO_HTML_STYLE_H

#include <gumbo.h>

enum {
    HTML_HIDDEN = 1,  /* not there, with all it holds */
    HTML_MUTE = 2,    /* takes its place, but what it holds is not seen */
    HTML_FOLDED = 4,  /* is one of these, until a script shows it */
    HTML_BLOCK = 8,   /* begins and ends a paragraph */
    HTML_PRE = 16,    /* white space is kept */
    HTML_RAISED = 32, /* superscript */
};

/* The flags of an element. */
unsigned html_style(const GumboElement *element);

/* Whether the word, in any case, is in the value that the style attribute gives a property. */
int html_property_has(const GumboElement *element, const char *name, const char *word);

#endif
