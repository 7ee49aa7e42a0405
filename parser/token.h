/*
 * The stream of tokens that tables are read from: pieces of labels, numbers and blank cells, each
 * with its place in the source and, where the source has them, its line of cells and its cell.
 */
#ifndef NB_TOKEN_H
#define NB_TOKEN_H

#include <stdint.h>

#include "arena.h"
#include "statute.h"
#include "text.h"

enum nb_token_type {
    NB_TOK_TEXT,
    NB_TOK_NUMBER,
    NB_TOK_BLANK, /* an empty cell between separators, or a dash or 无 standing alone */
};

struct nb_token {
    unsigned char type;
    unsigned char mark;        /* text: enum nb_mark in front of it */
    unsigned char mark_number; /* behind the mark */
    unsigned char grid;        /* its line is cut into cells by tabs or bars */
    unsigned char scale;       /* number: digits behind the decimal point */
    unsigned char overlong;    /* number: more than NB_MAX_DIGITS digits; value has the first */
    signed char shift;         /* number: the power of ten of its unit: 4 for 万, 8 for 亿 */
    unsigned char han;         /* text: how many ideographs, 255 for more */
    unsigned char counter;     /* number: its unit is a counter such as 件 */
    unsigned char upright;     /* text: single characters, one a line, printed down the page */
    unsigned char yuan;        /* number: its unit is 元, 万元 or 亿元 */
    unsigned char tall;        /* its cell reaches down into the next row */
    uint16_t columns;          /* of a document's table: how many its cell takes, from `cell` on */
    uint16_t width;            /* and how many its row has */
    uint32_t line, cell;       /* from 0 */
    uint32_t start, end;       /* in nb_text.cp, without the mark */
    int64_t value;             /* number: all of its digits, with its sign */
};

struct nb_tokens {
    struct nb_token *list;
    size_t count, room;
};

/*
 * Scans lines [first, last) of the text. Sentences (cells with a full stop), page numbers and the
 * rules of Markdown tables give no tokens. Returns 0, or -1 when memory ran out.
 */
int nb_tokens_scan(struct nb_tokens *tokens, struct nb_arena *arena, const struct nb_text *text,
                   size_t first, size_t last);

/* The same for lines that stand behind those of `tokens`, to which theirs are added. */
int nb_tokens_add(struct nb_tokens *tokens, struct nb_arena *arena, const struct nb_text *text,
                  size_t first, size_t last);

#endif
