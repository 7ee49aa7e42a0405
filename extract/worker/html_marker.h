/* The number in front of an item of a list. */
#ifndef NIANBAO_HTML_MARKER_H
#define NIANBAO_HTML_MARKER_H

#include <gumbo.h>
#include <stddef.h>

/*
 * What a list, or an item for itself, numbers by: 'a', 'A', 'i', 'I', '1', 'c' (Chinese), or NUL
 * for a bullet; `otherwise` when it says nothing of that.
 */
char html_marker_type(const GumboElement *element, char otherwise);

/* Writes what a browser puts before an item, such as "1. ", into `out`; nothing for a bullet. */
void html_marker(char type, int number, char *out, size_t room);

#endif
