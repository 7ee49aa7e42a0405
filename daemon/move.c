#include "move.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../extract/source.h"
#include "copy.h"
#include "fault.h"
#include "filesystem.h"
#include "name.h"

#define ATTEMPTS  10000 /* names tried before giving up */
#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* A folder that stays open, since most files of a batch go the same way. */
struct folder {
    const char *base; /* NULL: below the drop directory */
    char *path;
    int fd;
};

struct mover {
    const struct move_places *places;
    int leases; /* whether source_being_written() is worth asking */
    struct folder from, to;
};

/* ---- folders ---- */

/* Opens `path` below `fd` part by part, so that no link is followed; makes what is missing. */
static int open_folder(int fd, const char *path, int make)
{
    char part[NAME_MAX + 1];

    while (fd >= 0 && *path) {
        size_t n = strcspn(path, "/");
        int next = -1, error = ENAMETOOLONG;
        if (n <= NAME_MAX) {
            memcpy(part, path, n);
            part[n] = '\0';
            if (make && mkdirat(fd, part, 0777) != 0 && errno != EEXIST)
                error = errno;
            else if ((next = openat(fd, part, DIR_FLAGS)) < 0)
                error = errno;
        }
        close(fd);
        errno = error;
        fd = next;
        path += n + (path[n] == '/');
    }
    return fd;
}

static int open_base(const struct mover *mover, const char *base)
{
    if (!base)
        return openat(mover->places->root, ".", DIR_FLAGS);
    if (mkdir(base, 0777) != 0 && errno != EEXIST)
        return -1;
    return open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void close_folder(struct folder *folder)
{
    if (folder->fd >= 0)
        close(folder->fd);
    free(folder->path);
    folder->fd = -1;
    folder->path = NULL;
}

/* Makes `folder` the one at `base`/`path`. Returns 0, or -1 with errno set. */
static int turn_to(struct mover *mover, struct folder *folder, const char *base, const char *path)
{
    if (folder->fd >= 0 && folder->base == base && strcmp(folder->path, path) == 0)
        return 0;
    close_folder(folder);
    folder->base = base;
    folder->path = strdup(path);
    if (!folder->path)
        return -1;
    folder->fd = open_folder(open_base(mover, base), path, base != NULL);
    return folder->fd >= 0 ? 0 : -1;
}

/* ---- findings ---- */

enum beside {
    BESIDE_WRITTEN,
    BESIDE_FOUND, /* an earlier run that was cut short left this very text, whole by now */
    BESIDE_TAKEN, /* something else has the name */
    BESIDE_ERROR,
};

/* Whether the open file holds the first `size` bytes of the text and nothing else. */
static int holds_start(int fd, const char *text, size_t size)
{
    char *bytes = malloc(size + 1);
    int same =
        bytes && pread(fd, bytes, size, 0) == (ssize_t)size && memcmp(bytes, text, size) == 0;

    free(bytes);
    return same;
}

static int is_there(int dir, const char *name)
{
    return faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/*
 * Whether a text that is shorter than ours is not left from ours: findings whose file is in place
 * are that file's, and a dropped file that happens to have this name has findings of its own.
 */
static int is_foreign(int dir, const char *file, const char *findings)
{
    char own[NAME_MAX + 1];

    snprintf(own, sizeof own, "%.*s%s", (int)(NAME_MAX - strlen(NAME_FINDINGS)), findings,
             NAME_FINDINGS);
    return is_there(dir, file) || is_there(dir, own);
}

/* The name exists: a run that was killed while it wrote left a part of the text, perhaps all. */
static enum beside complete_beside(int dir, const char *file, const char *name, const char *text)
{
    struct stat st;
    size_t length = strlen(text);
    enum beside beside = BESIDE_TAKEN;
    int fd = openat(dir, name, O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0)
        return BESIDE_TAKEN;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size <= length &&
        !is_foreign(dir, file, name) && holds_start(fd, text, (size_t)st.st_size)) {
        size_t there = (size_t)st.st_size;
        beside = copy_write(fd, text + there, length - there) == 0 ? BESIDE_FOUND : BESIDE_ERROR;
    }
    int error = errno;
    close(fd);
    errno = error;
    return beside;
}

static enum beside write_beside(int dir, const char *file, const char *name, const char *text)
{
    int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);

    if (fd < 0)
        return errno == EEXIST ? complete_beside(dir, file, name, text) : BESIDE_ERROR;
    /* Not synced: the text can be made again from the file with `nianbao check`. */
    int error = copy_write(fd, text, strlen(text)) == 0 ? 0 : errno;
    close(fd);
    if (!error)
        return BESIDE_WRITTEN;
    unlinkat(dir, name, 0);
    errno = error;
    return BESIDE_ERROR;
}

/* ---- one file ---- */

/*
 * Whether what was moved is what was read. It cannot be opened by its old name any more, so once
 * nobody has it open for writing it stays as it is. Times of files go by the ticks of the kernel's
 * clock: of a file that was read in the tick of its last change, only the content tells.
 */
