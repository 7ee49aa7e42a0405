#include "docx_styles.h"

#include <stdlib.h>
#include <string.h>

#define HOPS 64 /* from a style to one that it is based on */

struct reading {
    struct docx_styles *styles;
    struct emit *emit;
    struct docx_style *style; /* that is being told; NULL outside of all */
    int skipped;              /* depth within what a style said before it was changed */
};

void docx_look(const struct xml_element *element, signed char looks[DOCX_LOOKS])
{
    static const char *const names[] = {
        [DOCX_HIDDEN] = "vanish", [DOCX_STRUCK] = "strike", [DOCX_STRUCK_TWICE] = "dstrike"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(element->name, names[i]))
            looks[i] = xml_switch(element, XML_WORD, "val") != 0;
    if (!strcmp(element->name, "vertAlign"))
        looks[DOCX_RAISED] = !xml_attribute_is(element, XML_WORD, "val", "baseline");
}

void docx_looks_inherit(signed char looks[DOCX_LOOKS], const signed char base[DOCX_LOOKS])
{
    for (int i = 0; i < DOCX_LOOKS; i++)
        if (looks[i] == DOCX_UNSAID)
            looks[i] = base[i];
}

void docx_styles_init(struct docx_styles *styles)
{
    memset(styles, 0, sizeof *styles);
    nb_arena_init(&styles->arena);
}

void docx_styles_free(struct docx_styles *styles)
{
    free(styles->list);
    nb_arena_free(&styles->arena);
    docx_styles_init(styles);
}

static int make_room(struct docx_styles *styles, struct emit *emit)
{
    if (styles->count == DOCX_STYLES)
        return emit_fail(emit, NB_INPUT_TOO_LARGE, "样式过多", "it has too many styles");
    if (styles->count < styles->room)
        return 0;
    size_t room = styles->room ? styles->room * 2 : 64;
    struct docx_style *list = realloc(styles->list, room * sizeof *list);
    if (!list) {
        emit_no_memory(emit);
        return -1;
    }
    styles->list = list;
    styles->room = room;
    return 0;
}

/* A copy of the attribute; NULL when it is not there. */
static const char *copy(struct reading *reading, const struct xml_element *element,
                        const char *name)
{
    size_t length;
    const char *value = xml_attribute(element, XML_WORD, name, &length);
    if (!value)
        return NULL;
    value = nb_arena_string(&reading->styles->arena, value, length);
    if (!value)
        emit_no_memory(reading->emit);
    return value;
}

static void start_style(struct reading *reading, const struct xml_element *element)
{
    const char *id = copy(reading, element, "styleId");
    if (!id || make_room(reading->styles, reading->emit))
        return;
    reading->style = &reading->styles->list[reading->styles->count++];
    *reading->style = (struct docx_style){.id = id, .list = DOCX_UNSAID, .level = DOCX_UNSAID};
    memset(reading->style->looks, DOCX_UNSAID, sizeof reading->style->looks);
    reading->style->is_default = xml_attribute_is(element, XML_WORD, "type", "paragraph") &&
                                 xml_attribute(element, XML_WORD, "default", &(size_t){0}) &&
                                 xml_switch(element, XML_WORD, "default");
}

/* Tables have properties that depend on the place within; they say nothing of lists. */
static int is_aside(const char *name)
{
    return !strcmp(name, "tblStylePr") || !strcmp(name, "pPrChange") || !strcmp(name, "rPrChange");
}

static void on_start(void *context, const struct xml_element *element)
{
    struct reading *reading = context;
    const char *name = element->name;
    if (reading->skipped || (reading->style && is_aside(name)))
        reading->skipped++;
    else if (element->space != XML_WORD)
        return;
    else if (!strcmp(name, "style"))
        start_style(reading, element);
    else if (!reading->style)
        return;
    else if (!strcmp(name, "basedOn"))
        reading->style->based_on = copy(reading, element, "val");
    else if (!strcmp(name, "numId"))
        reading->style->list = xml_number(element, XML_WORD, "val", DOCX_UNSAID);
    else if (!strcmp(name, "ilvl"))
        reading->style->level = xml_number(element, XML_WORD, "val", DOCX_UNSAID);
    else
        docx_look(element, reading->style->looks);
}

static void on_end(void *context, enum xml_space space, const char *name)
{
    struct reading *reading = context;
    if (reading->skipped)
        reading->skipped--;
    else if (space == XML_WORD && !strcmp(name, "style"))
        reading->style = NULL;
}

static int by_id(const void *one, const void *other)
{
    const struct docx_style *a = one, *b = other;
    return strcmp(a->id, b->id);
}

/* Takes over what the styles below say; each is walked down once, a circle ends at HOPS. */
static void settle(struct docx_styles *styles, struct docx_style *style)
{
    const struct docx_style *base = style;
    if (style->list != DOCX_UNSAID)
        style->list_style = style->id;
    for (int hop = 0; hop < HOPS && base->based_on; hop++) {
        base = docx_style(styles, base->based_on, strlen(base->based_on));
        if (!base)
            break;
        if (style->list == DOCX_UNSAID && base->list != DOCX_UNSAID) {
            style->list = base->list;
            style->list_style = base->list_style ? base->list_style : base->id;
        }
        if (style->level == DOCX_UNSAID)
            style->level = base->level;
        docx_looks_inherit(style->looks, base->looks);
    }
}

int docx_styles_read(struct docx_styles *styles, const unsigned char *bytes, size_t size,
                     struct emit *emit)
{
    static const struct xml_handler handler = {.start = on_start, .end = on_end};
    struct reading reading = {.styles = styles, .emit = emit};
    if (xml_read(bytes, size, &handler, &reading, emit))
        return -1;
    if (styles->count)
        qsort(styles->list, styles->count, sizeof *styles->list, by_id);
    for (size_t i = 0; i < styles->count; i++) {
        settle(styles, &styles->list[i]);
        if (styles->list[i].is_default)
            styles->usual = &styles->list[i];
    }
    return 0;
}

static int compare_id(const char *id, const char *wanted, size_t length)
{
    int order = strncmp(id, wanted, length);
    return order ? order : (unsigned char)id[length];
}

const struct docx_style *docx_style(const struct docx_styles *styles, const char *id, size_t length)
{
    size_t low = 0, high = styles->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_id(styles->list[middle].id, id, length);
        if (!order)
            return &styles->list[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
