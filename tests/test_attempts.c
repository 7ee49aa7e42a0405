/* What is remembered of parses that ended with their process: children that crash in every way. */
#include "harness.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../daemon/attempts.h"

#define FOR_EVER 86400000

struct place {
    char dir[PATH_MAX], path[PATH_MAX];
    struct log log;
};

static int setup(void **state)
{
    static struct place place;

    scratch_make(place.dir);
    path_in(place.path, place.dir, "attempts");
    log_init(&place.log, open("/dev/null", O_WRONLY | O_CLOEXEC), LOG_LEVEL_DEBUG);
    *state = &place;
    return 0;
}

static int teardown(void **state)
{
    struct place *p = *state;

    close(p->log.fd);
    scratch_remove(p->dir);
    return 0;
}

static struct attempts *open_attempts(struct place *p)
{
    struct attempts *attempts;

    assert_int_equal(attempts_open(p->path, &p->log, &attempts), 0);
    return attempts;
}

/* How often a content has failed, as the next start sees it. */
static unsigned failures(struct place *p, const char *identity)
{
    struct attempts *attempts = open_attempts(p);
    unsigned n = attempts_failures(attempts, identity);

    attempts_close(attempts);
    return n;
}

/* ---- ways to end ---- */

static void segfault(void)
{
    volatile char *page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    page[0] = 1;
}

/* Deeper than any stack; what comes back is used, so that it stays a recursion. */
static int descend(volatile const char *above, long depth)
{
    volatile char here[4096];

    here[0] = (char)(above[0] + 1);
    return depth > 0 ? descend(here, depth - 1) + here[0] : here[0];
}

static void overflow(void)
{
    volatile long depth = 1L << 30;

    _exit(descend("", depth) & 1);
}

static void divide(void)
{
    raise(SIGFPE);
}

static void kill_self(void)
{
    kill(getpid(), SIGKILL);
}

/* Another process says so, to this very thread: a child, which is as foreign as any. */
static void abort_from_outside(void)
{
    pid_t parent = getpid();
    long thread = syscall(SYS_gettid);

    if (fork() == 0) {
        syscall(SYS_tgkill, parent, thread, SIGABRT);
        _exit(0);
    }
    for (;;)
        pause();
}

static void leave(void)
{
    _exit(0);
}

struct scene {
    struct place *place;
    struct attempts *attempts;
    const char *identity;
    void (*end)(void);
    sighandler_t before; /* the handler of fatal signals that was there earlier */
};

static void *act(void *arg)
{
    struct scene *scene = arg;

    /* What was parsed to its end is not blamed for what comes later. */
    int slot = attempts_begin(scene->attempts, "done", "done.txt");
    attempts_end(scene->attempts, slot);
    attempts_begin(scene->attempts, scene->identity, "poison.txt");
    scene->end();
    return NULL;
}

static void *sit(void *arg)
{
    struct scene *scene = arg;

    attempts_begin(scene->attempts, "bystander", "bystander.txt");
    for (;;)
        pause();
    return NULL;
}

/* The child's part: one thread parses something harmless, another one ends the process. */
static void play(struct scene *scene)
{
    pthread_t bystander, actor;

    static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

    for (size_t i = 0; i < sizeof fatal / sizeof fatal[0]; i++)
        signal(fatal[i], scene->before); /* cmocka has its own */
    prctl(PR_SET_DUMPABLE, 0);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    dup2(scene->place->log.fd, STDERR_FILENO); /* a sanitizer's report */
    if (attempts_open(scene->place->path, &scene->place->log, &scene->attempts) != 0)
        _exit(99);
    pthread_create(&bystander, NULL, sit, scene);
    pthread_create(&actor, NULL, act, scene);
    pthread_join(actor, NULL);
    _exit(98);
}

/* Returns what waitpid() says of it. */
static int run_scene(struct scene *scene)
{
    int status;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0)
        play(scene);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

/* The same of a process that ends this way while it parses the content. */
static int run(struct place *p, const char *identity, void (*end)(void))
{
    struct scene scene = {p, NULL, identity, end, SIG_DFL};

    return run_scene(&scene);
}

/* ---- tests ---- */

static void test_crashes(void **state)
{
    static const struct {
        const char *identity;
        void (*end)(void);
        unsigned counted;
    } ways[] = {
        {"segfault", segfault, 1}, {"abort", abort, 1},    {"overflow", overflow, 1},
        {"divide", divide, 1},     {"kill", kill_self, 0}, {"outside", abort_from_outside, 0},
        {"leave", leave, 0},
    };
    struct place *p = *state;

    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        for (unsigned n = 1; n <= 3; n++) {
            int status = run(p, ways[i].identity, ways[i].end);
            assert_false(WIFEXITED(status) && WEXITSTATUS(status) >= 98);
            assert_int_equal(failures(p, ways[i].identity), n * ways[i].counted);
        }
    }
    assert_int_equal(failures(p, "bystander"), 0);
    assert_int_equal(failures(p, "done"), 0);
}