static int is_intact(const struct mover *mover, const struct job *job, const char *name)
{
    struct stat st;
    struct file_id id;

    if (fstatat(mover->to.fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
        return 1;
    file_id_set(&id, &st);
    id.device = job->id.device; /* of the archive, where that is on another file system */
    id.inode = job->id.inode;
    if (!file_id_equal(&id, &job->id) ||
        (mover->leases && source_being_written(mover->to.fd, name)))
        return 0;
    if (!job->fresh || strncmp(job->identity, "stat:", 5) == 0)
        return 1;
    struct source src;
    enum source_result result = source_read(mover->to.fd, name, 1, 0, job->id.size + 1, &src);
    int same =
        result == SOURCE_OK ? strcmp(src.sha256, job->identity) == 0 : result != SOURCE_CHANGED;
    source_free(&src);
    return same;
}

/* Puts a file back that changed while it was moved; it is taken in again, under this name or
 * another. */
static void put_back(struct mover *mover, struct job *job, const char *leaf, const char *moved)
{
    char name[NAME_MAX + 1];

    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        name_candidate(leaf, job->sequence, attempt, name);
        if (renameat2(mover->to.fd, moved, mover->from.fd, name, RENAME_NOREPLACE) == 0) {
            job->changed = 1;
            return;
        }
        if (errno != EEXIST)
            return;
    }
}

/* Tries one name. Returns 0, or -1 with errno set: EEXIST asks for the next name. */
static int try_name(struct mover *mover, struct job *job, const char *leaf, const char *name)
{
    char findings[NAME_MAX + 1];
    enum beside beside = BESIDE_FOUND;

    snprintf(findings, sizeof findings, "%.*s%s", (int)(NAME_MAX - strlen(NAME_FINDINGS)), name,
             NAME_FINDINGS);
    /* The findings first: after a crash the file is still here and brings us back. */
    if (job->findings)
        beside = write_beside(mover->to.fd, name, findings, job->findings);
    if (beside == BESIDE_TAKEN)
        errno = EEXIST;
    if (beside == BESIDE_TAKEN || beside == BESIDE_ERROR)
        return -1;
    fault_point(FAULT_MOVE_FINDINGS);
    if (renameat2(mover->from.fd, leaf, mover->to.fd, name, RENAME_NOREPLACE) == 0) {
        if (is_intact(mover, job, name))
            return 0;
        put_back(mover, job, leaf, name);
        if (beside == BESIDE_WRITTEN && job->changed)
            unlinkat(mover->to.fd, findings, 0);
        return 0;
    }
    if ((errno == EXDEV || errno == EINVAL) &&
        copy_across(mover->from.fd, leaf, mover->to.fd, name, &job->id) == 0)
        return 0;
    int error = errno;
    if (beside == BESIDE_WRITTEN)
        unlinkat(mover->to.fd, findings, 0);
    errno = error;
    return -1;
}

static void set_target(struct mover *mover, struct job *job, const char *name)
{
    const char *base = strrchr(mover->to.base, '/');

    if (asprintf(&job->target, "%s/%s%s%s", base ? base + 1 : mover->to.base, mover->to.path,
                 *mover->to.path ? "/" : "", name) < 0)
        job->target = NULL;
}

static int move_to_folder(struct mover *mover, struct job *job, const char *leaf)
{
    char name[NAME_MAX + 1];

    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        name_candidate(leaf, job->sequence, attempt, name);
        if (try_name(mover, job, leaf, name) == 0) {
            if (!job->changed)
                set_target(mover, job, name);
            return 0;
        }
        if (errno != EEXIST)
            return -1;
    }
    errno = EEXIST;
    return -1;
}

/*
 * 1: it is the one that was read; 0: it is not, or will not stay so, or is gone; -1 with errno set.
 * What a writer adds after the move would be seen by nobody, so its file stays.
 */
static int unchanged(struct mover *mover, struct job *job, const char *leaf)
{
    struct stat st;
    struct file_id id;

    if (fstatat(mover->from.fd, leaf, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? 0 : -1;
    file_id_set(&id, &st);
    job->changed = !file_id_equal(&id, &job->id) || (mover->leases && S_ISREG(st.st_mode) &&
                                                     source_being_written(mover->from.fd, leaf));
    return !job->changed;
}

static int move(struct mover *mover, struct job *job)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(job->path, '/');
    const char *leaf = slash ? slash + 1 : job->path;
    int above = slash ? (int)(slash - job->path) : 0;
    int rejected = job->status == NB_UNRECOGNIZED;

    snprintf(folder, sizeof folder, "%.*s", above, job->path);
    if (turn_to(mover, &mover->from, NULL, folder) != 0)
        return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
    int same = unchanged(mover, job, leaf);
    if (same <= 0)
        return same;
    if (!rejected)
        snprintf(folder, sizeof folder, "%04d%s%.*s", job->year, slash ? "/" : "", above,
                 job->path);
    if (turn_to(mover, &mover->to, rejected ? mover->places->rejected : mover->places->archive,
                folder) != 0)
        return -1;
    return move_to_folder(mover, job, leaf);
}

void mover_move(struct mover *mover, struct job *job)
{
    if (job->changed)
        return;
    fault_point(FAULT_MOVE);
    job->archive_error = move(mover, job) == 0 ? 0 : errno;
    fault_point(FAULT_MOVED);
    if (job->archive_error == EBUSY) { /* it changed while it was copied */
        job->archive_error = 0;
        job->changed = 1;
    }
    /* Somebody may have renamed or removed a folder that is held open. */
    if (job->archive_error) {
        close_folder(&mover->from);
        close_folder(&mover->to);
    }
}

struct mover *mover_new(const struct move_places *places)
{
    struct mover *mover = calloc(1, sizeof *mover);
    struct filesystem filesystem;

    if (!mover)
        return NULL;
    filesystem_of(places->root, &filesystem);
    mover->places = places;
    mover->leases = !filesystem.remote;
    mover->from.fd = mover->to.fd = -1;
    return mover;
}

void mover_free(struct mover *mover)
{
    if (!mover)
        return;
    close_folder(&mover->from);
    close_folder(&mover->to);
    free(mover);
}
