/* The relations between the members of an Office file. */
#include "units.h"

#include <stdlib.h>
#include <string.h>

#include "../extract/wire.h"
#include "../extract/worker/relations.h"
#include "office.h"

#define LIST(inner)                                                                                \
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>" inner   \
    "</Relationships>"
#define RELATION(id, type, target) "<Relationship Id='" id "' Type='" type "' Target='" target "'/>"

/* A file of these members that is open. */
struct opened {
    struct bytes file;
    struct emit emit;
    struct package *package;
};

static void opened_init(struct opened *opened, const struct office_part *parts)
{
    opened->file = office_zip(parts);
    emit_init(&opened->emit, WIRE_LIMIT);
    assert_int_equal(package_open((const unsigned char *)opened->file.data, opened->file.size,
                                  &opened->emit, &opened->package),
                     0);
}

static void opened_free(struct opened *opened)
{
    package_close(opened->package);
    emit_free(&opened->emit);
    free(opened->file.data);
}

static void test_targets(void **state)
{
    static const struct {
        const char *id, *target;
    } cases[] = {
        {"a", "word/styles.xml"},
        {"b", "styles.xml"},
        {"c", "x/y.xml"},
        {"d", "up.xml"},
        {"e", "word/now.xml"},
        {"f", "word"},
        {"g", ""},
        {"h", NULL},
        {"aa", NULL},
        {"", NULL},
        {"i", NULL},
        {"j", "word/first.xml"},
    };
    static const struct office_part parts[] = {
        {"word/_rels/document.xml.rels",
         LIST(RELATION("a", "http://x/y/styles", "styles.xml") RELATION("b", "s", "/styles.xml")
                  RELATION("c", "s", "../x//./y.xml") RELATION("d", "s", "../../../up.xml")
                      RELATION("e", "s", "./now.xml") RELATION("f", "s", "")
                          RELATION("g", "s", "..") "<Relationship Id='h' Type='s' "
                                                   "Target='http://x/' TargetMode='External'/>"
                                                   "<Relationship Id='i' Type='s'/>" RELATION(
                                                       "j", "s", "first.xml")
                                                       RELATION("j", "s", "second.xml"))},
        {NULL, NULL},
    };
    struct opened opened;
    struct relations relations;
    (void)state;
    opened_init(&opened, parts);
    assert_int_equal(relations_read(opened.package, "word/document.xml", &opened.emit, &relations),
                     0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct relation *found = relations_find(&relations, cases[i].id, strlen(cases[i].id));
        if (cases[i].target)
            assert_string_equal(found->target, cases[i].target);
        else
            assert_null(found);
    }
    assert_string_equal(relations_of_type(&relations, "styles"), "word/styles.xml");
    assert_string_equal(relations_of_type(&relations, "s"), "styles.xml");
    assert_null(relations_of_type(&relations, "y"));
    relations_free(&relations);
    opened_free(&opened);
}

static void test_whole_file(void **state)
{
    static const struct office_part parts[] = {
        {"_rels/.rels", LIST(RELATION("a", "t/officeDocument", "word/document.xml"))},
        {"word/_rels/broken.xml.rels", LIST("<Relationship")},
        {NULL, NULL},
    };
    struct opened opened;
    struct relations relations;
    (void)state;
    opened_init(&opened, parts);
    assert_int_equal(relations_read(opened.package, "", &opened.emit, &relations), 0);
    assert_string_equal(relations_of_type(&relations, "officeDocument"), "word/document.xml");
    relations_free(&relations);
    assert_int_equal(relations_read(opened.package, "word/document.xml", &opened.emit, &relations),
                     0);
    assert_int_equal(relations.count, 0);
    relations_free(&relations);
    assert_int_equal(relations_read(opened.package, "word/broken.xml", &opened.emit, &relations),
                     -1);
    assert_int_equal(opened.emit.code, NB_INPUT_DAMAGED);
    opened_free(&opened);
}

static void test_limit(void **state)
{
    static const char relation[] = RELATION("a", "b", "c");
    struct bytes list = {NULL, 0};
    struct relations relations;
    struct opened opened;
    (void)state;
    bytes_add(&list, LIST(""), strlen(LIST("")) - strlen("</Relationships>"));
    for (int i = 0; i <= RELATIONS_LIMIT; i++)
        bytes_add(&list, relation, strlen(relation));
    bytes_add(&list, "</Relationships>", strlen("</Relationships>"));
    opened_init(&opened, (const struct office_part[]){{"_rels/.rels", list.data}, {NULL, NULL}});
    assert_int_equal(relations_read(opened.package, "", &opened.emit, &relations), -1);
    assert_int_equal(opened.emit.code, NB_INPUT_TOO_LARGE);
    opened_free(&opened);
    free(list.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_targets),
        cmocka_unit_test(test_whole_file),
        cmocka_unit_test(test_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
