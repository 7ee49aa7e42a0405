#include "attempts.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "crash.h"

#define VERSION 1u

#define IDENTITY_BYTES 96

/* A look that comes later than this was kept from it: the process was stopped, or the machine. */
#define LOOK_MOST_MS 5000

/*
 * The file, written in place and never longer or shorter. First comes one record for each slot,
 * which is written by who finds a failure, in the worst case a signal handler; at the next start
 * these are counted up in the table behind. A record whose sum is wrong is none.
 */
struct record {
    char identity[IDENTITY_BYTES]; /* "": the record is free */
    char path[256];                /* for people: cut where it is longer */
    uint64_t age;                  /* numbers grow from failure to failure */
    uint32_t failures;
    uint32_t sum;
};

struct file {
    char magic[24];
    uint32_t version, size;
    struct record notes[ATTEMPTS_SLOTS];
    struct record table[ATTEMPTS_KEPT];
};

struct slot {
    int busy, noted;
    int64_t since_ms; /* by `clock_ms` */
    clockid_t clock;  /* of the thread's time on the processor */
    int64_t cpu_ms;   /* of the thread, when it began */
    struct crash crash;
};

struct attempts {
    pthread_mutex_t lock;
    struct log *log;
    int fd; /* -1: there is no file */
    int64_t clock_ms, looked_ms;
    struct slot slots[ATTEMPTS_SLOTS];
    size_t kept;      /* records in the table */
    struct file file; /* what stands in the file; what is noted in a crash only there */
};

/* ---- records ---- */

static uint32_t sum_of(const struct record *record)
{
    const unsigned char *bytes = (const unsigned char *)record;
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < offsetof(struct record, sum); i++)
        h = (h ^ bytes[i]) * 16777619u;
    return h;
}

static int is_sound(const struct record *record)
{
    return *record->identity && record->sum == sum_of(record) &&
           !record->identity[sizeof record->identity - 1] && !record->path[sizeof record->path - 1];
}

/* An identity that is too long is known by its end: it is no hash, but begins as others do. */
static void set_identity(char out[IDENTITY_BYTES], const char *identity)
{
    size_t length = strlen(identity), room = IDENTITY_BYTES - 1;

    snprintf(out, IDENTITY_BYTES, "%s", identity + (length > room ? length - room : 0));
}

static void set_record(struct record *record, const char *identity, const char *path)
{
    memset(record, 0, sizeof *record);
    set_identity(record->identity, identity);
    snprintf(record->path, sizeof record->path, "%s", path);
    record->failures = 1;
    record->sum = sum_of(record);
}

static void write_record(struct attempts *a, const struct record *record)
{
    off_t at = (off_t)((const char *)record - (const char *)&a->file);

    /* The room is there already; when the disk fails all the same, a failure is forgotten. */
    if (a->fd >= 0 && pwrite(a->fd, record, sizeof *record, at) < 0)
        log_warning(a->log, "a failure cannot be noted: %s", strerror(errno));
}

static struct record *find(struct attempts *a, const char *identity)
{
    char key[IDENTITY_BYTES];

    if (a->kept == 0) /* as nearly always */
        return NULL;
    set_identity(key, identity);
    for (size_t i = 0; i < ATTEMPTS_KEPT; i++)
        if (strcmp(a->file.table[i].identity, key) == 0)
            return &a->file.table[i];
    return NULL;
}

/* ---- the file ---- */

/* A free record or the oldest. Pure age: a rule that prefers some to others could be used to keep
 * a content from ever getting its second failure. */
static struct record *make_room(struct attempts *a)
{
    struct record *oldest = &a->file.table[0];

    for (size_t i = 0; i < ATTEMPTS_KEPT; i++) {
        if (!*a->file.table[i].identity)
            return &a->file.table[i];
        if (a->file.table[i].age < oldest->age)
            oldest = &a->file.table[i];
    }
    return oldest;
}

static uint64_t next_age(const struct attempts *a)
{
    uint64_t age = 0;

    for (size_t i = 0; i < ATTEMPTS_KEPT; i++)
        if (a->file.table[i].age > age)
            age = a->file.table[i].age;
    return age + 1;
}

static struct record *count_failure(struct attempts *a, const struct record *note)
{
    struct record *record = find(a, note->identity);

    if (record) {
        record->failures++;
    } else {
        record = make_room(a);
        a->kept += !*record->identity;
        *record = *note;
    }
    record->age = next_age(a);
    record->sum = sum_of(record);
    return record;
}

static void clear_file(struct attempts *a)
{
    memset(&a->file, 0, sizeof a->file);
    strcpy(a->file.magic, "nianbao attempts");
    a->file.version = VERSION;
    a->file.size = sizeof a->file;
}

/* Returns whether the file is one of ours. */
static int read_file(struct attempts *a)
{
    struct stat st;

    if (fstat(a->fd, &st) != 0 || st.st_size != sizeof a->file ||
        pread(a->fd, &a->file, sizeof a->file, 0) != sizeof a->file)
        return 0;
    return memcmp(a->file.magic, "nianbao attempts", 17) == 0 && a->file.version == VERSION &&
           a->file.size == sizeof a->file;
}

static void take_stock(struct attempts *a)
{
    for (size_t i = 0; i < ATTEMPTS_KEPT; i++) {
        if (is_sound(&a->file.table[i]))
            a->kept++;
        else
            memset(&a->file.table[i], 0, sizeof a->file.table[i]);
    }
    for (size_t i = 0; i < ATTEMPTS_SLOTS; i++) {
        struct record note = a->file.notes[i];
        memset(&a->file.notes[i], 0, sizeof note);
        if (!is_sound(&note))
            continue;
        unsigned failures = count_failure(a, &note)->failures;
        log_error(a->log, "the last run ended while it read %s (time %u of %d)%s", note.path,
                  failures, ATTEMPTS_MOST,
                  failures >= ATTEMPTS_MOST ? ": it is rejected without being read again" : "");
    }
}

