#include "landlock.h"

#include <errno.h>
#include <seccomp.h>

int hide_landlock(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    int failed =
        !filter ||
        seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(landlock_create_ruleset), 0) ||
        seccomp_load(filter);

    seccomp_release(filter);
    return failed ? -1 : 0;
}
