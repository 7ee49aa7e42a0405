#include "watch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "filesystem.h"
#include "name.h"

#define MASK                                                                                       \
    (IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR |       \
     IN_DONT_FOLLOW | IN_EXCL_UNLINK)

/* Large enough for some 1,500 events with names of office documents. */
#define BUFFER_BYTES 65536

/* A watched folder. The kernel numbers watches upwards, so keeping them sorted costs nothing. */
struct folder {
    int wd;
    char *path; /* below the root; "" is the root */
    dev_t device;
    ino_t inode;
};

struct watch {
    char *root;
    int root_fd, inotify_fd; /* inotify_fd is -1 where there is none, */
    int inotify_error;       /* and this is why */
    int told_limit;
    struct filesystem filesystem; /* that the root lies on */
    struct mount mount;
    char blindness[128]; /* or "" */
    struct log *log;
    watch_cb cb;
    void *arg;
    uv_poll_t poll;
    struct folder *folders;
    size_t count, capacity;
};

/* ---- the table of folders ---- */

/* The index of the first folder whose number is not below `wd`. */
static size_t lower_bound(const struct watch *watch, int wd)
{
    size_t low = 0, high = watch->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (watch->folders[middle].wd < wd)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct folder *find(struct watch *watch, int wd)
{
    size_t i = lower_bound(watch, wd);

    return i < watch->count && watch->folders[i].wd == wd ? &watch->folders[i] : NULL;
}

static void forget(struct watch *watch, int wd)
{
    struct folder *folder = find(watch, wd);

    if (!folder)
        return;
    free(folder->path);
    memmove(folder, folder + 1,
            (size_t)(watch->folders + watch->count - (folder + 1)) * sizeof *folder);
    watch->count--;
}

static struct folder *insert(struct watch *watch, int wd)
{
    if (watch->count == watch->capacity) {
        size_t capacity = watch->capacity ? watch->capacity * 2 : 16;
        struct folder *folders = realloc(watch->folders, capacity * sizeof *folders);
        if (!folders)
            return NULL;
        watch->folders = folders;
        watch->capacity = capacity;
    }
    struct folder *folder = &watch->folders[lower_bound(watch, wd)];
    memmove(folder + 1, folder, (size_t)(watch->folders + watch->count - folder) * sizeof *folder);
    memset(folder, 0, sizeof *folder);
    folder->wd = wd;
    watch->count++;
    return folder;
}

/* The same folder under a new name keeps its number. */
static void remember(struct watch *watch, int wd, const char *path)
{
    struct folder *folder = find(watch, wd);
    char *copy = strdup(path);
    struct stat st;

    if (copy && !folder)
        folder = insert(watch, wd);
    if (!copy || !folder) {
        free(copy);
        log_error(watch->log, "memory ran out: the folder %s is seen by rescans only", path);
        return;
    }
    free(folder->path);
    folder->path = copy;
    if (fstatat(watch->root_fd, *path ? path : ".", &st, AT_SYMLINK_NOFOLLOW) == 0) {
        folder->device = st.st_dev;
        folder->inode = st.st_ino;
    }
}

void watch_add(struct watch *watch, const char *path)
{
    char full[PATH_MAX];

    if (watch->inotify_fd < 0)
        return;
    if ((size_t)snprintf(full, sizeof full, "%s/%s", watch->root, path) >= sizeof full)
        return; /* rescans go deeper than paths do */
    int wd = inotify_add_watch(watch->inotify_fd, full, MASK);
    if (wd >= 0) {
        remember(watch, wd, path);
    } else if (errno == ENOSPC && !watch->told_limit) {
        watch->told_limit = 1;
        log_warning(watch->log, "no more folders can be watched; the others are looked through at "
                                "each rescan (raise fs.inotify.max_user_watches)");
    } else if (errno != ENOENT && errno != ENOTDIR && errno != ENOSPC) {
        log_warning(watch->log, "the folder %s cannot be watched: %s", full, strerror(errno));
    }
}

/* ---- events ---- */

/* Drops the watches of a folder and of all below it. */
static void forget_tree(struct watch *watch, const char *path)
{
    size_t n = strlen(path);

    for (size_t i = watch->count; i-- > 0;) {
        const struct folder *folder = &watch->folders[i];
        if (strncmp(folder->path, path, n) != 0 || (folder->path[n] && folder->path[n] != '/'))
            continue;
        inotify_rm_watch(watch->inotify_fd, folder->wd);
        forget(watch, folder->wd);
    }
}

/* A folder that was moved out of the tree is none of ours any more. */
static void on_moved(struct watch *watch, const struct folder *folder)
{
    char path[PATH_MAX];
    struct stat st;

    if (fstatat(watch->root_fd, folder->path, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
        st.st_dev == folder->device && st.st_ino == folder->inode)
        return;
    strcpy(path, folder->path); /* which goes with it; watch_add() bounds its length */
    forget_tree(watch, path);
    watch->cb(watch->arg, WATCH_LOST, NULL);
}

static void on_self(struct watch *watch, struct folder *folder, uint32_t mask)
{
    int root = *folder->path == '\0';

    if (mask & IN_IGNORED)
        forget(watch, folder->wd);
    else if (root)
        watch->cb(watch->arg, WATCH_GONE, NULL);
    else if (mask & IN_MOVE_SELF)
        on_moved(watch, folder);
}

static void on_entry(struct watch *watch, const struct folder *folder,
                     const struct inotify_event *event)
{
    char path[PATH_MAX];

    if (name_ignored(event->name))
        return;
    if ((size_t)snprintf(path, sizeof path, "%s%s%s", folder->path, *folder->path ? "/" : "",
                         event->name) >= sizeof path)
        return;
    if (event->mask & IN_ISDIR) {
        if (!(event->mask & (IN_CREATE | IN_MOVED_TO)))
            return;
        watch_add(watch, path);
        watch->cb(watch->arg, WATCH_FOLDER, path);
    } else {
        watch->cb(watch->arg, event->mask & IN_CREATE ? WATCH_CREATED : WATCH_COMPLETE, path);
    }
}

static void on_event(struct watch *watch, const struct inotify_event *event)
{
    if (event->mask & IN_Q_OVERFLOW) {
        log_warning(watch->log, "the kernel dropped file events; looking through the directory");
        watch->cb(watch->arg, WATCH_LOST, NULL);
        return;
    }
    struct folder *folder = find(watch, event->wd);
    if (!folder)
        return;
    if (event->mask & (IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT))
        on_self(watch, folder, event->mask);
    else if (event->len > 0)
        on_entry(watch, folder, event);
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct watch *watch = poll->data;
    char buffer[BUFFER_BYTES] __attribute__((aligned(__alignof__(struct inotify_event))));

    (void)events;
    if (status < 0)
        return;
    ssize_t n = read(watch->inotify_fd, buffer, sizeof buffer);
    for (ssize_t at = 0; at < n;) {
        const struct inotify_event *event = (const void *)(buffer + at);
        on_event(watch, event);
        at += (ssize_t)(sizeof *event + event->len);
    }
}

void watch_pause(struct watch *watch)
{
    if (watch->inotify_fd >= 0)
        uv_poll_stop(&watch->poll);
}

void watch_resume(struct watch *watch)
{
    if (watch->inotify_fd >= 0 && !uv_is_active((uv_handle_t *)&watch->poll))
        uv_poll_start(&watch->poll, UV_READABLE, on_poll);
}

/* ---- opening ---- */

int watch_root(const struct watch *watch)
{
    return watch->root_fd;
}

const char *watch_blindness(const struct watch *watch)
{
    return *watch->blindness ? watch->blindness : NULL;
}

int watch_is_remote(const struct watch *watch)
{
    return watch->filesystem.remote;
}

int watch_is_mounted(const struct watch *watch)
{
    return watch->mount.root;
}

static int open_root(const char *root)
{
    return open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* Finds out what the root is now. */
static void turn_to_root(struct watch *watch)
{
    filesystem_of(watch->root_fd, &watch->filesystem);
    if (filesystem_mount(watch->root_fd, "", &watch->mount) != 0)
        watch->mount = (struct mount){0};
    watch_add(watch, "");
    watch->blindness[0] = '\0';
    if (watch->inotify_fd < 0)
        snprintf(watch->blindness, sizeof watch->blindness, "inotify is not available (%s)",
                 strerror(watch->inotify_error));
    else if (watch->count == 0)
        snprintf(watch->blindness, sizeof watch->blindness, "it cannot be watched");
    else if (watch->filesystem.name)
        snprintf(watch->blindness, sizeof watch->blindness, "its file system is of the kind %s",
                 watch->filesystem.name);
}

/* Returns 0, or an errno value for why there is none. */
static int start_inotify(uv_loop_t *loop, struct watch *watch)
{
    int error = 0;

    watch->inotify_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (watch->inotify_fd < 0)
        return errno;
    error = -uv_poll_init(loop, &watch->poll, watch->inotify_fd);
    if (error) {
        close(watch->inotify_fd);
        watch->inotify_fd = -1;
        return error;
    }
    watch->poll.data = watch;
    watch_resume(watch);
    return 0;
}

int watch_open(uv_loop_t *loop, const char *root, struct log *log, watch_cb cb, void *arg,
               struct watch **out)
{
    struct watch *watch = calloc(1, sizeof *watch);

    *out = NULL;
    if (!watch)
        return -1;
    watch->root = strdup(root);
    watch->root_fd = watch->root ? open_root(root) : -1;
    if (watch->root_fd < 0) {
        free(watch->root);
        free(watch);
        return -1;
    }
    watch->log = log;
    watch->cb = cb;
    watch->arg = arg;
    watch->inotify_error = start_inotify(loop, watch);
    turn_to_root(watch);
    *out = watch;
    return 0;
}

/* Drops every watch; the events that are still queued find no folder. */
static void forget_all(struct watch *watch)
{
    while (watch->count > 0) {
        int wd = watch->folders[watch->count - 1].wd;
        inotify_rm_watch(watch->inotify_fd, wd);
        forget(watch, wd);
    }
}

/* Whether the directory `path` below `fd`, which is `now`, is the one that is watched. */
static int is_watched(const struct watch *watch, int fd, const char *path, const struct stat *now)
{
    struct mount mount;
    struct stat then;

    return fstat(watch->root_fd, &then) == 0 && now->st_dev == then.st_dev &&
           now->st_ino == then.st_ino && filesystem_mount(fd, path, &mount) == 0 &&
           filesystem_same_mount(&mount, &watch->mount);
}

int watch_check(struct watch *watch)
{
    struct stat now;
    int fd = open_root(watch->root);

    if (fd < 0)
        return -1;
    if (fstat(fd, &now) == 0 && is_watched(watch, fd, "", &now)) {
        close(fd);
        return 0;
    }
    /* Readers on other threads hold the number, so the new directory takes it over. */
    int rc = dup3(fd, watch->root_fd, O_CLOEXEC);
    int error = errno;
    close(fd);
    errno = error;
    if (rc < 0)
        return -1;
    forget_all(watch);
    turn_to_root(watch);
    return 1;
}

int watch_is_astray(const struct watch *watch)
{
    struct stat st;

    return stat(watch->root, &st) != 0 || !is_watched(watch, AT_FDCWD, watch->root, &st);
}

static void release(struct watch *watch)
{
    for (size_t i = 0; i < watch->count; i++)
        free(watch->folders[i].path);
    free(watch->folders);
    free(watch->root);
    free(watch);
}

static void on_closed(uv_handle_t *handle)
{
    release(handle->data);
}

void watch_close(struct watch *watch)
{
    if (!watch)
        return;
    close(watch->root_fd);
    if (watch->inotify_fd < 0) {
        release(watch);
        return;
    }
    uv_poll_stop(&watch->poll);
    close(watch->inotify_fd);
    uv_close((uv_handle_t *)&watch->poll, on_closed);
}
