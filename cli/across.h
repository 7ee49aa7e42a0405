/*
 * Reports beside each other: those of one agency are judged by the one for the year before.
 */
#ifndef NIANBAO_ACROSS_H
#define NIANBAO_ACROSS_H

#include <jansson.h>
#include <stddef.h>

#include "../parser/nianbao.h"

/*
 * Judges `count` report documents, each (NULL: none) by that of the same agency for the year
 * before, where it is among them; of several for one year the last one counts. `prefixes` are those
 * of nb_agency_key(). Returns 0, or -1 when memory ran out.
 */
int across_judge(json_t *const *documents, size_t count, const char *const *prefixes,
                 enum nb_lang lang);

#endif
