#include "aside.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "copy.h"
#include "name.h"

#define HEAD     ".nianbaod-aside-"
#define ATTEMPTS 1000

/* A name has no slash: "/" becomes "%s", and "%" "%p". */
static int escape(const char *path, char name[NAME_MAX + 1])
{
    size_t n = strlen(HEAD);

    memcpy(name, HEAD, n);
    for (; *path; path++) {
        int escaped = *path == '/' || *path == '%';
        if (n + 1 + (size_t)escaped > NAME_MAX)
            return -1;
        if (escaped)
            name[n++] = '%';
        name[n++] = (char)(*path == '/' ? 's' : *path == '%' ? 'p' : *path);
    }
    name[n] = '\0';
    return 0;
}

static void unescape(const char *name, char path[NAME_MAX + 1])
{
    for (name += strlen(HEAD); *name; name++) {
        if (*name == '%' && name[1])
            *path++ = (char)(*++name == 's' ? '/' : '%');
        else
            *path++ = *name;
    }
    *path = '\0';
}

int aside_take(int from_fd, const char *leaf, int aside_fd, const char *path,
               char name[NAME_MAX + 1])
{
    if (escape(path, name) != 0) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return copy_rename(from_fd, leaf, aside_fd, name);
}

/* The folder that the path lies in, made where it is gone, without following links; `*leaf` is the
 * rest of the path. */
static int open_above(int root_fd, char *path, char **leaf)
{
    int fd = openat(root_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    for (char *slash; fd >= 0 && (slash = strchr(path, '/')); path = slash + 1) {
        *slash = '\0';
        mkdirat(fd, path, 0777);
        int next = openat(fd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        close(fd);
        fd = next;
    }
    *leaf = path;
    return fd;
}

/* Whoever drops files can drop one of such a name. No file that was taken has a hidden part in its
 * path, and so none that leads out of the drop directory. */
static int is_ours(const char *path)
{
    char part[NAME_MAX + 1];

    for (;;) {
        size_t n = strcspn(path, "/");
        memcpy(part, path, n);
        part[n] = '\0';
        if (name_ignored(part))
            return 0;
        if (!path[n])
            return 1;
        path += n + 1;
    }
}

/* Another may have its name by now. */
static void put_back(int aside_fd, const char *name, int root_fd)
{
    char path[NAME_MAX + 1], free_name[NAME_MAX + 1], *leaf;

    unescape(name, path);
    if (!is_ours(path))
        return;
    int fd = open_above(root_fd, path, &leaf);
    for (int attempt = 0; fd >= 0 && attempt < ATTEMPTS; attempt++) {
        name_candidate(leaf, 0, attempt, free_name);
        if (copy_rename(aside_fd, name, fd, free_name) == 0 || errno != EEXIST)
            break;
    }
    if (fd >= 0)
        close(fd);
}

void aside_recover(int aside_fd, int root_fd)
{
    int fd = openat(aside_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;

    if (!dir) {
        if (fd >= 0)
            close(fd);
        return;
    }
    for (struct dirent *entry; (entry = readdir(dir));)
        if (strncmp(entry->d_name, HEAD, strlen(HEAD)) == 0)
            put_back(aside_fd, entry->d_name, root_fd);
    closedir(dir);
}
