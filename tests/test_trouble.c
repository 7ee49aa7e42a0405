/* Pauses after trouble: when they begin, how long they last, and when the trouble has passed. */
#include "harness.h"

#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "../daemon/trouble.h"

struct scene {
    uv_loop_t loop;
    struct log log;
    struct trouble *trouble;
    int pauses, resumes;
};

static void on_pause(void *arg)
{
    ((struct scene *)arg)->pauses++;
}

static void on_resume(void *arg)
{
    ((struct scene *)arg)->resumes++;
}

static int setup(void **state)
{
    static struct scene scene;

    memset(&scene, 0, sizeof scene);
    uv_loop_init(&scene.loop);
    log_init(&scene.log, STDERR_FILENO, LOG_LEVEL_ERROR - 1);
    scene.trouble =
        trouble_new(&scene.loop, &scene.log, &(struct trouble_calls){&scene, on_pause, on_resume});
    assert_non_null(scene.trouble);
    *state = &scene;
    return 0;
}

static int teardown(void **state)
{
    struct scene *s = *state;

    trouble_free(s->trouble);
    uv_run(&s->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&s->loop), 0);
    return 0;
}

static void wait_for_resume(struct scene *s)
{
    int resumes = s->resumes;

    while (s->resumes == resumes)
        uv_run(&s->loop, UV_RUN_ONCE);
}

static void test_none(void **state)
{
    struct scene *s = *state;

    trouble_passed(s->trouble, "disk");
    trouble_idle(s->trouble);
    assert_null(trouble_text(s->trouble));
    assert_int_equal(trouble_pause_ms(s->trouble), -1);
    assert_int_equal(s->pauses, 0);
}

static void test_pause(void **state)
{
    struct scene *s = *state;

    trouble_set(s->trouble, "disk", "full");
    assert_int_equal(s->pauses, 1);
    assert_string_equal(trouble_text(s->trouble), "disk: full");
    assert_int_equal(trouble_pause_ms(s->trouble), 1000); /* loop time stands still here */
    /* What fails or works while nothing is taken in was on its way before. */
    trouble_set(s->trouble, "other", "broken");
    trouble_passed(s->trouble, "disk");
    trouble_idle(s->trouble);
    assert_int_equal(s->pauses, 1);
    assert_string_equal(trouble_text(s->trouble), "disk: full");
    wait_for_resume(s);
    assert_int_equal(trouble_pause_ms(s->trouble), -1);
    /* It is trouble until what failed has worked. */
    assert_string_equal(trouble_text(s->trouble), "disk: full");
    trouble_passed(s->trouble, "other");
    assert_non_null(trouble_text(s->trouble));
    trouble_passed(s->trouble, "disk");
    assert_null(trouble_text(s->trouble));
}

/* Each pause is twice as long, until the trouble has passed. */
static void test_again(void **state)
{
    struct scene *s = *state;

    trouble_set(s->trouble, "disk", "full");
    wait_for_resume(s);
    trouble_set(s->trouble, "disk", "full");
    assert_int_equal(trouble_pause_ms(s->trouble), 2000);
    wait_for_resume(s);
    trouble_idle(s->trouble);
    assert_null(trouble_text(s->trouble));
    trouble_set(s->trouble, "disk", "full");
    assert_int_equal(trouble_pause_ms(s->trouble), 1000);
}

static void test_stop(void **state)
{
    struct scene *s = *state;

    trouble_set(s->trouble, "disk", "full");
    trouble_stop(s->trouble);
    trouble_set(s->trouble, "disk", "full");
    uv_run(&s->loop, UV_RUN_DEFAULT);
    assert_int_equal(s->resumes, 0);
    assert_int_equal(s->pauses, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_none),
        TEST(test_pause),
        TEST(test_again),
        TEST(test_stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
