#include "zsock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <zmq.h>

/* Messages received per turn of the loop: one busy client must not starve the rest. */
#define SHARE 64

struct zsock {
    void *socket;
    zsock_cb cb;
    void *arg;
    uv_poll_t poll;
    uv_prepare_t prepare;
    uv_idle_t idle;
    int handles; /* that are not closed yet */
};

static int readable(struct zsock *zsock)
{
    int events = 0;
    size_t size = sizeof events;

    if (zmq_getsockopt(zsock->socket, ZMQ_EVENTS, &events, &size) != 0)
        return 0;
    return events & ZMQ_POLLIN;
}

static void on_idle(uv_idle_t *idle)
{
    (void)idle; /* being active keeps the loop from blocking */
}

static void on_prepare(uv_prepare_t *prepare)
{
    struct zsock *zsock = prepare->data;
    int more = readable(zsock);

    for (int i = 0; more && i < SHARE; i++) {
        zsock->cb(zsock->arg, zsock->socket);
        more = readable(zsock);
    }
    if (more)
        uv_idle_start(&zsock->idle, on_idle);
    else
        uv_idle_stop(&zsock->idle);
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    /* Waking up is all that is asked: on_prepare() does the work. */
    (void)poll;
    (void)status;
    (void)events;
}

/* A peer whose machine has vanished says nothing: the kernel asks it after a minute of silence. */
#define KEEPALIVE_IDLE_S     60
#define KEEPALIVE_INTERVAL_S 15
#define KEEPALIVE_PROBES     4

static int set_options(void *socket, const struct zsock_options *options)
{
    const struct {
        int name, value;
    } numbers[] = {
        {ZMQ_SNDHWM, options->send_hwm},
        {ZMQ_RCVHWM, options->receive_hwm},
        {ZMQ_LINGER, 0},
        {ZMQ_TCP_KEEPALIVE, 1},
        {ZMQ_TCP_KEEPALIVE_IDLE, KEEPALIVE_IDLE_S},
        {ZMQ_TCP_KEEPALIVE_INTVL, KEEPALIVE_INTERVAL_S},
        {ZMQ_TCP_KEEPALIVE_CNT, KEEPALIVE_PROBES},
        {ZMQ_TCP_MAXRT, options->stall_ms},
    };
    int64_t max_message = options->max_message;

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (zmq_setsockopt(socket, numbers[i].name, &numbers[i].value, sizeof(int)) != 0)
            return -1;
    return zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &max_message, sizeof max_message);
}

/* ZeroMQ takes an ipc:// path over from whoever listens there; only a left-over file is free. */
static int is_taken(const char *endpoint)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (strncmp(endpoint, "ipc://", 6) != 0 || strlen(endpoint + 6) >= sizeof address.sun_path)
        return 0;
    strcpy(address.sun_path, endpoint + 6);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int taken = fd >= 0 &&
                (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 || errno == EAGAIN);
    if (fd >= 0)
        close(fd);
    return taken;
}

static int bind_to(void *socket, const char *endpoint)
{
    if (is_taken(endpoint)) {
        errno = EADDRINUSE;
        return -1;
    }
    return zmq_bind(socket, endpoint);
}

void *zsock_bind(void *context, const struct zsock_options *options)
{
    void *socket = zmq_socket(context, options->type);

    if (socket && set_options(socket, options) == 0 && bind_to(socket, options->endpoint) == 0)
        return socket;
    int error = errno;
    if (socket)
        zmq_close(socket);
    errno = error;
    return NULL;
}

/* Cannot fail for a valid descriptor, bar the poll itself. */
static int add_to_loop(struct zsock *zsock, uv_loop_t *loop)
{
    int fd;
    size_t size = sizeof fd;

    if (zmq_getsockopt(zsock->socket, ZMQ_FD, &fd, &size) != 0)
        return -1;
    int rc = uv_poll_init(loop, &zsock->poll, fd);
    if (rc != 0) {
        errno = -rc;
        return -1;
    }
    uv_prepare_init(loop, &zsock->prepare);
    uv_idle_init(loop, &zsock->idle);
    zsock->poll.data = zsock->prepare.data = zsock->idle.data = zsock;
    zsock->handles = 3;
    uv_poll_start(&zsock->poll, UV_READABLE, on_poll);
    uv_prepare_start(&zsock->prepare, on_prepare);
    return 0;
}

int zsock_open(void *context, uv_loop_t *loop, const struct zsock_options *options, zsock_cb cb,
               void *arg, struct zsock **out)
{
    struct zsock *zsock = calloc(1, sizeof *zsock);

    *out = NULL;
    if (!zsock)
        return -1;
    zsock->cb = cb;
    zsock->arg = arg;
    zsock->socket = zsock_bind(context, options);
    if (zsock->socket && add_to_loop(zsock, loop) == 0) {
        *out = zsock;
        return 0;
    }
    int error = errno;
    if (zsock->socket)
        zmq_close(zsock->socket);
    free(zsock);
    errno = error;
    return -1;
}

void *zsock_socket(const struct zsock *zsock)
{
    return zsock->socket;
}

void zsock_endpoint(const struct zsock *zsock, char *out, size_t size)
{
    if (zmq_getsockopt(zsock->socket, ZMQ_LAST_ENDPOINT, out, &size) != 0)
        *out = '\0';
}

static void on_closed(uv_handle_t *handle)
{
    struct zsock *zsock = handle->data;

    if (--zsock->handles == 0)
        free(zsock);
}

void zsock_close(struct zsock *zsock, int linger_ms)
{
    if (!zsock)
        return;
    zmq_setsockopt(zsock->socket, ZMQ_LINGER, &linger_ms, sizeof linger_ms);
    uv_poll_stop(&zsock->poll); /* before its descriptor goes */
    zmq_close(zsock->socket);
    uv_close((uv_handle_t *)&zsock->poll, on_closed);
    uv_close((uv_handle_t *)&zsock->prepare, on_closed);
    uv_close((uv_handle_t *)&zsock->idle, on_closed);
}
