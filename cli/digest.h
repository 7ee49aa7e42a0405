/*
 * An event of the feed as one line of text for people.
 */
#ifndef NIANBAO_DIGEST_H
#define NIANBAO_DIGEST_H

#include <jansson.h>
#include <stdio.h>

#include "../parser/nianbao.h"

/* Writes time, sequence, agency, year, status, number of findings and file; what is not there is a
 * dash. */
void digest_print(FILE *out, const json_t *event, enum nb_lang lang);

#endif
