/*
 * The lock around a process that reads foreign documents. What it cannot do any more: open a socket
 * or a device, write, make, rename or remove a file, start a program or a process, look at another
 * process or signal it, make memory executable, gain a right. What remains: its descriptors 0, 1
 * and 2, memory up to a limit, and, only where it asks for it, reading files below given
 * directories.
 *
 * Three layers that do not rest on each other: limits and dropped rights, Landlock (where the
 * kernel has it: what of the file system can be opened) and seccomp (which system calls there are).
 */
#ifndef NIANBAO_SANDBOX_H
#define NIANBAO_SANDBOX_H

#include <stddef.h>

struct sandbox {
    size_t memory; /* bytes that the process may allocate */
    const char *const
        *readable; /* directories that stay readable, to a NULL; or NULL: no opening */
};

/*
 * Locks up this process, for good. Called before there is a second thread. Libraries have to have
 * opened what they need. Returns 0, or the errno value of what could not be locked; the process may
 * then be half locked, and must not go on.
 *
 * Where the kernel has no Landlock, no directory stays readable.
 */
int sandbox_enter(const struct sandbox *sandbox);

#endif
