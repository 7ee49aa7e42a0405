/*
 * The floor for the end-to-end bench: the least that a daemon can do which takes dropped files,
 * makes them durable and publishes them. inotify, read, one fdatasync a batch, send, rename; no
 * parsing, no JSON, no recovery.
 *
 * usage: bench_floor DROP ARCHIVE LOG ENDPOINT
 */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>
#include <zmq.h>

#define BATCH     256
#define FILE_SIZE 65536

struct floor {
    int drop, archive, log;
    void *socket;
    size_t count;
    char name[BATCH][NAME_MAX + 1];
    char *body[BATCH];
    size_t size[BATCH];
};

/* What is read is durable, then published, then moved. */
static void commit(struct floor *f)
{
    char topic[NAME_MAX + 16];

    if (f->count > 0 && fdatasync(f->log) != 0)
        exit(1);
    for (size_t i = 0; i < f->count; i++) {
        int n = snprintf(topic, sizeof topic, "report/%s", f->name[i]);
        zmq_send(f->socket, topic, (size_t)n, ZMQ_SNDMORE);
        zmq_send(f->socket, f->body[i], f->size[i], 0);
        renameat(f->drop, f->name[i], f->archive, f->name[i]);
    }
    f->count = 0;
}

static void take(struct floor *f, const char *name)
{
    int fd = openat(f->drop, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    ssize_t n;

    if (fd < 0)
        return;
    n = read(fd, f->body[f->count], FILE_SIZE);
    close(fd);
    if (n <= 0 || write(f->log, f->body[f->count], (size_t)n) != n)
        exit(1);
    snprintf(f->name[f->count], sizeof f->name[0], "%s", name);
    f->size[f->count++] = (size_t)n;
    if (f->count == BATCH)
        commit(f);
}

/* What was there before the watch, and what the kernel's queue had no room for. */
static void scan(struct floor *f)
{
    DIR *dir = fdopendir(openat(f->drop, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const struct dirent *entry;

    while (dir != NULL && (entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.')
            take(f, entry->d_name);
    commit(f);
    if (dir != NULL)
        closedir(dir);
}

static void drain(struct floor *f, int watch)
{
    _Alignas(struct inotify_event) char buffer[65536];
    ssize_t n = read(watch, buffer, sizeof buffer);
    int overflow = 0;

    for (char *p = buffer; p < buffer + n;) {
        const struct inotify_event *event = (const void *)p;
        overflow |= (event->mask & IN_Q_OVERFLOW) != 0;
        if (event->len > 0)
            take(f, event->name);
        p += sizeof *event + event->len;
    }
    commit(f);
    if (overflow)
        scan(f);
}

static void run(struct floor *f, int watch)
{
    struct pollfd poll_watch = {.fd = watch, .events = POLLIN};
    int n;

    scan(f);
    while ((n = poll(&poll_watch, 1, 100)) >= 0) {
        if (n == 0) {
            zmq_send(f->socket, "heartbeat", 9, ZMQ_SNDMORE);
            zmq_send(f->socket, "{}", 2, 0);
        } else {
            drain(f, watch);
        }
    }
}

int main(int argc, char **argv)
{
    static struct floor f;
    void *context = zmq_ctx_new();
    int unlimited = 0, watch = inotify_init1(IN_CLOEXEC);

    if (argc != 5 || context == NULL)
        return 2;
    for (size_t i = 0; i < BATCH; i++)
        if ((f.body[i] = malloc(FILE_SIZE)) == NULL)
            return 1;
    f.drop = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    f.archive = open(argv[2], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    f.log = open(argv[3], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    f.socket = zmq_socket(context, ZMQ_PUB);
    zmq_setsockopt(f.socket, ZMQ_SNDHWM, &unlimited, sizeof unlimited);
    if (f.drop < 0 || f.archive < 0 || f.log < 0 || zmq_bind(f.socket, argv[4]) != 0 ||
        inotify_add_watch(watch, argv[1], IN_CLOSE_WRITE | IN_MOVED_TO) < 0)
        return 1;
    run(&f, watch);
    return 1;
}
