#include "docx_lists.h"

#include <stdlib.h>
#include <string.h>

#include "docx_number.h"

void docx_lists_init(struct docx_lists *lists)
{
    memset(lists, 0, sizeof *lists);
    nb_arena_init(&lists->arena);
}

void docx_lists_free(struct docx_lists *lists)
{
    free(lists->patterns);
    free(lists->lists);
    nb_arena_free(&lists->arena);
    docx_lists_init(lists);
}

static struct docx_list *find_list(const struct docx_lists *lists, long id)
{
    size_t low = 0, high = lists->list_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (lists->lists[middle].id == id)
            return &lists->lists[middle];
        if (lists->lists[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* The list that the paragraph stands in, or NULL. */
static struct docx_list *list_of(const struct docx_lists *lists,
                                 const struct docx_numbering *paragraph)
{
    long id = paragraph->list;
    if (id == DOCX_UNSAID && paragraph->style)
        id = paragraph->style->list;
    struct docx_list *list = id > 0 ? find_list(lists, id) : NULL;
    return list && list->pattern < lists->pattern_count ? list : NULL;
}

static const struct docx_level *level_at(const struct docx_lists *lists,
                                         const struct docx_list *list, int level)
{
    return list->own[level] ? list->own[level] : &lists->patterns[list->pattern].levels[level];
}

/* The level that belongs to paragraphs of the style, or DOCX_UNSAID. */
static long level_of_style(const struct docx_lists *lists, const struct docx_list *list,
                           const char *style)
{
    for (int level = 0; style && level < DOCX_LEVELS; level++) {
        const char *owner = level_at(lists, list, level)->style;
        if (owner && !strcmp(owner, style))
            return level;
    }
    return DOCX_UNSAID;
}

/* The level of the paragraph: what it says itself goes before what its style says. */
static int level_of(const struct docx_lists *lists, const struct docx_list *list,
                    const struct docx_numbering *paragraph)
{
    const struct docx_style *style = paragraph->style;
    long level = paragraph->level;
    if (level == DOCX_UNSAID && paragraph->list == DOCX_UNSAID && style) {
        level = level_of_style(lists, list, style->id);
        if (level == DOCX_UNSAID)
            level = level_of_style(lists, list, style->list_style);
        if (level == DOCX_UNSAID)
            level = style->level;
    }
    return level < 0 || level >= DOCX_LEVELS ? 0 : (int)level;
}

static long start_of(const struct docx_lists *lists, const struct docx_list *list, int level)
{
    return list->starts[level] == DOCX_UNSAID ? level_at(lists, list, level)->start
                                              : list->starts[level];
}

/* Whether a paragraph on `level` lets the deeper one begin anew. */
static int restarts(const struct docx_level *deeper, int level)
{
    return deeper->restart == DOCX_UNSAID || level < deeper->restart;
}

static void advance(struct docx_lists *lists, struct docx_list *list, int level)
{
    long *counts = lists->patterns[list->pattern].counts;
    if (list->starts[level] != DOCX_UNSAID && !list->started[level])
        counts[level] = list->starts[level];
    else if (counts[level] == DOCX_UNSAID)
        counts[level] = start_of(lists, list, level);
    else
        counts[level]++;
    list->started[level] = 1;
    for (int deeper = level + 1; deeper < DOCX_LEVELS; deeper++)
        if (restarts(level_at(lists, list, deeper), level))
            counts[deeper] = DOCX_UNSAID;
}

/* Adds the number that `level` stands at: one before its first when it was left out. */
static void add_number(const struct docx_lists *lists, const struct docx_list *list, int level,
                       int decimal, struct nb_buffer *out)
{
    long number = lists->patterns[list->pattern].counts[level];
    if (number == DOCX_UNSAID)
        number = start_of(lists, list, level) - 1;
    docx_number(out, decimal ? DOCX_DECIMAL : level_at(lists, list, level)->format,
                number < 0 ? 0 : (unsigned)number);
}

void docx_lists_count(struct docx_lists *lists, const struct docx_numbering *paragraph,
                      struct nb_buffer *out)
{
    struct docx_list *list = list_of(lists, paragraph);
    if (!list)
        return;
    int index = level_of(lists, list, paragraph);
    const struct docx_level *level = level_at(lists, list, index);
    advance(lists, list, index);
    if (!level->text || level->is_hidden || docx_format_is_bullet(level->format))
        return;
    size_t before = out->length;
    for (const char *at = level->text; *at; at++) {
        if (at[0] == '%' && at[1] >= '1' && at[1] <= '9')
            add_number(lists, list, *++at - '1', level->is_decimal, out);
        else
            nb_buffer_add(out, at, 1);
    }
    if (out->length > before && level->suffix == DOCX_SPACE)
        nb_buffer_add(out, " ", 1);
}
