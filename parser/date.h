/* Years and dates as they are written in Chinese, and the period that a report covers. */
#ifndef NB_DATE_H
#define NB_DATE_H

#include "text.h"

struct nb_date {
    int year, month, day; /* year 0: not known */
};

struct nb_period {
    struct nb_date from, to;
    size_t line; /* from 0 */
};

/*
 * Reads a year (four digits or four Chinese ones, 1990 to 2099, then 年) at cp[start], spaces
 * between allowed. Returns the index behind 年 (and 度), or `start`.
 */
size_t nb_date_year(const struct nb_text *text, size_t start, size_t end, int *year);

/* The next index of cp[i, end) that is no space, tab or line end. */
size_t nb_date_skip(const struct nb_text *text, size_t i, size_t end);

/*
 * Looks for the period in lines [0, last), and, where the line itself says that it is one, in all
 * others: two dates with 至 or a dash between, or two months, on one line or two. A date without a
 * year has that of the other one or of the line, else `year` (0: none). Returns whether it was
 * found.
 */
int nb_date_period(struct nb_period *period, const struct nb_text *text, size_t last, int year);

#endif
