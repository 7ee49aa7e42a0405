/*
 * What happens to one file on a worker thread: open, read, hash, parse, and write the report down
 * as JSON and as text. It touches nothing but the job and what the options point to.
 */
#ifndef NIANBAOD_READER_H
#define NIANBAOD_READER_H

#include "../extract/extract.h"
#include "attempts.h"
#include "job.h"

struct reader_options {
    int root; /* the drop directory */
    struct extract *extract;
    struct attempts *attempts;
    int64_t settle_ms;
    uint64_t max_file_size;
    enum nb_lang lang;
    struct nb_options rules;
};

/* Fills in the reader's part of the job, `state` above all. */
void reader_read(const struct reader_options *options, struct job *job);

#endif
