#include "snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

int snapshot_setup(void **state)
{
    struct snapshot *d = calloc(1, sizeof *d);
    int patience = 30000;

    assert_non_null(d);
    strcpy(d->dir, "/tmp/nianbao-test.XXXXXX");
    assert_non_null(mkdtemp(d->dir));
    snprintf(d->endpoint, sizeof d->endpoint, "ipc://%s/replay", d->dir);
    d->context = zmq_ctx_new();
    d->socket = zmq_socket(d->context, ZMQ_ROUTER);
    zmq_setsockopt(d->socket, ZMQ_RCVTIMEO, &patience, sizeof patience);
    assert_int_equal(zmq_bind(d->socket, d->endpoint), 0);
    *state = d;
    return 0;
}

int snapshot_teardown(void **state)
{
    struct snapshot *d = *state;

    zmq_close(d->socket);
    zmq_ctx_term(d->context);
    unlink(d->endpoint + strlen("ipc://"));
    rmdir(d->dir);
    for (size_t i = 0; i < d->count; i++) {
        free(d->topics[i]);
        free(d->texts[i]);
    }
    free(d);
    return 0;
}

void snapshot_add_text(struct snapshot *d, int year, const char *name, const char *text)
{
    assert_true(d->count < SNAPSHOT_EVENTS);
    assert_true(asprintf(&d->topics[d->count], "report/%04d/valid/%s", year, name) > 0);
    d->texts[d->count] = strdup(text);
    assert_non_null(d->texts[d->count++]);
}

void snapshot_add(struct snapshot *d, json_t *document, int revision)
{
    char number[24], id[80];
    const char *agency = json_string_value(json_object_get(document, "agency"));
    int year = (int)json_integer_value(json_object_get(document, "year"));

    snprintf(number, sizeof number, "%020zu", d->count + 1);
    snprintf(id, sizeof id, SNAPSHOT_EPOCH "/%s", number);
    json_object_set_new(document, "revision", json_integer(revision));
    json_t *event =
        json_pack("{s:s, s:s, s:s, s:s, s:o}", "id", id, "time", "2025-01-31T08:00:00.000Z",
                  "sequence", number, "epoch", SNAPSHOT_EPOCH, "data", document);
    char *text = json_dumps(event, NB_DUMP_FLAGS);
    assert_non_null(text);
    snapshot_add_text(d, year, agency, text);
    free(text);
    json_decref(event);
}

void snapshot_add_years(struct snapshot *d, const char *agency, int count, int wrong,
                        const char *cell)
{
    struct filled *years = calloc((size_t)count, sizeof *years);
    json_t *before = NULL;

    assert_non_null(years);
    for (int y = 0; y < count; y++) {
        year_fill(&years[y], &nb_editions[0], y ? &years[y - 1] : NULL, 77 + (uint32_t)y, 20);
        json_t *document = year_document(&years[y], agency, 2021 + y);
        if (2021 + y == wrong)
            document_set_count(document, cell, document_count(document, cell) + 1);
        nb_history_judge(document, before, NULL, NB_EN);
        json_decref(before);
        before = json_deep_copy(document);
        snapshot_add(d, document, y + 1);
    }
    json_decref(before);
    free(years);
}

static void send_frames(struct snapshot *d, const char *peer, int length, const char *const *frames)
{
    zmq_send(d->socket, peer, (size_t)length, ZMQ_SNDMORE);
    for (; *frames; frames++)
        zmq_send(d->socket, *frames, strlen(*frames), frames[1] ? ZMQ_SNDMORE : 0);
}

/* Takes one request: its first and its last word. Returns the length of the peer's name. */
static int take_request(struct snapshot *d, char peer[64], char word[64], char last[64])
{
    int length = zmq_recv(d->socket, peer, 64, 0), more = 1;

    assert_true(length > 0);
    for (int i = 0; more; i++) {
        char *frame = i ? last : word;
        int size = zmq_recv(d->socket, frame, 63, 0);
        size_t room = sizeof more;
        assert_in_range(size, 0, 63);
        frame[size] = '\0';
        zmq_getsockopt(d->socket, ZMQ_RCVMORE, &more, &room);
    }
    return length;
}

void snapshot_refuse(struct snapshot *d)
{
    char peer[64], word[64], prefix[64];
    int length = take_request(d, peer, word, prefix);

    send_frames(d, peer, length, (const char *const[]){"ERROR", "busy", "too many clients", NULL});
}

void snapshot_answer(struct snapshot *d)
{
    char peer[64], word[64], prefix[64], last[24];
    int length = take_request(d, peer, word, prefix);

    /* Who does not know the epoch asks for that first, by a replay of none. */
    if (strcmp(word, "REPLAY") == 0) {
        send_frames(d, peer, length, (const char *const[]){"GONE", SNAPSHOT_EPOCH, "1", NULL});
        length = take_request(d, peer, word, prefix);
    }
    assert_string_equal(word, "SNAPSHOT");
    for (size_t i = 0; i < d->count; i++)
        if (strncmp(d->topics[i], prefix, strlen(prefix)) == 0)
            send_frames(d, peer, length,
                        (const char *const[]){"EVENT", d->topics[i], d->texts[i], NULL});
    snprintf(last, sizeof last, "%zu", d->count);
    send_frames(d, peer, length, (const char *const[]){"END", last, NULL});
}
