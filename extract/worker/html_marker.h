/* The number in front of an item of a list. */
#ifndef NIANBAO_HTML_MARKER_H
#define NIANBAO_HTML_MARKER_H

#include <gumbo.h>
#include <stddef.h>

/*
 * Writes what a browser puts before item `number` of `list` (<ol> or another), such as "1. ", into
 * `out`; nothing for a bullet or where the styles say so.
 */
void html_marker(const GumboElement *list, const GumboElement *item, int number, char *out,
                 size_t room);

#endif
