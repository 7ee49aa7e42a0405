#include "replay.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cursor.h"
#include "replay_router.h"
#include "replay_session.h"

/* Whoever catches up can wait; what is published now cannot. */
#define NICE 2 /* more than the rest of the daemon */

/* How long the processors are left to others after each slice while new events come. */
#define GIVE_WAY_US 1000

#define SHARE     64   /* requests taken before others get their turns */
#define ASKS_MOST 1024 /* clients that wait for the daemon's state */

/* How long a client that has room again may wait in the rare case that its sign was lost. */
#define FULL_WAIT_MS 20

/* Clients that asked for STATUS. */
struct asks {
    struct address *from;
    size_t count;
};

struct replay {
    struct log *log;
    char *endpoint, *journal;
    struct replay_options options;
    uv_thread_t thread;
    uv_sem_t started;
    char bound[256]; /* the endpoint, with wildcards resolved */
    int running, linger_ms;
    int wake; /* eventfd: the loop has something for the thread */
    atomic_int stop;

    /* The thread's. */
    struct router *router;
    struct cursor *cursor;
    struct sessions *sessions;
    struct asks asked;    /* the loop does not know of these yet */
    struct asks answered; /* these get the state that the loop is asked for */

    /* The loop's. */
    uv_async_t async;
    replay_status_cb status;
    void *arg;

    uv_mutex_t lock;
    int has_status; /* under the lock, as is: */
    char *text;     /* the state; NULL when memory ran out */
};

/* ---- requests ---- */

static void answer_error(struct replay *replay, const struct address *to,
                         const struct refusal *refusal)
{
    const char *words[] = {"ERROR", refusal->code, refusal->text};
    struct answer answer;

    if (answer_words(&answer, words, 3) == 0)
        sessions_answer(replay->sessions, to, &answer);
}

/* Hands the waiting askers to the loop, when it has answered the ones before. */
static void ask_loop(struct replay *replay)
{
    struct asks empty = replay->answered;

    if (replay->answered.count || !replay->asked.count)
        return;
    replay->answered = replay->asked;
    replay->asked = empty;
    uv_async_send(&replay->async);
}

static int add_ask(struct replay *replay, const struct address *from, struct refusal *refusal)
{
    if (replay->asked.count == ASKS_MOST) {
        *refusal = (struct refusal){"busy", "too many ask at the moment; ask again later"};
        return -1;
    }
    replay->asked.from[replay->asked.count++] = *from;
    return 0;
}

/* A REQ socket takes the first answer and would take the others for answers to what it asks later.
 */
static int add_session(struct replay *replay, const struct address *from,
                       const struct request *request, struct refusal *refusal)
{
    if (!from->delimited)
        return sessions_add(replay->sessions, from, request, refusal);
    *refusal = (struct refusal){
        "socket", "ask for events with a DEALER socket and without an empty frame in front"};
    return -1;
}

static void take_request(struct replay *replay, const struct mail *mail)
{
    struct request request;
    struct refusal refusal;
    int refused = request_read(mail->frames, mail->count, &request, &refusal);

    if (!refused)
        refused = request.kind == REQUEST_STATUS
                      ? add_ask(replay, &mail->from, &refusal)
                      : add_session(replay, &mail->from, &request, &refusal);
    if (refused)
        answer_error(replay, &mail->from, &refusal);
}

/*
 * Clients with a topic filter all ask at once when something else is published, and their requests
 * are over in one turn: where there is room, no more are taken than it has before some had a turn.
 */
static unsigned share(const struct replay *replay)
{
    unsigned room = replay->options.clients - sessions_count(replay->sessions);

    return room > 0 && room < SHARE ? room : SHARE;
}

static int take_requests(struct replay *replay)
{
    struct mail mail;
    unsigned taken = 0, most = share(replay);

    while (taken < most && router_receive(replay->router, &mail)) {
        take_request(replay, &mail);
        taken++;
    }
    ask_loop(replay);
    return taken > 0;
}

/* ---- the daemon's state ---- */

/* On the loop. */
static void on_async(uv_async_t *async)
{
    struct replay *replay = async->data;
    char *text = replay->status(replay->arg);

    uv_mutex_lock(&replay->lock);
    free(replay->text);
    replay->text = text;
    replay->has_status = 1;
    uv_mutex_unlock(&replay->lock);
    eventfd_write(replay->wake, 1);
}

static int take_status(struct replay *replay, char **text)
{
    uv_mutex_lock(&replay->lock);
    int there = replay->has_status;
    *text = replay->text;
    replay->text = NULL;
    replay->has_status = 0;
    uv_mutex_unlock(&replay->lock);
    return there;
}

static void answer_status(struct replay *replay, const struct address *to, const char *text)
{
    const struct refusal refusal = {"memory", "memory ran out; ask again later"};
    const char *words[] = {"OK", text};
    struct answer answer;

    if (!text || answer_words(&answer, words, 2) != 0)
        answer_error(replay, to, &refusal);
    else
        sessions_answer(replay->sessions, to, &answer);
}

static int answer_asks(struct replay *replay)
{
    char *text;

    if (!replay->answered.count || !take_status(replay, &text))
        return 0;
    for (size_t i = 0; i < replay->answered.count; i++)
        answer_status(replay, &replay->answered.from[i], text);
    replay->answered.count = 0;
    free(text);
    ask_loop(replay);
    return 1;
}

