/*
 * Putting a file where it belongs: into the archive or among the rejected, without overwriting
 * anything, with its findings beside it. Runs on a worker thread.
 */
#ifndef NIANBAOD_MOVE_H
#define NIANBAOD_MOVE_H

#include "job.h"

struct move_places {
    int root;                       /* the drop directory */
    const char *archive, *rejected; /* paths; made when they are missing */
};

/* Removes copies that a run that was cut short left unfinished in the places, and puts back what it
 * had taken aside; before the first move. */
void mover_clean(const struct move_places *places);

struct mover;

/* A new mover for one batch of jobs; NULL when memory ran out. `places` must outlive it. */
struct mover *mover_new(const struct move_places *places);

/*
 * Moves the job's file, if it is still the one that was read: `changed` may say already that it is
 * not. Sets `target`, `changed` and `archive_error`, at the latest in mover_free(): what goes to
 * another file system goes together.
 */
void mover_move(struct mover *mover, struct job *job);

/* Ends what is under way. NULL is allowed. */
void mover_free(struct mover *mover);

#endif
