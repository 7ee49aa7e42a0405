/*
 * A file is taken aside before it leaves the drop directory: renamed, in one step, to a hidden name
 * that nobody else uses. What is looked at then is what goes on, whoever puts something else in its
 * place meanwhile. The name holds the path, so that the next start can put back what a crash left.
 */
#ifndef NIANBAOD_ASIDE_H
#define NIANBAOD_ASIDE_H

#include <limits.h>

/*
 * Takes the entry `leaf` of the directory `from_fd`, whose path below the drop directory is `path`,
 * aside into `aside_fd`, a directory of the same file system, and writes its name there to `name`.
 * Returns 0, or -1 with errno set: ENAMETOOLONG when the path does not fit into a name.
 */
int aside_take(int from_fd, const char *leaf, int aside_fd, const char *path,
               char name[NAME_MAX + 1]);

/* Puts back below the drop directory `root_fd` what a crash left aside in `aside_fd`. */
void aside_recover(int aside_fd, int root_fd);

#endif
