/*
 * Files that are dropped while something breaks: of several kinds, in several ways, with an account
 * of every one that was dropped complete.
 */
#ifndef NIANBAO_TESTS_FAULTS_LOAD_H
#define NIANBAO_TESTS_FAULTS_LOAD_H

#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "../fixtures.h"

enum load_kind {
    LOAD_NONSENSE,  /* a short text that is no report */
    LOAD_VALID,     /* a report of an agency of its own */
    LOAD_INVALID,   /* the same with a wrong number */
    LOAD_REVISION,  /* a further report of one agency and year */
    LOAD_YEARS,     /* one of an agency's reports of some years, which contradict each other */
    LOAD_DUPLICATE, /* the content of an earlier file */
    LOAD_HTML,
    LOAD_DOCX,
    LOAD_KINDS,
};

enum load_way {
    LOAD_RENAME, /* moved in whole */
    LOAD_PART,   /* written as NAME.part and renamed */
    LOAD_WRITE,  /* written under its name */
    LOAD_SLOW,   /* the same, with a pause in the middle */
    LOAD_LINK,   /* a hard link to a whole file */
    LOAD_FOLDER, /* in a folder made for it */
    LOAD_WAYS,
};

#define LOAD_KEPT   16
#define LOAD_ALL    0xffffffffu
#define LOAD_BIT(x) (1u << (x))

struct dropped {
    char *name; /* below the drop directory */
    char sha256[65];
    size_t size;
    enum load_kind kind;
};

struct load {
    char drop[PATH_MAX];  /* the directory */
    unsigned kinds, ways; /* that are drawn from, as bits */
    size_t most_waiting;  /* a running load pauses while so many entries lie in `drop` */
    uint32_t random;
    unsigned pause_us;
    struct dropped *files; /* the account; a running load owns it */
    size_t count, capacity;
    unsigned number;              /* of contents made so far */
    struct bytes kept[LOAD_KEPT]; /* some earlier contents, to be dropped again */
    enum load_kind kept_kinds[LOAD_KEPT];
    pthread_t thread;
    atomic_int stop;
};

/* `drop` is copied and must exist. Nothing is dropped yet. */
void load_init(struct load *load, const char *drop, unsigned kinds, unsigned ways);
void load_free(struct load *load);

/*
 * Drops one file. Returns 0, or -1 with errno set when that could not be done, and then nothing of
 * it is left; ends the program where the load itself is at fault.
 */
int load_drop(struct load *load);

/* Drops `count` of them, each of which must succeed. */
void load_drop_many(struct load *load, size_t count);

/* Drops this content under this name by rename, and notes it. */
int load_drop_bytes(struct load *load, const char *name, const void *bytes, size_t size,
                    enum load_kind kind);

/* Drops on a thread of its own, some `per_second` files, until load_stop(). Files for which there
 * was no room are tried again as others. */
void load_start(struct load *load, unsigned per_second);
void load_stop(struct load *load);

/* The SHA-256 of the bytes in hexadecimal. */
void load_hash(const void *bytes, size_t size, char out[65]);

#endif
