/*
 * What kind of paper a text is. Each thing that speaks for a report or against it has a weight; no
 * single one decides, except a name that cannot be that of a report.
 */
#ifndef NB_GENRE_H
#define NB_GENRE_H

#include "outline.h"
#include "statute.h"
#include "text.h"

enum nb_genre {
    NB_GENRE_REPORT, /* on the form of 2019 or later */
    NB_GENRE_OLD,    /* a report for 2018 or earlier, which has other tables */
    NB_GENRE_OTHER,
};

struct nb_genre_found {
    enum nb_genre genre;
    const char *zh, *en; /* why it is no report that can be read; NULL for one that is */
};

/* What was found of a table. */
struct nb_genre_table {
    int present;
    int rows, missing; /* rows whose labels were found, and those that were not */
    int filled;        /* rows with numbers */
    int headings;      /* column headings that were found */
};

/* Judges by what was found: the outline and the NB_TABLES tables. */
struct nb_genre_found nb_genre_judge(const struct nb_text *text, const struct nb_outline *outline,
                                     const struct nb_genre_table *tables);

#endif
