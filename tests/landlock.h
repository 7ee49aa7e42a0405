/* A kernel without Landlock. */
#ifndef TESTS_LANDLOCK_H
#define TESTS_LANDLOCK_H

/* Makes the kernel one without it, for this process and those that it starts. Returns 0 or -1. */
int hide_landlock(void);

#endif
