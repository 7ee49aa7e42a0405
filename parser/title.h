/* The title of a report: what it is called, whose it is, and for which year. */
#ifndef NB_TITLE_H
#define NB_TITLE_H

#include "arena.h"
#include "text.h"

struct nb_title {
    char *text;   /* in the arena, without white space; NULL: there is none */
    char *agency; /* likewise; NULL: the title names none */
    int year;     /* 0: the title names none */
    size_t line;  /* from 0: where the words 信息公开…报告 stand */
};

/*
 * Looks for the title in the lines before `last`. It may stand on several lines, behind a name of a
 * field or the path of a page, in 《》, and more than once: then the last one that tells most
 * counts. Returns 0, or -1 when memory ran out.
 */
int nb_title_find(struct nb_title *title, struct nb_arena *arena, const struct nb_text *text,
                  size_t last);

#endif
