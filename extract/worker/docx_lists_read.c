/* Reading numbering.xml. */
#include "docx_lists.h"

#include <stdlib.h>
#include <string.h>

#include "docx_number.h"

#define MOST_TEXT 255 /* bytes; Word has no longer ones */

struct reading {
    struct docx_lists *lists;
    struct emit *emit;
    struct docx_pattern *pattern; /* that is being told; NULL outside of all */
    struct docx_list *list;       /* the same */
    struct docx_level *level;     /* the same */
    int override;                 /* the level that the list changes */
};

/* Room for one more object behind `count` of them: the array, which may have moved, or NULL. */
static void *grow(struct reading *reading, void *array, size_t count, size_t *room, size_t size)
{
    if (count == DOCX_LISTS) {
        emit_fail(reading->emit, NB_INPUT_TOO_LARGE, "编号列表过多", "it has too many lists");
        return NULL;
    }
    if (count < *room)
        return array;
    size_t wanted = *room ? *room * 2 : 16;
    void *grown = realloc(array, wanted * size);
    if (!grown) {
        emit_no_memory(reading->emit);
        return NULL;
    }
    *room = wanted;
    return grown;
}

static const char *copy(struct reading *reading, const struct xml_element *element)
{
    size_t length;
    const char *value = xml_attribute(element, XML_WORD, "val", &length);
    if (!value || length > MOST_TEXT)
        return NULL;
    value = nb_arena_string(&reading->lists->arena, value, length);
    if (!value)
        emit_no_memory(reading->emit);
    return value;
}

static struct docx_level new_level(void)
{
    return (struct docx_level){.start = 1, .restart = DOCX_UNSAID, .format = DOCX_DECIMAL};
}

/* ---- elements, by their names --------------------------------------------------------------- */

static void pattern_element(struct reading *reading, const struct xml_element *element)
{
    struct docx_lists *lists = reading->lists;
    struct docx_pattern *patterns = grow(reading, lists->patterns, lists->pattern_count,
                                         &lists->pattern_room, sizeof *patterns);
    if (!patterns)
        return;
    lists->patterns = patterns;
    reading->level = NULL;
    struct docx_pattern *pattern = &patterns[lists->pattern_count++];
    memset(pattern, 0, sizeof *pattern);
    pattern->id = xml_number(element, XML_WORD, "abstractNumId", DOCX_UNSAID);
    for (int i = 0; i < DOCX_LEVELS; i++) {
        pattern->levels[i] = new_level();
        pattern->counts[i] = DOCX_UNSAID;
    }
    reading->pattern = pattern;
}

static void list_element(struct reading *reading, const struct xml_element *element)
{
    struct docx_lists *all = reading->lists;
    struct docx_list *lists =
        grow(reading, all->lists, all->list_count, &all->list_room, sizeof *lists);
    if (!lists)
        return;
    all->lists = lists;
    reading->level = NULL;
    struct docx_list *list = &lists[all->list_count++];
    memset(list, 0, sizeof *list);
    list->id = xml_number(element, XML_WORD, "numId", DOCX_UNSAID);
    list->pattern_id = DOCX_UNSAID;
    for (int i = 0; i < DOCX_LEVELS; i++)
        list->starts[i] = DOCX_UNSAID;
    reading->list = list;
}

static void override_element(struct reading *reading, const struct xml_element *element)
{
    long level = xml_number(element, XML_WORD, "ilvl", DOCX_UNSAID);
    reading->override = level >= 0 && level < DOCX_LEVELS ? (int)level : DOCX_UNSAID;
}

/* A level of a pattern, or one that a list has of its own. */
static void level_element(struct reading *reading, const struct xml_element *element)
{
    long index = xml_number(element, XML_WORD, "ilvl", DOCX_UNSAID);
    if (index < 0 || index >= DOCX_LEVELS)
        return;
    if (reading->pattern) {
        reading->level = &reading->pattern->levels[index];
    } else if (reading->list && reading->override != DOCX_UNSAID) {
        struct docx_level *own = NB_NEW(&reading->lists->arena, struct docx_level, 1);
        if (!own) {
            emit_no_memory(reading->emit);
            return;
        }
        *own = new_level();
        reading->list->own[reading->override] = reading->level = own;
    }
}

static void link_element(struct reading *reading, const struct xml_element *element)
{
    if (reading->pattern)
        reading->pattern->link = copy(reading, element);
}

static void pattern_id_element(struct reading *reading, const struct xml_element *element)
{
    if (reading->list)
        reading->list->pattern_id = xml_number(element, XML_WORD, "val", DOCX_UNSAID);
}

static void start_override_element(struct reading *reading, const struct xml_element *element)
{
    if (reading->list && reading->override != DOCX_UNSAID)
        reading->list->starts[reading->override] = xml_number(element, XML_WORD, "val", 1);
}

static void start_element(struct reading *reading, const struct xml_element *element)
{
    if (reading->level)
        reading->level->start = xml_number(element, XML_WORD, "val", 1);
}

