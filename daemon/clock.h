/* The two clocks of the daemon: one for people, which can be set, and one that only goes on. */
#ifndef NIANBAOD_CLOCK_H
#define NIANBAOD_CLOCK_H

#include <stdint.h>

/* Unix time in milliseconds, by the realtime clock. */
int64_t clock_now(void);

/* Milliseconds since some moment before the start; nobody sets them. */
int64_t clock_steady(void);

#endif
