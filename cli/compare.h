/*
 * The reports of one agency side by side, a column a year.
 */
#ifndef NIANBAO_COMPARE_H
#define NIANBAO_COMPARE_H

#include <jansson.h>
#include <stdio.h>

#include "../parser/nianbao.h"

/* Years are few: what comes beyond that is no agency's history. */
#define COMPARE_YEARS 200

/* The events of the feed that tell of an agency, in the order of their years. Zeroed is empty. */
struct compare {
    json_t *events[COMPARE_YEARS]; /* owned */
    size_t count;
};

void compare_free(struct compare *compare);

/*
 * Takes an event (the reference passes over) whose document has a year; one of the same year that
 * was there before gives way. Returns 0, or -1 when there is no room, or no year.
 */
int compare_take(struct compare *compare, json_t *event);

/* Whether every report is valid, and none has a finding history.*. */
int compare_fits(const struct compare *compare);

/* A table of the figures that people compare, and below it where the years do not fit. */
void compare_print(FILE *out, const struct compare *compare, enum nb_lang lang);

/*
 * The same for programs, with whole tables: a new reference, or NULL when memory ran out. `key` is
 * the agency as it was compared.
 */
json_t *compare_json(const struct compare *compare, const char *key);

#endif