static void format_element(struct reading *reading, const struct xml_element *element)
{
    size_t length;
    const char *name = xml_attribute(element, XML_WORD, "val", &length);
    if (reading->level && name)
        reading->level->format = docx_format(name, length);
}

static void text_element(struct reading *reading, const struct xml_element *element)
{
    if (reading->level)
        reading->level->text = copy(reading, element);
}

static void restart_element(struct reading *reading, const struct xml_element *element)
{
    if (reading->level)
        reading->level->restart = xml_number(element, XML_WORD, "val", DOCX_UNSAID);
}

static void style_element(struct reading *reading, const struct xml_element *element)
{
    if (reading->level)
        reading->level->style = copy(reading, element);
}

static void suffix_element(struct reading *reading, const struct xml_element *element)
{
    if (reading->level && xml_attribute_is(element, XML_WORD, "val", "nothing"))
        reading->level->suffix = DOCX_NOTHING;
}

static void decimal_element(struct reading *reading, const struct xml_element *element)
{
    if (reading->level)
        reading->level->is_decimal = xml_switch(element, XML_WORD, "val") != 0;
}

static void hidden_element(struct reading *reading, const struct xml_element *element)
{
    if (reading->level)
        reading->level->is_hidden = xml_switch(element, XML_WORD, "val") != 0;
}

static const struct {
    const char *name;
    void (*start)(struct reading *reading, const struct xml_element *element);
} elements[] = {
    {"abstractNum", pattern_element},
    {"num", list_element},
    {"lvlOverride", override_element},
    {"lvl", level_element},
    {"numStyleLink", link_element},
    {"abstractNumId", pattern_id_element},
    {"startOverride", start_override_element},
    {"start", start_element},
    {"numFmt", format_element},
    {"lvlText", text_element},
    {"lvlRestart", restart_element},
    {"pStyle", style_element},
    {"suff", suffix_element},
    {"isLgl", decimal_element},
    {"vanish", hidden_element},
};

static void on_start(void *context, const struct xml_element *element)
{
    for (size_t i = 0; element->space == XML_WORD && i < sizeof elements / sizeof *elements; i++) {
        if (!strcmp(elements[i].name, element->name)) {
            elements[i].start(context, element);
            return;
        }
    }
}

static void on_end(void *context, enum xml_space space, const char *name)
{
    struct reading *reading = context;
    if (space != XML_WORD)
        return;
    if (!strcmp(name, "lvl"))
        reading->level = NULL;
    else if (!strcmp(name, "lvlOverride"))
        reading->override = DOCX_UNSAID;
    else if (!strcmp(name, "abstractNum"))
        reading->pattern = NULL;
    else if (!strcmp(name, "num"))
        reading->list = NULL;
}

/* ---- which list follows which pattern ------------------------------------------------------- */

static int by_pattern_id(const void *one, const void *other)
{
    const struct docx_pattern *a = one, *b = other;
    return (a->id > b->id) - (a->id < b->id);
}

static int by_list_id(const void *one, const void *other)
{
    const struct docx_list *a = one, *b = other;
    return (a->id > b->id) - (a->id < b->id);
}

static const struct docx_pattern *find_pattern(const struct docx_lists *lists, long id)
{
    struct docx_pattern wanted = {.id = id};
    return lists->pattern_count ? bsearch(&wanted, lists->patterns, lists->pattern_count,
                                          sizeof *lists->patterns, by_pattern_id)
                                : NULL;
}

/* The pattern that a list means; one that only names a style stands for that of the style's list.
 */
static const struct docx_pattern *follow(const struct docx_lists *lists,
                                         const struct docx_styles *styles,
                                         const struct docx_list *list)
{
    const struct docx_pattern *pattern = find_pattern(lists, list->pattern_id);
    if (!pattern || !pattern->link)
        return pattern;
    const struct docx_style *style = docx_style(styles, pattern->link, strlen(pattern->link));
    struct docx_list wanted = {.id = style ? style->list : DOCX_UNSAID};
    const struct docx_list *linked =
        bsearch(&wanted, lists->lists, lists->list_count, sizeof *lists->lists, by_list_id);
    return linked ? find_pattern(lists, linked->pattern_id) : NULL;
}

int docx_lists_read(struct docx_lists *lists, const unsigned char *bytes, size_t size,
                    const struct docx_styles *styles, struct emit *emit)
{
    static const struct xml_handler handler = {.start = on_start, .end = on_end};
    struct reading reading = {.lists = lists, .emit = emit, .override = DOCX_UNSAID};
    if (xml_read(bytes, size, &handler, &reading, emit))
        return -1;
    if (lists->pattern_count)
        qsort(lists->patterns, lists->pattern_count, sizeof *lists->patterns, by_pattern_id);
    if (lists->list_count)
        qsort(lists->lists, lists->list_count, sizeof *lists->lists, by_list_id);
    for (size_t i = 0; i < lists->list_count; i++) {
        const struct docx_pattern *pattern = follow(lists, styles, &lists->lists[i]);
        lists->lists[i].pattern =
            pattern ? (size_t)(pattern - lists->patterns) : lists->pattern_count;
    }
    return 0;
}
