#include "ladder.h"

#define LEAST_CELLS 3 /* of a row that shows anything */
#define LEAST_ROWS  4 /* that agree */

/* Which cells have an empty line below them that is no cell. */
enum spacing {
    NOTHING_BELOW,
    BELOW_WRITTEN,
    BELOW_ALL,
    SPACINGS,
};

/* Whether the strip is a row of a table that may be written this way. */
static int is_row(const struct nb_strip *s)
{
    return s->slots >= LEAST_CELLS && s->slots == s->columns;
}

static int is_empty(const struct nb_text *text, size_t line)
{
    for (size_t i = text->lines[line].start; i < text->lines[line].end; i++)
        if (text->cp[i] != ' ' && text->cp[i] != '\t')
            return 0;
    return 1;
}

/* The last token of the row's label. */
static int label_end(const struct nb_strip *s, const struct nb_tokens *tokens,
                     const struct nb_alignment *alignment)
{
    int i = s->label;
    if (s->count)
        return s->items[0].token - 1;
    while ((size_t)i + 1 < tokens->count && alignment->owner[i + 1] == alignment->owner[i])
        i++;
    return i;
}

/*
 * How many blank cells `lines` empty lines between two tokens are; -1: they do not come out even.
 * The first token is written and may have a line below it.
 */
static int blanks_in(int64_t lines, enum spacing spacing)
{
    lines -= spacing != NOTHING_BELOW;
    if (lines < 0 || (spacing == BELOW_ALL && lines % 2))
        return -1;
    lines /= spacing == BELOW_ALL ? 2 : 1;
    return lines <= NB_MAX_SLOTS ? (int)lines : -1;
}

/* The same for what stands between a token and the next one; other things must not be there. */
static int blanks_before(const struct nb_text *text, const struct nb_tokens *tokens, int next,
                         enum spacing spacing)
{
    uint32_t above = tokens->list[next - 1].line, line = tokens->list[next].line;
    if (line <= above || line - above > 2 * NB_MAX_SLOTS + 2)
        return -1;
    for (uint32_t i = above + 1; i < line; i++)
        if (!is_empty(text, i))
            return -1;
    return blanks_in((int64_t)line - above - 1, spacing);
}

/* The row with its blanks. Returns whether it has just its cells up to its last number. */
static int climb(const struct nb_strip *s, const struct nb_text *text,
                 const struct nb_tokens *tokens, enum spacing spacing, struct nb_strip *out)
{
    *out = *s;
    out->count = 0;
    for (int i = 0; i < s->count; i++) {
        int token = s->items[i].token;
        if (token <= s->label || tokens->list[token].grid ||
            (i > 0 && token != s->items[i - 1].token + 1))
            return 0;
        int blanks = blanks_before(text, tokens, token, spacing);
        if (blanks < 0 || out->count + blanks >= s->slots)
            return 0;
        while (blanks--)
            out->items[out->count++] = (struct nb_item){NB_ITEM_BLANK, token - 1};
        out->items[out->count++] = s->items[i];
    }
    return out->count == s->slots;
}

/* Whether a row without numbers has empty lines for all of its cells, or ends the text. */
static int is_bare(const struct nb_strip *s, const struct nb_text *text,
                   const struct nb_tokens *tokens, const struct nb_alignment *alignment,
                   enum spacing spacing)
{
    int end = label_end(s, tokens, alignment);
    size_t line = (size_t)tokens->list[end].line + 1;
    int lines = 0, needed = spacing == BELOW_ALL ? 2 * s->slots : s->slots;
    while (lines < needed && line < text->line_count && is_empty(text, line)) {
        line++;
        lines++;
    }
    return lines == needed || line == text->line_count;
}

static int agrees(const struct nb_strips *strips, int from, const struct nb_text *text,
                  const struct nb_tokens *tokens, const struct nb_alignment *alignment,
                  enum spacing spacing)
{
    struct nb_strip row;
    int rows = 0;
    for (int i = from; i < strips->count; i++) {
        const struct nb_strip *s = &strips->list[i];
        if (!is_row(s))
            continue;
        if (s->count ? !climb(s, text, tokens, spacing, &row)
                     : !is_bare(s, text, tokens, alignment, spacing))
            return 0;
        rows += s->count > 0;
    }
    return rows >= LEAST_ROWS;
}

void nb_ladder_climb(struct nb_strips *strips, int from, const struct nb_text *text,
                     const struct nb_tokens *tokens, const struct nb_alignment *alignment)
{
    struct nb_strip row;
    for (int spacing = 0; spacing < SPACINGS; spacing++) {
        if (!agrees(strips, from, text, tokens, alignment, (enum spacing)spacing))
            continue;
        for (int i = from; i < strips->count; i++)
            if (is_row(&strips->list[i]) && strips->list[i].count &&
                climb(&strips->list[i], text, tokens, (enum spacing)spacing, &row))
                strips->list[i] = row;
        return;
    }
}