static void leave_with_42(int signum)
{
    (void)signum;
    _exit(42);
}

/* The signal does what it did before: ends the process, or calls another handler. */
static void test_signal_goes_on(void **state)
{
    static void (*const ends[])(void) = {segfault, overflow, abort, divide};
    static const int signals[] = {SIGSEGV, SIGSEGV, SIGABRT, SIGFPE};
    struct place *p = *state;

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        int status = run(p, "a", ends[i]);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), signals[i]);
        struct scene scene = {p, NULL, "a", ends[i], leave_with_42};
        status = run_scene(&scene);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 42);
    }
    assert_int_equal(failures(p, "a"), 2 * sizeof ends / sizeof ends[0]);
}

/* Who is parsed to the end after a failure begins anew. */
static void test_success_clears(void **state)
{
    struct place *p = *state;

    run(p, "a", abort);
    run(p, "b", abort);
    struct attempts *attempts = open_attempts(p);
    assert_int_equal(attempts_failures(attempts, "a"), 1);
    attempts_end(attempts, attempts_begin(attempts, "a", "a.txt"));
    assert_int_equal(attempts_failures(attempts, "a"), 0);
    attempts_close(attempts);
    assert_int_equal(failures(p, "a"), 0);
    assert_int_equal(failures(p, "b"), 1);
}

/* ---- slow ones ---- */

static void spin(void)
{
    struct timespec ts;

    do
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
    while (ts.tv_sec * 1000 <= ATTEMPTS_SLOW_MS);
    for (;;)
        pause();
}

/* Whether the file has this text by now. */
static int holds(const char *path, const char *text)
{
    struct stat st;
    char *bytes = NULL;
    int fd = open(path, O_RDONLY), found = 0;

    if (fd >= 0 && fstat(fd, &st) == 0 && (bytes = malloc((size_t)st.st_size + 1)) &&
        read(fd, bytes, (size_t)st.st_size) == st.st_size)
        found = memmem(bytes, (size_t)st.st_size, text, strlen(text)) != NULL;
    free(bytes);
    close(fd);
    return found;
}

/* One thread parses `scene`, another one something that does nothing; this one looks. */
static void look_on(struct scene *scene, int64_t most_ms)
{
    char path[64];
    pthread_t actor, bystander;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    attempts_open(scene->place->path, &scene->place->log, &scene->attempts);
    pthread_create(&actor, NULL, act, scene);
    if (most_ms == FOR_EVER)
        pthread_create(&bystander, NULL, sit, scene);
    for (;;) {
        attempts_look(scene->attempts, most_ms, path, sizeof path);
        pause_ms(20);
    }
}

/* Runs that until the content is noted, and kills it from outside. */
static void kill_when_noted(struct scene *scene, int64_t most_ms)
{
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0)
        look_on(scene, most_ms);
    UNTIL(holds(scene->place->path, "poison.txt"));
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

/* A parse that used the processor for long counts however the process ends. */
static void test_slow(void **state)
{
    struct scene scene = {*state, NULL, "slow", spin, SIG_DFL};

    kill_when_noted(&scene, FOR_EVER);
    assert_int_equal(failures(*state, "slow"), 1);
    assert_int_equal(failures(*state, "bystander"), 0);
}

static void sleep_for_ever(void)
{
    for (;;)
        pause();
}

/* So does one that has lasted for longer than is allowed, whatever it does. */
static void test_too_long(void **state)
{
    struct scene scene = {*state, NULL, "hung", sleep_for_ever, SIG_DFL};

    kill_when_noted(&scene, 100);
    assert_int_equal(failures(*state, "hung"), 1);
}

/* One that is done in the end is cleared of it. */
static void test_slow_but_done(void **state)
{
    struct place *p = *state;
    struct attempts *attempts = open_attempts(p);
    char path[8];

    int slot = attempts_begin(attempts, "a", "some/long/path.txt");
    pause_ms(20);
    UNTIL(attempts_look(attempts, 1, path, sizeof path) > 1);
    assert_string_equal(path, "some/lo");
    assert_true(holds(p->path, "some/long/path.txt"));
    attempts_end(attempts, slot);
    assert_false(holds(p->path, "some/long/path.txt"));
    assert_int_equal(attempts_look(attempts, 1, path, sizeof path), 0);
    assert_string_equal(path, "");
    attempts_close(attempts);
    assert_int_equal(failures(p, "a"), 0);
}

