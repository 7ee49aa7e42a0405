#include "socket.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int64_t socket_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits for `events`. Returns what came, or 0 when the time is up. */
static int wait_for(int fd, short events, int64_t deadline)
{
    for (;;) {
        struct pollfd poller = {.fd = fd, .events = events};
        int64_t left = deadline - socket_now_ms();
        if (left <= 0)
            return 0;
        if (poll(&poller, 1, left < 60000 ? (int)left : 60000) > 0)
            return poller.revents;
    }
}

int socket_give(int fd, const void *bytes, size_t size, int64_t deadline)
{
    const char *at = bytes;

    while (size > 0) {
        ssize_t n = send(fd, at, size, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n >= 0) {
            at += n;
            size -= (size_t)n;
            continue;
        }
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN)
            return EPROTO;
        int events = wait_for(fd, POLLIN | POLLOUT, deadline);
        if (!events)
            return ETIMEDOUT;
        if (events & (POLLIN | POLLHUP | POLLERR))
            return EPROTO;
    }
    return 0;
}

int socket_take(int fd, void *bytes, size_t size, int64_t deadline)
{
    char *at = bytes;

    while (size > 0) {
        ssize_t n = recv(fd, at, size, MSG_DONTWAIT);
        if (n > 0) {
            at += n;
            size -= (size_t)n;
            /* Who always has one more byte ready gets no more time than who has none. */
            if (size > 0 && socket_now_ms() >= deadline)
                return ETIMEDOUT;
            continue;
        }
        if (n == 0 || (errno != EAGAIN && errno != EINTR))
            return EPROTO;
        if (!wait_for(fd, POLLIN, deadline))
            return ETIMEDOUT;
    }
    return 0;
}

int socket_pair(int ends[2])
{
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0 ? 0 : errno;
}

int socket_give_descriptor(int fd, int given)
{
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {.room = {0}};
    char byte = 0;
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control.room};
    struct cmsghdr *first = CMSG_FIRSTHDR(&message);

    first->cmsg_level = SOL_SOCKET;
    first->cmsg_type = SCM_RIGHTS;
    first->cmsg_len = CMSG_LEN(sizeof given);
    memcpy(CMSG_DATA(first), &given, sizeof given);
    ssize_t n;
    do
        n = sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n == 1 ? 0 : EPROTO;
}
