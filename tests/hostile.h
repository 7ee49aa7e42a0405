/*
 * Inputs that are as bad as an input can be: megabytes of one thing, alone or in the middle of a
 * report. Tests and benches measure what the parser spends on them.
 */
#ifndef NIANBAO_TESTS_HOSTILE_H
#define NIANBAO_TESTS_HOSTILE_H

#include <stddef.h>
#include <stdint.h>

#include "fixtures.h"

/* What any input of HOSTILE_SIZE bytes may cost. */
#define HOSTILE_SIZE    ((size_t)10 * 1000 * 1000)
#define HOSTILE_KIB     ((long)200 * 1024)
#define HOSTILE_SECONDS 1.0

/* Where in a report the mass of bytes stands. */
enum hostile_place {
    HOSTILE_ALONE,
    HOSTILE_IN_PROSE,
    HOSTILE_IN_REQUESTS,
    HOSTILE_IN_A_CELL,
    HOSTILE_IN_PROCEEDINGS,
    HOSTILE_AT_END,
    HOSTILE_PLACES
};

/* What one input took. */
struct hostile_cost {
    double seconds; /* of the processor */
    long kib;       /* at the peak, the input included */
    int signal;     /* that killed the process, or 0 */
    int status;     /* its exit status; 0 when the report was read and rendered */
};

size_t hostile_count(void);
const char *hostile_name(size_t kind);
const char *hostile_place_name(enum hostile_place place);

/*
 * Makes `size` bytes of input `kind` in the middle of `report` (a text such as
 * tests/data/valid_tabs.txt); free data.
 */
struct bytes hostile_make(size_t kind, enum hostile_place place, size_t size,
                          const struct bytes *report);

/*
 * Parses the input and renders the report as JSON and as text, in a process of its own that is
 * killed after `limit` seconds of processor time.
 */
struct hostile_cost hostile_run(size_t kind, enum hostile_place place, size_t size,
                                const struct bytes *report, unsigned limit);

#endif
