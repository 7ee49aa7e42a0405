/* Numbers that a public document should not print. */
#ifndef NB_PRIVACY_H
#define NB_PRIVACY_H

#include "report.h"
#include "text.h"

/*
 * Adds a finding for every resident identity number (GB 11643: 18 characters, the last one a
 * checksum) and every mobile number (11 digits from 13 to 19). Findings show the number masked.
 */
void nb_privacy_judge(struct nb_report *report, const struct nb_text *text);

#endif
