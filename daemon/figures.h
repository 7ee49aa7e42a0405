/*
 * The few figures of a report document that matter to its neighbouring years.
 */
#ifndef NIANBAOD_FIGURES_H
#define NIANBAOD_FIGURES_H

#include "../parser/nianbao.h"
#include "skim.h"

/* The report document in an event's text; `text` is NULL when there is none. */
struct skim figures_document(struct skim event);

/* Whether a document has findings that come from other years, or may have. */
int figures_has_history(struct skim document);

/*
 * Judges a document by that of the year before as nb_history_judge() does, as far as it goes
 * without parsing either: where nothing is found, neither now nor before. Returns 1 when that is
 * so, with the new text of the member "checks" in `*checks` (free()) and the place of the old one
 * in
 * `*place`; 0 when it is not so or cannot be told, for whatever reason.
 */
int figures_agree(struct skim document, struct skim before, char **checks, struct skim *place);

#endif