/* ---- the file ---- */

static void test_damaged(void **state)
{
    struct place *p = *state;
    struct stat st;

    run(p, "a", abort);
    assert_int_equal(failures(p, "a"), 1);
    assert_int_equal(stat(p->path, &st), 0);
    /* One wrong byte in what is kept of a content: that is forgotten, and nothing else happens. */
    char *bytes = malloc((size_t)st.st_size);
    FILE *f = fopen(p->path, "rb");
    assert_int_equal(fread(bytes, 1, (size_t)st.st_size, f), st.st_size);
    fclose(f);
    char *kept = memmem(bytes, (size_t)st.st_size, "poison", 6);
    assert_non_null(kept);
    kept[0] = 'q';
    write_file(p->path, bytes, (size_t)st.st_size);
    assert_int_equal(failures(p, "a"), 0);
    /* Too short, empty, nonsense, and of another version. */
    write_file(p->path, bytes, 1000);
    assert_int_equal(failures(p, "a"), 0);
    write_text(p->path, "");
    assert_int_equal(failures(p, "a"), 0);
    memset(bytes, 'x', (size_t)st.st_size);
    write_file(p->path, bytes, (size_t)st.st_size);
    assert_int_equal(failures(p, "a"), 0);
    free(bytes);
    run(p, "a", abort);
    assert_int_equal(failures(p, "a"), 1);
}

/* What cannot be written is done without; nothing breaks. */
static void test_no_file(void **state)
{
    struct place *p = *state;

    assert_int_equal(mkdir(p->path, 0700), 0);
    struct attempts *attempts = open_attempts(p);
    attempts_end(attempts, attempts_begin(attempts, "a", "a.txt"));
    attempts_close(attempts);
    run(p, "a", abort);
    assert_int_equal(failures(p, "a"), 0);
    assert_int_equal(rmdir(p->path), 0);
    assert_int_equal(symlink("elsewhere", p->path), 0);
    assert_int_equal(failures(p, "a"), 0);
    char other[PATH_MAX];
    assert_false(exists(path_in(other, p->dir, "elsewhere")));
}

/* More contents than are kept: the latest are, and each still gets its second failure. */
static void test_many(void **state)
{
    struct place *p = *state;
    char identity[32];

    for (int i = 0; i < ATTEMPTS_KEPT + 10; i++) {
        snprintf(identity, sizeof identity, "content %d", i);
        run(p, identity, abort);
    }
    struct attempts *attempts = open_attempts(p);
    for (int i = 0; i < ATTEMPTS_KEPT + 10; i++) {
        snprintf(identity, sizeof identity, "content %d", i);
        assert_int_equal(attempts_failures(attempts, identity), i >= 10);
    }
    attempts_close(attempts);
    run(p, "content 10", abort);
    run(p, "new", abort);
    run(p, "new", abort);
    assert_int_equal(failures(p, "content 10"), 2);
    assert_int_equal(failures(p, "content 11"), 0);
    assert_int_equal(failures(p, "new"), 2);
}

/* Identities that are longer than what is kept of them differ at their end. */
static void test_long_identity(void **state)
{
    struct place *p = *state;
    char a[300], b[300];

    snprintf(a, sizeof a, "%0250d", 1);
    snprintf(b, sizeof b, "%0250d", 2);
    run(p, a, abort);
    assert_int_equal(failures(p, a), 1);
    assert_int_equal(failures(p, b), 0);
}

static void test_slots(void **state)
{
    struct place *p = *state;
    struct attempts *attempts = open_attempts(p);
    int slots[ATTEMPTS_SLOTS];

    for (int i = 0; i < ATTEMPTS_SLOTS; i++) {
        slots[i] = attempts_begin(attempts, "a", "a.txt");
        assert_true(slots[i] >= 0);
    }
    int beyond = attempts_begin(attempts, "b", "b.txt");
    assert_int_equal(beyond, -1);
    attempts_end(attempts, beyond);
    for (int i = 0; i < ATTEMPTS_SLOTS; i++)
        attempts_end(attempts, slots[i]);
    attempts_end(attempts, attempts_begin(attempts, "b", "b.txt"));
    attempts_close(attempts);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_crashes),       TEST(test_signal_goes_on), TEST(test_success_clears),
        TEST(test_slow),          TEST(test_too_long),       TEST(test_slow_but_done),
        TEST(test_damaged),       TEST(test_no_file),        TEST(test_many),
        TEST(test_long_identity), TEST(test_slots),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
