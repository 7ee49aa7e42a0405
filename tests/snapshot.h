/*
 * A double of the daemon that knows nothing but snapshots, with reports that fit each other or not.
 */
#ifndef NIANBAO_TESTS_SNAPSHOT_H
#define NIANBAO_TESTS_SNAPSHOT_H

#include "years.h"

#define SNAPSHOT_EPOCH  "7b0d7c52-6a5f-4a0e-9c57-0d6a2f1f3b11"
#define SNAPSHOT_EVENTS 16

struct snapshot {
    void *context, *socket;
    char dir[32], endpoint[64];
    char *topics[SNAPSHOT_EVENTS], *texts[SNAPSHOT_EVENTS];
    size_t count;
};

/* For cmocka: `*state` is a struct snapshot without events. */
int snapshot_setup(void **state);
int snapshot_teardown(void **state);

/* Journals a text under the topic of an agency of that name. */
void snapshot_add_text(struct snapshot *d, int year, const char *name, const char *text);

/* Journals a report document, which is taken, as the daemon would. */
void snapshot_add(struct snapshot *d, json_t *document, int revision);

/* Journals `count` years from 2021 on that fit each other; in `wrong` `cell` is one too many. */
void snapshot_add_years(struct snapshot *d, const char *agency, int count, int wrong,
                        const char *cell);

/* Waits for a request, which has to be SNAPSHOT, and answers with the events of its topic. */
void snapshot_answer(struct snapshot *d);

/* The same, but the answer is ERROR. */
void snapshot_refuse(struct snapshot *d);

#endif
