/*
 * Helpers for tests of single modules of the parser: a text from a string, and the tables of an
 * edition filled with consistent numbers, printed, and read back as far as their cells.
 */
#ifndef NIANBAO_TESTS_UNITS_H
#define NIANBAO_TESTS_UNITS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../parser/cell.h"
#include "../parser/identity.h"
#include "../parser/ladder.h"
#include "../parser/outline.h"
#include "../parser/place.h"
#include "../parser/report.h"
#include "../parser/strip.h"
#include "../parser/text.h"
#include "../parser/token.h"
#include "fixtures.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* The next of a sequence of numbers that looks random; `*state` is never 0. */
uint32_t next_random(uint32_t *state);

/* ---- a text ---- */

struct page {
    struct nb_arena arena;
    struct nb_text text;
    char *copy; /* of the source, of just its size, so that a sanitizer sees a read past it */
};

void page_init(struct page *page, const char *string);
void page_init_bytes(struct page *page, const void *bytes, size_t size);
void page_free(struct page *page);

/* The code points [start, end) as UTF-8; lives in the page. */
const char *page_words(struct page *page, size_t start, size_t end);

/* The same of the whole text. */
const char *page_all(struct page *page);

/* A source and what it becomes as text. */
struct text_case {
    const char *name, *source, *text;
};

/* Each source must become its text. */
void check_texts(const struct text_case *cases, size_t count);

/* ---- tables ---- */

#define WORD_SIZE 24
#define NOT_THERE "~" /* the word of a cell that is not printed, and its separator neither */

/* Numbers that satisfy all identities of an edition, and how each of them is printed. */
struct filled {
    struct nb_form form;
    struct nb_identities identities;
    int64_t value[NB_MAX_CELLS];
    char word[NB_MAX_CELLS][WORD_SIZE];
    const char *separator;             /* between cells; a tab */
    const char *instead[NB_MAX_CELLS]; /* of the line of a row, by its first cell; or NULL */
    unsigned char left_out[NB_TABLES];
};

/* Fills the tables with numbers of up to `most` in each cell that is no sum. */
void filled_init(struct filled *filled, const struct nb_edition *edition, uint32_t seed, int most);

/* The number of a cell by its id; fails the test when there is no such cell. */
int cell_of(const struct nb_form *form, const char *id);

/* The index of the identity of that family that gives `cell`; fails the test without one. */
int identity_of(const struct filled *filled, enum nb_code family, const char *cell);

/* Writes `word` into that cell, or into every cell of a row ("requests.granted"). */
void filled_set(struct filled *filled, const char *id, const char *word);
void filled_set_row(struct filled *filled, const char *row, const char *word);

/* Appends the label of a row with its mark: "1.属于国家秘密". */
void filled_label(struct bytes *out, const struct nb_row *row);

/* What the reading of the printed tables gives. */
struct reading {
    struct page page;
    struct nb_tokens tokens[NB_TABLES];
    struct nb_alignment alignment[NB_TABLES];
    struct nb_strips *strips;
    struct nb_cell cells[NB_MAX_CELLS];
};

/* Prints the tables and reads them; free with reading_free(). */
void reading_init(struct reading *reading, const struct filled *filled);
void reading_free(struct reading *reading);

/* The cell of a reading by its id. */
const struct nb_cell *cell_at(const struct reading *reading, const struct filled *filled,
                              const char *id);

/*
 * Every cell that is known must have the value of the filled table; returns how many are not known.
 * `name` says what is tested.
 */
int check_known(const char *name, const struct reading *reading, const struct filled *filled);

/* The cell must have this state and exactly these flags. */
void expect_state(const struct reading *reading, const struct filled *filled, const char *id,
                  enum nb_state state, int flags);

/* ---- a report ---- */

/* Parses a string; free with nb_report_free(). */
nb_report *report_of(const char *string);

/* How many findings have that code. */
int findings_of(const nb_report *report, int code);

#endif