/* The whole in one go, front to back: cut short, it forgets a failure rather than count it twice.
 */
static int write_file(const struct attempts *a)
{
    int error = posix_fallocate(a->fd, 0, sizeof a->file);

    if (error == EOPNOTSUPP || error == EINVAL)
        error = 0;
    if (!error && ftruncate(a->fd, sizeof a->file) != 0)
        error = errno;
    if (!error && pwrite(a->fd, &a->file, sizeof a->file, 0) != sizeof a->file)
        error = errno ? errno : ENOSPC;
    return error;
}

static void open_file(struct attempts *a, const char *path)
{
    struct stat st;
    int error = 0;

    a->fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
    if (a->fd < 0 || fstat(a->fd, &st) != 0)
        error = errno;
    else if (!S_ISREG(st.st_mode))
        error = EINVAL;
    clear_file(a);
    if (!error) {
        if (st.st_size > 0 && !read_file(a)) {
            log_warning(a->log, "%s is damaged or of another version; it is begun afresh", path);
            clear_file(a);
        }
        take_stock(a);
        error = write_file(a);
    }
    if (!error)
        return;
    log_error(a->log, "%s cannot be written: %s; files that crash the daemon are not known again",
              path, strerror(error));
    if (a->fd >= 0)
        close(a->fd);
    a->fd = -1;
}

/* ---- one parse ---- */

static int64_t ms_of(clockid_t clock)
{
    struct timespec ts;

    return clock_gettime(clock, &ts) == 0 ? (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000 : 0;
}

unsigned attempts_failures(struct attempts *a, const char *identity)
{
    pthread_mutex_lock(&a->lock);
    const struct record *record = find(a, identity);
    unsigned failures = record ? record->failures : 0;
    pthread_mutex_unlock(&a->lock);
    return failures;
}

static void begin(struct attempts *a, int i, const char *identity, const char *path)
{
    struct slot *slot = &a->slots[i];

    slot->busy = 1;
    slot->noted = 0;
    slot->since_ms = a->clock_ms;
    if (pthread_getcpuclockid(pthread_self(), &slot->clock) != 0)
        slot->clock = CLOCK_THREAD_CPUTIME_ID;
    slot->cpu_ms = ms_of(slot->clock);
    set_record(&a->file.notes[i], identity, path);
    slot->crash = (struct crash){
        .fd = a->fd,
        .bytes = &a->file.notes[i],
        .size = sizeof a->file.notes[i],
        .offset = (off_t)((char *)&a->file.notes[i] - (char *)&a->file),
    };
    crash_expect(&slot->crash);
}

int attempts_begin(struct attempts *a, const char *identity, const char *path)
{
    int i = 0;

    pthread_mutex_lock(&a->lock);
    while (i < ATTEMPTS_SLOTS && a->slots[i].busy)
        i++;
    if (i < ATTEMPTS_SLOTS)
        begin(a, i, identity, path);
    pthread_mutex_unlock(&a->lock);
    return i < ATTEMPTS_SLOTS ? i : -1;
}

static void wipe(struct attempts *a, struct record *record, int in_file)
{
    memset(record, 0, sizeof *record);
    if (in_file)
        write_record(a, record);
}

void attempts_end(struct attempts *a, int i)
{
    if (i < 0)
        return;
    crash_expect(NULL);
    pthread_mutex_lock(&a->lock);
    struct record *known = find(a, a->file.notes[i].identity);
    if (known) {
        wipe(a, known, 1);
        a->kept--;
    }
    wipe(a, &a->file.notes[i], a->slots[i].noted);
    a->slots[i].busy = 0;
    pthread_mutex_unlock(&a->lock);
}

/* ---- looking ---- */

static void advance_clock(struct attempts *a)
{
    int64_t now = ms_of(CLOCK_MONOTONIC), passed = now - a->looked_ms;

    a->looked_ms = now;
    a->clock_ms += passed < LOOK_MOST_MS ? passed : LOOK_MOST_MS;
}

int64_t attempts_look(struct attempts *a, int64_t most_ms, char *path, size_t size)
{
    int64_t longest = 0;

    snprintf(path, size, "%s", "");
    pthread_mutex_lock(&a->lock);
    advance_clock(a);
    for (int i = 0; i < ATTEMPTS_SLOTS; i++) {
        struct slot *slot = &a->slots[i];
        if (!slot->busy)
            continue;
        int64_t lasted = a->clock_ms - slot->since_ms;
        if (!slot->noted &&
            (lasted > most_ms || ms_of(slot->clock) - slot->cpu_ms >= ATTEMPTS_SLOW_MS)) {
            slot->noted = 1;
            write_record(a, &a->file.notes[i]);
        }
        if (lasted > longest) {
            longest = lasted;
            snprintf(path, size, "%s", a->file.notes[i].path);
        }
    }
    pthread_mutex_unlock(&a->lock);
    return longest;
}

/* ---- opening and closing ---- */

int attempts_open(const char *path, struct log *log, struct attempts **out)
{
    struct attempts *a = calloc(1, sizeof *a);

    *out = a;
    if (!a)
        return -1;
    pthread_mutex_init(&a->lock, NULL);
    a->log = log;
    a->looked_ms = ms_of(CLOCK_MONOTONIC);
    open_file(a, path);
    crash_catch();
    return 0;
}

void attempts_close(struct attempts *a)
{
    if (!a)
        return;
    crash_release();
    if (a->fd >= 0)
        close(a->fd);
    pthread_mutex_destroy(&a->lock);
    free(a);
}
