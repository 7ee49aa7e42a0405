/*
 * Numbers that a public document should not print: resident identity numbers and mobile numbers.
 * They are taken out of the text before anything else reads it, so that nothing can repeat them.
 */
#ifndef NB_PRIVACY_H
#define NB_PRIVACY_H

#include "codes.h"
#include "text.h"

struct nb_report;

/* One that was found; they hang together in the order of the text. */
struct nb_private {
    enum nb_code code;
    uint32_t line;     /* from 1 */
    const char *shown; /* "138******78" */
    struct nb_private *next;
};

/*
 * Finds every resident identity number (GB 11643: 18 characters, the last one a checksum, also in
 * groups) and every mobile number (11 digits from 13 to 19, also in groups or behind +86), and
 * keeps them masked in report->privates. In text->cp signs that mean nothing stand in their place,
 * and text->bytes becomes a copy in `arena` in which all but the first three and the last two of
 * their characters are stars. Returns 0, or -1 when memory ran out.
 */
int nb_privacy_hide(struct nb_report *report, struct nb_arena *arena, struct nb_text *text);

/* Adds the findings on report->privates. */
void nb_privacy_judge(struct nb_report *report);

#endif
