#include "daemons.h"

#include <stdio.h>

static struct daemon daemon_of_test;

int quick_setup(void **state)
{
    daemon_init(&daemon_of_test, QUICK);
    *state = &daemon_of_test;
    return 0;
}

int events_setup(void **state)
{
    daemon_init(&daemon_of_test, EVENTS_ONLY);
    *state = &daemon_of_test;
    return 0;
}

int daemon_teardown(void **state)
{
    daemon_finish(*state);
    return 0;
}

const char *nonsense(int i)
{
    static char text[64];

    snprintf(text, sizeof text, "no report at all, number %d\n", i);
    return text;
}

json_t *event_of(struct daemon *daemon, const char *name)
{
    json_t *event = next_event(daemon, NULL);

    assert_string_equal(dig_text(event, "data.source.name"), name);
    return event;
}

void expect_code(json_t *event, const char *code)
{
    json_t *finding = json_array_get(dig(event, "data.findings"), 0);

    assert_string_equal(dig_text(finding, "code"), code);
    assert_string_equal(dig_text(event, "data.status"), "unrecognized");
}
