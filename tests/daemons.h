/* What tests of the real program on a scratch directory have in common. */
#ifndef NIANBAO_TESTS_DAEMONS_H
#define NIANBAO_TESTS_DAEMONS_H

#include "harness.h"

/* Short times, so that what has to settle settles soon. */
#define QUICK "[intake]\nsettle_ms = 100\nrescan_ms = 300\n"

/* Times in which no rescan helps: what is seen is seen by its event. */
#define EVENTS_ONLY "[intake]\nsettle_ms = 3600000\nrescan_ms = 86400000\n"

/* Fixtures of cmocka: the state is a struct daemon, not started, with one of these configurations.
 */
int quick_setup(void **state);
int events_setup(void **state);
int daemon_teardown(void **state);

/* The text of a file that is no report, a different one for each number; valid until the next. */
const char *nonsense(int i);

/* The next report event, new; its file must have this name. */
json_t *event_of(struct daemon *daemon, const char *name);

/* The event must be of a file that was refused, with this first finding. */
void expect_code(json_t *event, const char *code);

#endif
