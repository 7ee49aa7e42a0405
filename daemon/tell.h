/* What the log says of each file: one line when it was read or could not be, one at its end. */
#ifndef NIANBAOD_TELL_H
#define NIANBAOD_TELL_H

#include "job.h"
#include "log.h"

/* After the reading; nothing for a file that was simply read. */
void tell_read(struct log *log, const struct job *job);

/* After the archive, whatever came of it. */
void tell_archived(struct log *log, const struct job *job);

#endif
