/* The parent's ends of the sockets to other processes, which are not to be waited for long. */
#ifndef NIANBAO_SOCKET_H
#define NIANBAO_SOCKET_H

#include <stddef.h>
#include <stdint.h>

/* The time that deadlines are told in. */
int64_t socket_now_ms(void);

/*
 * Each returns 0, ETIMEDOUT when the deadline passed, or EPROTO when the peer is gone or, while
 * giving, says something: it is to take a whole request before it answers.
 */
int socket_give(int fd, const void *bytes, size_t size, int64_t deadline);
int socket_take(int fd, void *bytes, size_t size, int64_t deadline);

/* Makes a pair that programs to be started do not inherit. Returns 0 or an errno value. */
int socket_pair(int ends[2]);

/* Gives the peer a descriptor, with one byte. Returns 0 or EPROTO. */
int socket_give_descriptor(int fd, int given);

#endif
