/*
 * Reads the XML of Office files, one element after the other. Nothing is kept, nothing is fetched:
 * a document type declaration, and with it every entity of its own making, is refused.
 *
 * The namespaces of the transitional and the strict form of the standard (ECMA-376) count as one.
 * Of mc:AlternateContent the reader is told only what stands in the alternative that is to be
 * taken, as if it stood there alone.
 */
#ifndef NIANBAO_XML_H
#define NIANBAO_XML_H

#include <stddef.h>

#include "emit.h"

#define XML_DEPTH 240 /* elements within elements; more is input.too_large */

enum xml_space {
    XML_NONE,      /* no namespace, as attributes without a prefix have */
    XML_FOREIGN,   /* any that is not named here */
    XML_WORD,      /* w: the text of Word documents */
    XML_SHEET,     /* the sheets of Excel documents */
    XML_REFERENCE, /* r: attributes that name a relation */
    XML_RELATIONS, /* the files that list relations */
    XML_TYPES,     /* [Content_Types].xml */
    XML_MARKUP,    /* mc: */
    XML_DUBLIN,    /* dc: title and the like */
    XML_MATH,      /* m: formulas */
    XML_VML,       /* v: drawings of old */
    XML_ITSELF,    /* xml: attributes */
};

struct xml_element {
    enum xml_space space;
    const char *name;                 /* without its prefix */
    const unsigned char **attributes; /* for the functions below */
    int attribute_count;
};

/*
 * What is called for each element and text, in their order; each may be NULL. What they are given
 * lives only as long as the call. A text may come in several pieces. Once emit_fail() has been
 * called, none is called again.
 */
struct xml_handler {
    void (*start)(void *context, const struct xml_element *element);
    void (*end)(void *context, enum xml_space space, const char *name);
    void (*text)(void *context, const char *text, size_t length);
};

/* Returns 0, or -1 after emit_fail(), which a handler may have called. */
int xml_read(const unsigned char *bytes, size_t size, const struct xml_handler *handler,
             void *context, struct emit *emit);

/* True for an element of that space and name. */
int xml_is(const struct xml_element *element, enum xml_space space, const char *name);

/*
 * The value of an attribute and its length in bytes, or NULL when there is none. It has no NUL at
 * its end.
 */
const char *xml_attribute(const struct xml_element *element, enum xml_space space, const char *name,
                          size_t *length);

/* True when the attribute is there and has that value. */
int xml_attribute_is(const struct xml_element *element, enum xml_space space, const char *name,
                     const char *value);

/*
 * The attribute as a whole number, which is brought into the range of -1e9 to 1e9; `otherwise` when
 * it is none or not there.
 */
long xml_number(const struct xml_element *element, enum xml_space space, const char *name,
                long otherwise);

/* The attribute as a switch: true also when it is not there, false for "0", "false" and "off". */
int xml_switch(const struct xml_element *element, enum xml_space space, const char *name);

#endif
