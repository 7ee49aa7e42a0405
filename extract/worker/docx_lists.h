/*
 * The numbers that Word puts in front of the paragraphs of lists: "（二）", "3.1". They stand
 * nowhere in the text but follow from what numbering.xml says and from the paragraphs before.
 */
#ifndef NIANBAO_DOCX_LISTS_H
#define NIANBAO_DOCX_LISTS_H

#include "../../parser/arena.h"
#include "../../parser/buffer.h"
#include "docx_styles.h"
#include "emit.h"

#define DOCX_LEVELS 9
#define DOCX_LISTS  20000 /* of each kind; more is input.too_large */

enum docx_suffix {
    DOCX_SPACE, /* or a tab */
    DOCX_NOTHING,
};

struct docx_level {
    const char *text;  /* "%1、"; NULL: none */
    const char *style; /* of the paragraphs that stand on this level; NULL: any */
    long start, restart;
    int format; /* see docx_number.h */
    enum docx_suffix suffix;
    unsigned char is_decimal, is_hidden; /* all numbers in decimal; the number is not shown */
};

/* How the levels of a list look, and how far they have been counted. */
struct docx_pattern {
    long id;
    const char *link; /* the style whose list this one is; NULL: none */
    struct docx_level levels[DOCX_LEVELS];
    long counts[DOCX_LEVELS]; /* the number shown last; DOCX_UNSAID: begins anew */
};

/* A list that paragraphs name: a pattern, with changes. */
struct docx_list {
    long id, pattern_id;
    size_t pattern;                      /* its index, or one past the last: there is none */
    long starts[DOCX_LEVELS];            /* DOCX_UNSAID: as the pattern says */
    unsigned char started[DOCX_LEVELS];  /* whether the start was applied */
    struct docx_level *own[DOCX_LEVELS]; /* in the arena; NULL: as the pattern says */
};

struct docx_lists {
    struct nb_arena arena;
    struct docx_pattern *patterns; /* owned; by id */
    struct docx_list *lists;       /* owned; by id */
    size_t pattern_count, pattern_room, list_count, list_room;
};

/* What a paragraph says of its number; DOCX_UNSAID where it says nothing. */
struct docx_numbering {
    const struct docx_style *style; /* NULL: none */
    long list, level;
};

/* Starts without any list. */
void docx_lists_init(struct docx_lists *lists);
void docx_lists_free(struct docx_lists *lists);

/*
 * Adds those of the file numbering.xml; `styles` are for lists that go by the name of a style.
 * Returns 0, or -1 after emit_fail().
 */
int docx_lists_read(struct docx_lists *lists, const unsigned char *bytes, size_t size,
                    const struct docx_styles *styles, struct emit *emit);

/*
 * Counts the paragraph, which comes after all those that were counted before, and adds what is
 * shown in front of it, with the gap behind; nothing when it stands in no list.
 */
void docx_lists_count(struct docx_lists *lists, const struct docx_numbering *paragraph,
                      struct nb_buffer *out);

#endif
