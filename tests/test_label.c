/* How alike pieces of text are to wordings, by the pairs of characters that they share. */
#include "units.h"

#include <string.h>

#include "../parser/label.h"

static const char rows[] = "予以公开|部分公开";

struct list {
    struct page page;
    struct nb_labels labels;
};

static void list_init(struct list *list, const char *source)
{
    page_init(&list->page, source);
    assert_int_equal(nb_labels_init(&list->labels, &list->page.arena), 0);
    nb_labels_add(&list->labels, rows, 4);
    nb_labels_add(&list->labels, "不予公开", -1);
}

static void test_wordings(void **state)
{
    (void)state;
    struct list list;
    list_init(&list, "");
    static const struct nb_wording expected[] = {
        {4, 4, U'予', U'以'}, {4, 4, U'部', U'分'}, {-1, 4, U'不', U'予'}};
    assert_int_equal(list.labels.count, COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        const struct nb_wording *w = &list.labels.wordings[i];
        assert_int_equal(w->owner, expected[i].owner);
        assert_int_equal(w->length, expected[i].length);
        assert_int_equal(w->first, expected[i].first);
        assert_int_equal(w->second, expected[i].second);
    }
    page_free(&list.page);
}

static void test_match(void **state)
{
    (void)state;
    static const struct {
        const char *source;
        unsigned char shared[3];
    } cases[] = {
        {"予以公开", {3, 1, 1}},
        {"予 以，公－开 2", {3, 1, 1}}, /* only ideographs count */
        {"（一）予以公开", {3, 1, 1}},
        {"部分公幵", {0, 2, 0}}, /* a wrong character */
        {"部公开", {1, 1, 1}},   /* a lost one */
        {"公开公开", {2, 2, 2}}, /* a repeated one */
        {"开", {0, 0, 0}},
        {"", {0, 0, 0}},
        {"总计", {0, 0, 0}},
        {"不予以公开", {3, 1, 2}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct list list;
        struct nb_label_piece piece;
        unsigned char shared[NB_MAX_WORDINGS];
        list_init(&list, cases[i].source);
        nb_label_piece_take(&piece, &list.page.text, 0, list.page.text.length);
        nb_labels_match(&list.labels, &piece, shared);
        if (memcmp(shared, cases[i].shared, 3) != 0)
            fail_msg("\"%s\": %d %d %d", cases[i].source, shared[0], shared[1], shared[2]);
        page_free(&list.page);
    }
}

static void test_piece(void **state)
{
    (void)state;
    struct page page;
    struct nb_label_piece piece;
    char source[3 * (NB_MAX_PIECE + 40)];
    for (size_t i = 0; i < sizeof source; i++)
        source[i] = "公"[i % 3];
    page_init_bytes(&page, source, sizeof source);
    nb_label_piece_take(&piece, &page.text, 0, page.text.length);
    assert_int_equal(piece.length, NB_MAX_PIECE);
    nb_label_piece_take(&piece, &page.text, 3, 5);
    assert_int_equal(piece.length, 2);
    nb_label_piece_take(&piece, &page.text, 5, 5);
    assert_int_equal(piece.length, 0);
    page_free(&page);
}

/* More wordings, or more pairs, than there is room for: the rest is left out. */
static void test_room(void **state)
{
    (void)state;
    struct nb_arena arena;
    struct nb_labels labels;
    nb_arena_init(&arena);
    assert_int_equal(nb_labels_init(&labels, &arena), 0);
    for (int i = 0; i < NB_MAX_WORDINGS + 5; i++)
        nb_labels_add(&labels, "公开", i);
    assert_int_equal(labels.count, NB_MAX_WORDINGS);
    assert_int_equal(labels.wordings[NB_MAX_WORDINGS - 1].owner, NB_MAX_WORDINGS - 1);
    assert_int_equal(nb_labels_init(&labels, &arena), 0);
    uint32_t random = 1;
    for (int i = 0; i < NB_MAX_WORDINGS; i++) {
        char wording[3 * 40 + 1];
        for (int j = 0; j < 40; j++) {
            uint32_t c = 0x4E00 + next_random(&random) % 0x4000;
            wording[3 * j] = (char)(0xE0 | c >> 12);
            wording[3 * j + 1] = (char)(0x80 | (c >> 6 & 0x3F));
            wording[3 * j + 2] = (char)(0x80 | (c & 0x3F));
        }
        wording[3 * 40] = '\0';
        nb_labels_add(&labels, wording, i);
    }
    assert_in_range(labels.count, 10, NB_MAX_WORDINGS - 1);
    nb_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wordings),
        cmocka_unit_test(test_match),
        cmocka_unit_test(test_piece),
        cmocka_unit_test(test_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
