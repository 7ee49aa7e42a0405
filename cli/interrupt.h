/*
 * SIGINT and SIGTERM, as something that a loop can wait for, and that ends a program also when it
 * does not come back to its loop: writing to a pipe whose reader has stopped reading lasts for
 * ever.
 */
#ifndef NIANBAO_INTERRUPT_H
#define NIANBAO_INTERRUPT_H

struct interrupt;

/*
 * To be called before other threads start, so that none of them takes the signals. Returns 0 and a
 * new one, or a negative errno value.
 */
int interrupt_open(struct interrupt **out);

/* Becomes readable, and stays so, when a signal has come. The program has two seconds from then to
 * call interrupt_close(); after that it is ended with EXIT_TROUBLE wherever it is. */
int interrupt_fd(const struct interrupt *interrupt);

/* NULL is allowed. */
void interrupt_close(struct interrupt *interrupt);

#endif
