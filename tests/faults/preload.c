#include "preload.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct shim *preload_make(struct daemon *daemon)
{
    int fd = open(at(daemon, "shim"), O_RDWR | O_CREAT | O_TRUNC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, sizeof(struct shim)), 0);
    struct shim *shim = mmap(NULL, sizeof *shim, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    assert_true(shim != MAP_FAILED);
    close(fd);
    return shim;
}

struct shim *preload_spawn(struct daemon *daemon, struct shim *shim)
{
    char library[PATH_MAX], path[PATH_MAX];
    const char *build = getenv("BUILD");

    if (!shim)
        shim = preload_make(daemon);
    snprintf(path, sizeof path, "%s/shim.so", build ? build : "build/faults");
    assert_non_null(realpath(path, library));
    setenv("LD_PRELOAD", library, 1);
    setenv("NIANBAO_SHIM", at(daemon, "shim"), 1);
    daemon_spawn(daemon);
    unsetenv("LD_PRELOAD");
    unsetenv("NIANBAO_SHIM");
    return shim;
}

void preload_fail(struct shim *shim, enum shim_call call, const char *path, int how, int every)
{
    struct shim_rule *rule = &shim->rules[call];

    snprintf(rule->path, sizeof rule->path, "%s", path);
    rule->every = every;
    rule->passed = rule->failed = 0;
    rule->shorter = how == PRELOAD_SHORT;
    rule->error = how == PRELOAD_SHORT ? 0 : how;
}

void preload_pass(struct shim *shim)
{
    for (int i = 0; i < SHIM_CALLS; i++) {
        shim->rules[i].error = 0;
        shim->rules[i].shorter = 0;
    }
}

void preload_free(struct shim *shim)
{
    munmap(shim, sizeof *shim);
}
