#include "count.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "filesystem.h"
#include "name.h"
#include "scan.h"

struct count {
    uv_loop_t *loop;
    count_cb cb;
    void *arg;
    uv_work_t work;
    int busy, root;
    struct mount mount; /* of the root: others are left alone */
    int64_t files;
    atomic_int ended;
};

static int is_folder(int parent, const struct dirent *entry)
{
    struct stat st;

    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type == DT_DIR;
    return fstatat(parent, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
}

static DIR *open_below(const struct count *count, int parent, const char *name)
{
    struct mount mount;
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd >= 0 && filesystem_mount(fd, "", &mount) == 0 &&
                       filesystem_same_mount(&mount, &count->mount)
                   ? fdopendir(fd)
                   : NULL;

    if (!dir && fd >= 0)
        close(fd);
    return dir;
}

/* Goes as deep as scans do. */
static void count_below(struct count *count, int parent, const char *name, int depth)
{
    DIR *dir = depth < SCAN_DEPTH_MAX ? open_below(count, parent, name) : NULL;

    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        if (atomic_load(&count->ended) || count->files >= COUNT_MOST)
            break;
        if (name_ignored(entry->d_name))
            continue;
        if (is_folder(dirfd(dir), entry))
            count_below(count, dirfd(dir), entry->d_name, depth + 1);
        else
            count->files++;
    }
    if (dir)
        closedir(dir);
}

static void on_work(uv_work_t *work)
{
    struct count *count = work->data;

    if (!atomic_load(&count->ended) && filesystem_mount(count->root, "", &count->mount) == 0)
        count_below(count, count->root, ".", 0);
}

static void on_done(uv_work_t *work, int status)
{
    struct count *count = work->data;

    (void)status;
    count->busy = 0;
    if (atomic_load(&count->ended))
        free(count);
    else
        count->cb(count->arg, count->files);
}

struct count *count_new(uv_loop_t *loop, count_cb cb, void *arg)
{
    struct count *count = calloc(1, sizeof *count);

    if (!count)
        return NULL;
    count->loop = loop;
    count->cb = cb;
    count->arg = arg;
    count->work.data = count;
    return count;
}

void count_start(struct count *count, int root)
{
    if (count->busy)
        return;
    count->root = root;
    count->files = 0;
    count->busy = uv_queue_work(count->loop, &count->work, on_work, on_done) == 0;
}

void count_free(struct count *count)
{
    if (!count)
        return;
    atomic_store(&count->ended, 1);
    if (!count->busy)
        free(count);
}
