/*
 * The statutory form as data: editions, tables, rows, columns, labels and what binds the cells.
 * Everything else (alignment, identities, JSON, messages) follows from these tables.
 *
 * Edition 2021: 国办公开办函〔2021〕30号. Edition 2019: 国办公开办函〔2019〕60号.
 */
#ifndef NB_STATUTE_H
#define NB_STATUTE_H

#include <stddef.h>

#define NB_TABLES      3
#define NB_SECTIONS    6
#define NB_MAX_CELLS   200 /* of an edition */
#define NB_MAX_ROWS    40  /* of a table, group labels included */
#define NB_MAX_COLUMNS 7
#define NB_MAX_DIGITS  15 /* of a number in a cell: what a double holds exactly */

enum nb_table_id {
    NB_DISCLOSURE,
    NB_REQUESTS,
    NB_PROCEEDINGS,
};

enum nb_kind {
    NB_COUNT,    /* a non-negative integer */
    NB_CHANGE,   /* a signed integer */
    NB_DECIMAL,  /* a non-negative decimal, in the unit that is printed with it */
    NB_WAN_YUAN, /* a non-negative decimal, in 万元 */
};

/* What a column or a row is to the identities. */
enum nb_role {
    NB_FREE,      /* bound by none */
    NB_PART,      /* column: one of the addends of the row */
    NB_TOTAL,     /* column: the sum of the parts */
    NB_STOCK,     /* column: what there is at the end of the year */
    NB_GAIN,      /* column: what came to the stock within the year */
    NB_LOSS,      /* column: what left it */
    NB_INFLOW,    /* row: received */
    NB_CARRIED,   /* row: carried in, which is inflow, too */
    NB_OUTCOME,   /* row: one way in which a request was processed */
    NB_PROCESSED, /* row: the sum of the outcomes */
    NB_OUTFLOW,   /* row: carried out */
};

/* How a printed label is numbered: 一、 or （一） or 1. */
enum nb_mark {
    NB_MARK_NONE,
    NB_MARK_HAN,
    NB_MARK_PAREN,
    NB_MARK_ARABIC,
};

struct nb_column {
    const char *id;
    const char *zh, *en;
    enum nb_kind kind;
    enum nb_role role;
    const char *headings; /* wordings to compare with, ideographs only; '|' between */
};

/* A row, or, with no columns, the label of a group of rows. */
struct nb_row {
    const char *id; /* NULL for a group label */
    const char *zh, *en;
    enum nb_mark mark;
    int number;         /* behind the mark */
    const char *labels; /* wordings to compare with, without marks and punctuation; '|' between */
    enum nb_role role;
    const struct nb_column *columns;
    int column_count;
};

struct nb_table {
    const char *id;
    const char *zh, *en;
    int section; /* statutory number of the section it stands in */
    const struct nb_row *rows;
    int row_count;
    /* All of its numbers may stand together behind all of its labels (section 四). */
    int pooled;
    /* Headings of its columns, '|' between: they show that the table is there. */
    const char *headings;
};

struct nb_edition {
    const char *id;
    const char *document;
    int first_year, last_year; /* reporting years; last_year 0: still in force */
    struct nb_table tables[NB_TABLES];
};

#define NB_EDITIONS 2
extern const struct nb_edition nb_editions[NB_EDITIONS]; /* the one in force first */

/* The edition prescribed for that reporting year, or NULL when it is before 2019. */
const struct nb_edition *nb_edition_for_year(int year);

/* The paragraph of article 20 that the form prints above a row of section 二; 0: none. */
int nb_row_paragraph(const struct nb_row *row);

struct nb_section {
    int number;
    const char *zh, *en;
    /* Wordings without punctuation, '|' between; the first is the statutory one. */
    const char *titles;
};

extern const struct nb_section nb_sections[NB_SECTIONS];

/* Where a cell stands. */
struct nb_place {
    unsigned char table, row, column; /* row counts group labels too */
};

/* The cells of an edition in order of the form: cell number to place and back. */
struct nb_form {
    const struct nb_edition *edition;
    int cell_count;
    struct nb_place places[NB_MAX_CELLS];
    short first[NB_TABLES][NB_MAX_ROWS]; /* number of a row's first cell, -1 for group labels */
    short table_first[NB_TABLES + 1];    /* number of each table's first cell, and the end */
};

/* Numbers the cells of an edition, at most NB_MAX_CELLS. */
void nb_form_init(struct nb_form *form, const struct nb_edition *edition);

/* The row and the column of a cell, 0 to cell_count - 1. */
const struct nb_row *nb_form_row(const struct nb_form *form, int cell);
const struct nb_column *nb_form_column(const struct nb_form *form, int cell);

/* The number of the cell with that id ("requests.received.total"), or -1. */
int nb_form_cell(const struct nb_form *form, const char *id);

#endif