/* ---- the thread ---- */

static void wait_for_work(struct replay *replay)
{
    eventfd_t count;

    router_wait(replay->router, replay->wake, sessions_count(replay->sessions) ? FULL_WAIT_MS : -1);
    eventfd_read(replay->wake, &count);
}

static int open_sessions(struct replay *replay)
{
    struct sessions_options options = {
        .router = replay->router,
        .cursor = replay->cursor,
        .log = replay->log,
        .clients = replay->options.clients,
        .idle_ms = replay->options.idle_ms,
    };

    replay->sessions = sessions_new(&options);
    replay->asked.from = calloc(ASKS_MOST, sizeof(struct address));
    replay->answered.from = calloc(ASKS_MOST, sizeof(struct address));
    if (replay->sessions && replay->asked.from && replay->answered.from)
        return 0;
    log_error(replay->log, "the replay socket has no memory");
    return -1;
}

static int open_thread(struct replay *replay)
{
    const struct replay_options *options = &replay->options;
    char error[256];

    if (cursor_open(replay->journal, &replay->cursor, error, sizeof error) != 0) {
        log_error(replay->log, "%s", error);
        return -1;
    }
    if (router_open(replay->endpoint, options->hwm, (int)options->idle_ms, &replay->router) != 0) {
        log_error(replay->log, "the replay socket cannot listen on %s: %s", replay->endpoint,
                  zmq_strerror(errno));
        return -1;
    }
    router_endpoint(replay->router, replay->bound, sizeof replay->bound);
    return open_sessions(replay);
}

static void close_thread(struct replay *replay)
{
    sessions_free(replay->sessions);
    router_close(replay->router, replay->linger_ms);
    cursor_close(replay->cursor);
    free(replay->asked.from);
    free(replay->answered.from);
}

static void run(void *arg)
{
    struct replay *replay = arg;

    /* On Linux this is about the thread, and those that it starts. */
    setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + NICE);
    replay->running = open_thread(replay) == 0;
    uv_sem_post(&replay->started);
    while (replay->running && !atomic_load(&replay->stop)) {
        int moved = take_requests(replay);
        moved |= answer_asks(replay);
        moved |= sessions_serve(replay->sessions);
        if (!moved)
            wait_for_work(replay);
        else if (sessions_give_way(replay->sessions))
            usleep(GIVE_WAY_US);
    }
    close_thread(replay);
}

/* ---- opening and closing ---- */

static void free_replay(struct replay *replay)
{
    if (replay->wake >= 0)
        close(replay->wake);
    free(replay->text);
    free(replay->endpoint);
    free(replay->journal);
    uv_mutex_destroy(&replay->lock);
    uv_sem_destroy(&replay->started);
    free(replay);
}

static struct replay *new_replay(const struct replay_options *options, struct log *log)
{
    struct replay *replay = calloc(1, sizeof *replay);

    if (!replay)
        return NULL;
    if (uv_sem_init(&replay->started, 0) != 0) {
        free(replay);
        return NULL;
    }
    if (uv_mutex_init(&replay->lock) != 0) {
        uv_sem_destroy(&replay->started);
        free(replay);
        return NULL;
    }
    replay->log = log;
    replay->options = *options;
    replay->endpoint = strdup(options->endpoint);
    replay->journal = strdup(options->journal);
    replay->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (replay->endpoint && replay->journal && replay->wake >= 0)
        return replay;
    free_replay(replay);
    return NULL;
}

/* The process's signals are the loop's: the thread and those of its context never take one. */
static int start_thread(struct replay *replay)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int rc = uv_thread_create(&replay->thread, run, replay);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (rc != 0) {
        log_error(replay->log, "the replay thread cannot be started: %s", uv_strerror(rc));
        return -1;
    }
    uv_sem_wait(&replay->started);
    if (replay->running)
        return 0;
    uv_thread_join(&replay->thread);
    return -1;
}

static void on_closed(uv_handle_t *handle)
{
    free_replay(handle->data);
}

int replay_open(uv_loop_t *loop, const struct replay_options *options, replay_status_cb status,
                void *arg, struct log *log, struct replay **out)
{
    struct replay *replay = new_replay(options, log);

    *out = NULL;
    if (!replay || uv_async_init(loop, &replay->async, on_async) != 0) {
        log_error(log, "the replay socket has no memory");
        if (replay)
            free_replay(replay);
        return -1;
    }
    replay->async.data = replay;
    replay->status = status;
    replay->arg = arg;
    if (start_thread(replay) != 0) {
        uv_close((uv_handle_t *)&replay->async, on_closed);
        return -1;
    }
    *out = replay;
    return 0;
}

void replay_endpoint(const struct replay *replay, char *out, size_t size)
{
    snprintf(out, size, "%s", replay->bound);
}

void replay_close(struct replay *replay, int linger_ms)
{
    if (!replay)
        return;
    replay->linger_ms = linger_ms;
    atomic_store(&replay->stop, 1);
    eventfd_write(replay->wake, 1);
    uv_thread_join(&replay->thread);
    uv_close((uv_handle_t *)&replay->async, on_closed);
}
