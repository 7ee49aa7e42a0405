/*
 * The names of the one area whose agencies report here, as the configuration lists them: a report
 * may put one in front of its agency's name or leave it out.
 */
#ifndef NIANBAOD_AGENCY_H
#define NIANBAOD_AGENCY_H

/*
 * Splits a list at blanks, also full-width ones. Returns a new list that ends with NULL (one
 * free()), or NULL when memory ran out.
 */
char **agency_prefixes(const char *text);

/*
 * Looks for a name in such a list that cannot be one. Returns NULL when there is none, or what is
 * wrong, a static string, and the place of that name in `*name`.
 */
const char *agency_mistake(const char *text, const char **name, int *length);

#endif
