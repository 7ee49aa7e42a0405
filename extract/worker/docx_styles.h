/* What the styles of a Word document say of lists and of how text looks. */
#ifndef NIANBAO_DOCX_STYLES_H
#define NIANBAO_DOCX_STYLES_H

#include "../../parser/arena.h"
#include "emit.h"
#include "xml.h"

#define DOCX_STYLES 20000 /* more is input.too_large */

#define DOCX_UNSAID (-1)

/* How text looks, as far as that says what it is. */
enum docx_look {
    DOCX_HIDDEN,
    DOCX_STRUCK,
    DOCX_STRUCK_TWICE, /* with two lines */
    DOCX_RAISED,       /* or lowered */
    DOCX_LOOKS,
};

/* Each is DOCX_UNSAID where neither the style nor one that it is based on says it. */
struct docx_style {
    const char *id;
    const char *based_on;
    long list, level;       /* w:numId, w:ilvl */
    const char *list_style; /* the style that says `list` */
    signed char looks[DOCX_LOOKS];
    int is_default;
};

struct docx_styles {
    struct nb_arena arena;
    struct docx_style *list; /* owned; by id */
    size_t count, room;
    const struct docx_style *usual; /* of paragraphs that name none; may be NULL */
};

/*
 * Notes what an element of a run's properties says of its look; any other changes nothing. Both
 * styles and runs have such.
 */
void docx_look(const struct xml_element *element, signed char looks[DOCX_LOOKS]);

/* Takes over what `base` says and `looks` does not. */
void docx_looks_inherit(signed char looks[DOCX_LOOKS], const signed char base[DOCX_LOOKS]);

/* Starts without any style. */
void docx_styles_init(struct docx_styles *styles);
void docx_styles_free(struct docx_styles *styles);

/* Adds those of the file styles.xml. Returns 0, or -1 after emit_fail(). */
int docx_styles_read(struct docx_styles *styles, const unsigned char *bytes, size_t size,
                     struct emit *emit);

/* The style of that id, or NULL. */
const struct docx_style *docx_style(const struct docx_styles *styles, const char *id,
                                    size_t length);

#endif
