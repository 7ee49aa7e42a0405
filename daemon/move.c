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
#include "aside.h"
#include "beside.h"
#include "copy.h"
#include "fault.h"
#include "filesystem.h"
#include "name.h"

#define ATTEMPTS 10000 /* names tried before giving up */

/* Copies that settle together; each holds a file open meanwhile. */
#define CARRIED_MOST 64

#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* A folder that stays open, since most files of a batch go the same way. */
struct folder {
    const char *base; /* NULL: below the drop directory */
    char *path;
    int fd, base_fd;
};

/* A copy to another file system that has not settled yet. */
struct carried {
    struct copy copy;
    struct job *job;
    int findings; /* were written for it now, and go if it does not come */
};

struct mover {
    const struct move_places *places;
    struct carried *carried[CARRIED_MOST]; /* all from the one folder to the other */
    size_t count;
    int leases; /* whether source_being_written() is worth asking */
    struct folder from, to;
    int across; /* between different file systems, or mounts of one */
};

/* ---- folders ---- */

/* One that is new is made durable, since what is put into it is, too. */
static int make_folder(int dir, const char *name)
{
    if (mkdirat(dir, name, 0777) != 0)
        return errno == EEXIST ? 0 : -1;
    return fsync(dir);
}

/* Opens `path` below `base` part by part, so that no link is followed; makes what is missing. */
static int open_folder(int base, const char *path, int make)
{
    char part[NAME_MAX + 1];
    int fd = base < 0 ? -1 : openat(base, ".", DIR_FLAGS);

    while (fd >= 0 && *path) {
        size_t n = strcspn(path, "/");
        int next = -1, error = ENAMETOOLONG;
        if (n <= NAME_MAX) {
            memcpy(part, path, n);
            part[n] = '\0';
            if (make && make_folder(fd, part) != 0)
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

static void settle(struct mover *mover);

static void close_folder(struct folder *folder)
{
    if (folder->fd >= 0)
        close(folder->fd);
    if (folder->base_fd >= 0)
        close(folder->base_fd);
    free(folder->path);
    folder->fd = folder->base_fd = -1;
    folder->path = NULL;
}

/* Whether a rename cannot lead from the one directory to the other. */
static int are_apart(int a, int b)
{
    struct mount of_a, of_b;

    return filesystem_mount(a, "", &of_a) != 0 || filesystem_mount(b, "", &of_b) != 0 ||
           !filesystem_same_mount(&of_a, &of_b);
}

/* Makes `folder` the one at `base`/`path`. Returns 0, or -1 with errno set. */
static int turn_to(struct mover *mover, struct folder *folder, const char *base, const char *path)
{
    if (folder->fd >= 0 && folder->base == base && strcmp(folder->path, path) == 0)
        return 0;
    settle(mover);
    close_folder(folder);
    folder->base = base;
    folder->path = strdup(path);
    if (!folder->path)
        return -1;
    folder->base_fd = open_base(mover, base);
    folder->fd = open_folder(folder->base_fd, path, base != NULL);
    return folder->fd >= 0 ? 0 : -1;
}

/* ---- one file ---- */

/*
 * Whether what was moved is what was read. It cannot be opened by its old name any more, so once
 * nobody has it open for writing it stays as it is. Times of files go by the ticks of the kernel's
 * clock: of a file that was read in the tick of its last change, only the content tells.
 */
static int is_intact(const struct mover *mover, const struct job *job, int dir, const char *name)
{
    struct stat st;
    struct file_id id;

    if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
        return 1;
    file_id_set(&id, &st);
    id.device = job->id.device; /* of the archive, where that is on another file system */
    id.inode = job->id.inode;
    if (!file_id_equal(&id, &job->id) || (mover->leases && source_being_written(dir, name)))
        return 0;
    if (!job->fresh || !job_is_hashed(job))
        return 1;
    struct source src;
    enum source_result result = source_read(dir, name, 1, 0, job->id.size + 1, &src);
    int same =
        result == SOURCE_OK ? strcmp(src.sha256, job->identity) == 0 : result != SOURCE_CHANGED;
    source_free(&src);
    return same;
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
    /* Something was done to it since, perhaps writing by one who set its time back. */
    if (file_id_touched(&id, &job->id))
        job->fresh = 1;
    file_id_touch(&job->id, &id);
    return !job->changed;
}

/* Puts a file back that changed while it was moved; it is taken in again, under this name or
 * another. */
static int put_back(struct mover *mover, struct job *job, const char *leaf, int dir,
                    const char *moved)
{
    char name[NAME_MAX + 1];

    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        name_candidate(leaf, job->sequence, attempt, name);
        if (copy_rename(dir, moved, mover->from.fd, name) == 0) {
            job->changed = 1;
            return 0;
        }
        if (errno != EEXIST)
            return -1;
    }
    errno = EEXIST;
    return -1;
}

/* The path may be too long for a name, or the folder for what is aside not ours to write to. */
static int has_no_aside(int error)
{
    return error == ENAMETOOLONG || error == EACCES || error == EPERM;
}

/* Without a way to take it aside: a crash right behind the rename leaves what was put in its place
 * a moment ago among the moved. */
static int rename_at_once(struct mover *mover, struct job *job, const char *leaf, const char *name)
{
    if (copy_rename(mover->from.fd, leaf, mover->to.fd, name) != 0)
        return -1;
    return is_intact(mover, job, mover->to.fd, name)
               ? 0
               : put_back(mover, job, leaf, mover->to.fd, name);
}

static int rename_file(struct mover *mover, struct job *job, const char *leaf, const char *name)
{
    char aside[NAME_MAX + 1];
    int dir = mover->to.base_fd;

    if (aside_take(mover->from.fd, leaf, dir, job->path, aside) != 0)
        return has_no_aside(errno) ? rename_at_once(mover, job, leaf, name) : -1;
    fault_point(FAULT_ASIDE);
    if (!is_intact(mover, job, dir, aside))
        return put_back(mover, job, leaf, dir, aside);
    if (copy_rename(dir, aside, mover->to.fd, name) == 0)
        return 0;
    int error = errno;
    if (put_back(mover, job, leaf, dir, aside) == 0)
        unchanged(mover, job, leaf); /* it has been touched, by us */
    errno = error;
    return -1;
}

/* Its outcome comes in settle(). */
static int carry(struct mover *mover, struct job *job, const struct copy_way *way, int findings)
{
    struct carried *carried = calloc(1, sizeof *carried);

    if (!carried || copy_begin(&carried->copy, way) != 0) {
        int error = carried ? errno : ENOMEM;
        free(carried);
        errno = error;
        return -1;
    }
    carried->job = job;
    carried->findings = findings;
    mover->carried[mover->count++] = carried;
    return 0;
}

/* Puts the file under its name, or on its way there. */
static int put_file(struct mover *mover, struct job *job, const char *leaf,
                    const struct copy_way *way, int findings)
{
    int failed = mover->across ? -1 : rename_file(mover, job, leaf, way->to);

    if (mover->across || (failed && errno == EXDEV)) /* one file system can refuse, too */
        failed = carry(mover, job, way, findings);
    if (findings && (failed || job->changed))
        beside_remove(mover->to.fd, way->to);
    return failed;
}

/*
 * Puts the findings there and then the file: after a crash in between, the file is still in the
 * drop directory and brings us back. Neither rename nor findings are synced. The kernel's journal
 * makes a rename whole or not at all, and where a power loss undoes it, the file is back in the
 * drop directory and known by its content. Findings can be made again with `nianbao check`.
 */
static int put(struct mover *mover, struct job *job, const char *leaf, const struct copy_way *way)
{
    enum beside beside = BESIDE_FOUND;

    if (!beside_is_free(mover->to.fd, way->to, job->findings != NULL)) {
        errno = EEXIST;
        return -1;
    }
    if (job->findings)
        beside = beside_write(mover->to.fd, way->to, 0, job->findings);
    if (beside == BESIDE_TAKEN)
        errno = EEXIST;
    if (beside == BESIDE_TAKEN || beside == BESIDE_ERROR)
        return -1;
    fault_point(FAULT_MOVE_FINDINGS);
    return put_file(mover, job, leaf, way, beside == BESIDE_WRITTEN);
}

/* What has come in the place of the original since it was last looked at must stay. */
static int remove_original(struct mover *mover, struct job *job, const struct copy_way *way)
{
    char aside[NAME_MAX + 1];
    int root = mover->from.base_fd; /* stays, even when the drop directory is mounted anew */

    if (aside_take(way->from_fd, way->from, root, job->path, aside) != 0)
        return errno == ENOENT ? 0 : has_no_aside(errno) ? copy_finish(way) : -1;
    fault_point(FAULT_ASIDE);
    if (!is_intact(mover, job, root, aside))
        return put_back(mover, job, way->from, root, aside);
    return unlinkat(root, aside, 0);
}

/* The copy is there; what its writer did meanwhile is of the original, which then stays. */
static int end_copy(struct mover *mover, struct job *job, const struct copy_way *way)
{
    struct file_id before = job->id;
    int same = unchanged(mover, job, way->from);

    if (same > 0 && file_id_touched(&before, &job->id))
        job->changed = 1;
    return same <= 0 || job->changed ? same : remove_original(mover, job, way);
}

/* A crash left the copy with its name, and perhaps not all of the findings. */
static int end_earlier_copy(struct mover *mover, struct job *job, const struct copy_way *way)
{
    if (job->findings && beside_write(mover->to.fd, way->to, 1, job->findings) == BESIDE_ERROR)
        return -1;
    return fsync(mover->to.fd) != 0 ? -1 : end_copy(mover, job, way);
}

/* Tries one name. Returns 0, or -1 with errno set: EEXIST asks for the next name. */
static int try_name(struct mover *mover, struct job *job, const char *leaf, const char *name)
{
    int by_content = job->fresh && job_is_hashed(job);
    struct copy_way way = {
        .from_fd = mover->from.fd,
        .from = leaf,
        .aside_fd = are_apart(mover->to.base_fd, mover->to.fd) ? mover->to.fd : mover->to.base_fd,
        .to_fd = mover->to.fd,
        .to = name,
        .id = &job->id,
        .sha256 = by_content ? job->identity : NULL,
    };

    if (mover->across && copy_is_there(&way))
        return end_earlier_copy(mover, job, &way);
    return put(mover, job, leaf, &way);
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
    mover->across = are_apart(mover->from.fd, mover->to.fd);
    return move_to_folder(mover, job, leaf);
}

/* `failed`: errno says how. */
static void set_outcome(struct job *job, int failed)
{
    job->archive_error = failed ? errno : 0;
    if (job->archive_error == EBUSY) { /* it changed while it was copied */
        job->archive_error = 0;
        job->changed = 1;
    }
}

void mover_move(struct mover *mover, struct job *job)
{
    if (job->changed)
        return;
    if (mover->count == CARRIED_MOST)
        settle(mover);
    fault_point(FAULT_MOVE);
    set_outcome(job, move(mover, job) != 0);
    fault_point(FAULT_MOVED);
    /* Somebody may have renamed or removed a folder that is held open. */
    if (job->archive_error) {
        settle(mover);
        close_folder(&mover->from);
        close_folder(&mover->to);
    }
}

/* ---- copies ---- */

static void end_carried(struct mover *mover, struct carried *carried)
{
    const struct copy *copy = &carried->copy;
    struct job *job = carried->job;

    errno = copy->error;
    set_outcome(job, copy->error || end_copy(mover, job, &copy->way) != 0);
    if (copy->error && carried->findings)
        beside_remove(mover->to.fd, copy->to);
    if (job->archive_error || job->changed) {
        free(job->target);
        job->target = NULL;
    }
}

/* All copies become durable and get their names, and their originals go. */
static void settle(struct mover *mover)
{
    struct copy *copies[CARRIED_MOST] = {NULL};
    size_t count = mover->count;

    for (size_t i = 0; i < count; i++)
        copies[i] = &mover->carried[i]->copy;
    copy_settle(copies, count);
    for (size_t i = 0; i < count; i++) {
        end_carried(mover, mover->carried[i]);
        free(mover->carried[i]);
    }
    mover->count = 0;
}

/* ---- from outside ---- */

void mover_clean(const struct move_places *places)
{
    const char *const bases[] = {places->archive, places->rejected};

    aside_recover(places->root, places->root);
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) {
        int fd = open(bases[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0)
            continue;
        copy_clean(fd);
        aside_recover(fd, places->root);
        close(fd);
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
    mover->from.fd = mover->from.base_fd = mover->to.fd = mover->to.base_fd = -1;
    return mover;
}

void mover_free(struct mover *mover)
{
    if (!mover)
        return;
    settle(mover);
    close_folder(&mover->from);
    close_folder(&mover->to);
    free(mover);
}
