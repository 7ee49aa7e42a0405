#include "feed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"

int feed_setup(void **state)
{
    *state = publisher_new();
    return 0;
}

int feed_teardown(void **state)
{
    publisher_free(*state);
    return 0;
}

nbf_client *open_client(struct publisher *p, enum nbf_start start, uint64_t sequence,
                        const char *topic, int timeout_ms)
{
    struct nbf_options options;
    nbf_client *client;

    nbf_options_init(&options);
    options.feed = publisher_feed(p);
    options.replay = publisher_replay(p);
    options.start = start;
    options.position.sequence = sequence;
    options.topic = topic;
    options.timeout_ms = timeout_ms;
    assert_int_equal(nbf_open(&options, &client), 0);
    return client;
}

static const char *kind_name(enum nbf_kind kind)
{
    static const char *const names[] = {"EVENT",     "HEARTBEAT", "CONNECTED", "SILENT",   "HEALED",
                                        "NEW_EPOCH", "GONE",      "ERROR",     "CAUGHT_UP"};

    return names[kind];
}

void next_message(nbf_client *client, struct nbf_message *out)
{
    int n = nbf_next(client, DEADLINE_MS, NULL, 0, out);

    if (n != 1)
        fail_msg("no message came: %d", n);
}

void expect_past(nbf_client *client, enum nbf_kind kind, int skip, struct nbf_message *out)
{
    do
        next_message(client, out);
    while ((int)out->kind == skip || (skip == SKIP_OTHERS && out->kind != kind));
    if (out->kind != kind)
        fail_msg("%s came (%s), not %s", kind_name(out->kind), out->text ? out->text : "-",
                 kind_name(kind));
}

void expect(nbf_client *client, enum nbf_kind kind)
{
    struct nbf_message message;

    expect_past(client, kind, SKIP_NONE, &message);
}

void expect_events_past(nbf_client *client, const char *epoch, uint64_t first, uint64_t last,
                        size_t size, int skip)
{
    for (; first <= last; first++) {
        struct nbf_message message;
        char *topic = publisher_topic(first), *text = publisher_text(epoch, first, size);
        expect_past(client, NBF_EVENT, skip, &message);
        assert_string_equal(message.topic, topic);
        assert_string_equal(message.text, text);
        assert_int_equal(message.topic_size, strlen(topic));
        assert_int_equal(message.text_size, strlen(text));
        assert_int_equal(message.position.sequence, first);
        assert_string_equal(message.position.epoch, epoch);
        free(topic);
        free(text);
    }
}

void expect_events(nbf_client *client, uint64_t first, uint64_t last)
{
    expect_events_past(client, PUBLISHER_EPOCH, first, last, 10, SKIP_NONE);
}

void expect_quiet(nbf_client *client)
{
    struct nbf_message message;

    assert_int_equal(nbf_next(client, 150, NULL, 0, &message), 0);
}
