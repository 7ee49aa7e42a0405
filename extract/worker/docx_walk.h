/* What the readers of the elements of a Word document share. */
#ifndef NIANBAO_DOCX_WALK_H
#define NIANBAO_DOCX_WALK_H

#include "docx_body.h"
#include "docx_flow.h"
#include "docx_table.h"
#include "xml.h"

#define DOCX_FLOWS 25 /* within each other: the document itself, cells, text boxes */

/* Whose properties are being told. */
enum docx_properties {
    DOCX_OF_NOTHING,
    DOCX_OF_PARAGRAPH,
    DOCX_OF_MARK, /* of the end of a paragraph */
    DOCX_OF_RUN,
    DOCX_OF_ROW,
    DOCX_OF_CELL,
};

struct docx_body {
    const struct docx_styles *styles;
    struct docx_lists *lists;
    struct emit *emit;
    struct docx_contents *contents;
    struct docx_flow flows[DOCX_FLOWS];
    struct docx_table tables[NB_DOCUMENT_DEPTH];
    int flow_count, table_count;
    enum docx_properties properties;
    int skipped;                        /* depth within an element that is not shown, or 0 */
    signed char looks[DOCX_LOOKS];      /* of the run that is being told, itself */
    const struct docx_style *run_style; /* NULL: none */
    int run_hidden, run_raised;         /* what follows of both, and of the paragraph's style */
    int in_text, keeps_blanks;          /* between the ends of a w:t */
    size_t text_start;                  /* where it begins in the paragraph */
};

/* An element by its name, and what is done where it begins and ends. */
struct docx_word {
    const char *name;
    void (*start)(struct docx_body *body, const struct xml_element *element);
    void (*end)(struct docx_body *body); /* NULL: nothing */
};

/* The element of that name among `count`, which stand in the order of their names; or NULL. */
const struct docx_word *docx_word(const struct docx_word *words, size_t count, const char *name);

/* The elements that make up paragraphs, and those that make up tables. */
const struct docx_word *docx_text_word(const char *name);
const struct docx_word *docx_table_word(const char *name);

/* Text within w:t and the like. */
void docx_text(struct docx_body *body, const char *text, size_t length);
void docx_start_text(struct docx_body *body, const struct xml_element *element);
void docx_end_text(struct docx_body *body);

/* Letters drawn as a picture, such as the name of the agency in red at the top. */
void docx_drawn_text(struct docx_body *body, const struct xml_element *element);

/* The end of any element with properties. */
void docx_end_properties(struct docx_body *body);

/* The flow that paragraphs belong to. */
struct docx_flow *docx_flow_of(struct docx_body *body);

/* The table whose rows are being told; NULL within a cell, or outside of all. */
struct docx_table *docx_table_of(struct docx_body *body);

/* Leaves out the element with all that stands in it. */
void docx_skip(struct docx_body *body, const struct xml_element *element);

/* The document holds more within each other than can be told of. */
void docx_too_deep(struct docx_body *body);

/* Opens the flow of a cell or box, and closes the innermost one. */
void docx_open_flow(struct docx_body *body, struct emit *out, int is_silent);
void docx_close_flow(struct docx_body *body);

/* The first text of a cell comes, or its end: what it says of itself is known now. */
void docx_enter_cell(struct docx_body *body);

#endif
