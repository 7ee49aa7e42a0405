#include "markup.h"

#include <string.h>
#include <strings.h>

/* A tag, comment or name longer than this is none. */
#define LONGEST_TAG     2000
#define LONGEST_COMMENT 2000
#define LONGEST_NAME    12

#define NO_ROW SIZE_MAX

struct remover {
    struct nb_text *text;
    size_t kept; /* code points written so far */
    size_t row;  /* where the row that is open begins, or NO_ROW */
    int cell;    /* a cell is open */
};

enum effect {
    SEPARATES, /* what stands before and behind is not one word */
    JOINS,
    BEGINS_ROW,
    ENDS_ROW,
    BEGINS_CELL,
    ENDS_CELL,
};

/*
 * Tags by their names. What only says how words look parts none of them: one number may be printed
 * in two such pieces. But a number raised or struck out is another one than that beside it.
 */
static const struct {
    const char *name;
    enum effect opening, closing;
} tags[] = {
    {"a", JOINS, JOINS},
    {"b", JOINS, JOINS},
    {"em", JOINS, JOINS},
    {"font", JOINS, JOINS},
    {"i", JOINS, JOINS},
    {"o:p", JOINS, JOINS},
    {"span", JOINS, JOINS},
    {"strong", JOINS, JOINS},
    {"table", ENDS_ROW, ENDS_ROW},
    {"tbody", ENDS_ROW, ENDS_ROW},
    {"td", BEGINS_CELL, ENDS_CELL},
    {"th", BEGINS_CELL, ENDS_CELL},
    {"thead", ENDS_ROW, ENDS_ROW},
    {"tr", BEGINS_ROW, ENDS_ROW},
    {"u", JOINS, JOINS},
};

static const struct {
    const char *name;
    uint32_t character;
} entities[] = {
    {"amp", '&'},  {"emsp", ' '},  {"ensp", ' '},   {"gt", '>'},   {"ldquo", '"'},
    {"lt", '<'},   {"mdash", '-'}, {"minus", '-'},  {"nbsp", ' '}, {"ndash", '-'},
    {"quot", '"'}, {"rdquo", '"'}, {"thinsp", ' '},
};

static void put(struct remover *r, uint32_t c, size_t from)
{
    r->text->cp[r->kept] = c;
    r->text->at[r->kept++] = r->text->at[from];
}

static int is_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Whether the character is a plain ASCII one in the source, not the full-width form of one. */
static int is_plain(const struct nb_text *text, size_t i)
{
    return text->bytes[text->at[i]] == text->cp[i];
}

/* Copies the name at cp[i], of letters, digits and colons, and returns the index behind it. */
static size_t take_name(const struct nb_text *text, size_t i, char *name)
{
    size_t length = 0;
    for (; i < text->length; i++) {
        uint32_t c = text->cp[i];
        if (!is_letter(c) && !nb_is_digit(c) && c != ':')
            break;
        if (length < LONGEST_NAME)
            name[length++] = (char)c;
    }
    name[length] = '\0';
    return i;
}

/* The end of a comment that begins at `i`, or `i`. None begins within another. */
static size_t comment_end(const struct nb_text *text, size_t i)
{
    static const char opening[] = "<!--";
    const uint32_t *c = text->cp;
    size_t end = text->length - i < LONGEST_COMMENT ? text->length : i + LONGEST_COMMENT;
    for (size_t k = 0; k < 4; k++)
        if (i + k >= end || c[i + k] != (unsigned char)opening[k])
            return i;
    for (size_t j = i + 4; j + 2 < end && !(c[j] == '<' && c[j + 1] == '!'); j++)
        if (c[j] == '-' && c[j + 1] == '-' && c[j + 2] == '>')
            return j + 3;
    return i;
}

/* The end of a tag that begins at `i`, or `i`. Another `<` before its end makes it none. */
static size_t tag_end(const struct nb_text *text, size_t i, enum effect *effect)
{
    char name[LONGEST_NAME + 1];
    const uint32_t *c = text->cp;
    size_t start = i + 1, limit = text->length;
    int closing = start < limit && c[start] == '/';
    start += (size_t)closing;
    if (start >= limit || !is_letter(c[start]))
        return i;
    if (limit - i > LONGEST_TAG)
        limit = i + LONGEST_TAG;
    size_t j = take_name(text, start, name);
    if (j < limit && c[j] != ' ' && c[j] != '\t' && c[j] != '\n' && c[j] != '/' && c[j] != '>')
        return i;
    while (j < limit && c[j] != '>' && c[j] != '<')
        j++;
    if (j >= limit || c[j] != '>')
        return i;
    *effect = SEPARATES;
    for (size_t t = 0; t < sizeof tags / sizeof *tags; t++)
        if (strcasecmp(tags[t].name, name) == 0)
            *effect = closing ? tags[t].closing : tags[t].opening;
    return j + 1;
}

/* Makes one line of the row up to its last cell. */
static void end_row(struct remover *r)
{
    uint32_t *c = r->text->cp;
    size_t end = r->row == NO_ROW ? 0 : r->kept;
    while (end > r->row && (c[end - 1] == '\n' || c[end - 1] == ' '))
        end--;
    for (size_t i = r->row; i < end; i++)
        if (c[i] == '\n')
            c[i] = NB_JOINT;
    r->row = NO_ROW;
    r->cell = 0;
}

/* Many leave out the tags that end a cell or a row: the next one's beginning ends it as well. */
static void apply(struct remover *r, enum effect effect, size_t at)
{
    if (effect == SEPARATES)
        put(r, ' ', at);
    if (effect == BEGINS_ROW || effect == ENDS_ROW)
        end_row(r);
    if (effect == BEGINS_ROW)
        r->row = r->kept;
    if ((effect == BEGINS_CELL || effect == ENDS_CELL) && r->cell)
        put(r, '|', at);
    if (effect == BEGINS_CELL || effect == ENDS_CELL)
        r->cell = effect == BEGINS_CELL;
}

/* Takes out the tag or comment at `i`, but for its line ends. Returns the index behind it. */
static size_t remove_tag(struct remover *r, size_t i)
{
    enum effect effect = SEPARATES;
    size_t end = comment_end(r->text, i);
    if (end == i)
        end = tag_end(r->text, i, &effect);
    if (end == i)
        return i;
    size_t lines = 0;
    for (size_t j = i; j < end; j++)
        lines += r->text->cp[j] == '\n';
    apply(r, effect, i);
    for (size_t j = i; lines && j < end; j++)
        if (r->text->cp[j] == '\n')
            put(r, '\n', j);
    return end;
}

/* The character that a number (160, xA0) names, or 0. Only what can be a text's own counts. */
static uint32_t numbered(const char *name)
{
    uint32_t value = 0, base = 10;
    if (*name == 'x' || *name == 'X') {
        base = 16;
        name++;
    }
    for (; *name; name++) {
        uint32_t digit = nb_is_digit((unsigned char)*name) ? (uint32_t)*name - '0'
                                                           : ((uint32_t)*name | 0x20) - 'a' + 10;
        if (digit >= base || value > 0x10FFFF)
            return 0;
        value = value * base + digit;
    }
    if (value < ' ' || value == 0xA0 || (value >= 0x2000 && value <= 0x200F) || value == 0x3000)
        return value ? ' ' : 0;
    return value <= 0x7E || nb_is_han(value) ? value : 0;
}

/* Puts the character for its name (&lt;) at `i`. Returns the index behind it, or `i`. */
static size_t resolve(struct remover *r, size_t i)
{
    char name[LONGEST_NAME + 1];
    const struct nb_text *text = r->text;
    size_t start = i + 1;
    int number = start < text->length && text->cp[start] == '#';
    start += (size_t)number;
    size_t end = take_name(text, start, name);
    if (end == start || end >= text->length || text->cp[end] != ';' || end - start > LONGEST_NAME)
        return i;
    uint32_t c = number ? numbered(name) : 0;
    for (size_t e = 0; !number && e < sizeof entities / sizeof *entities; e++)
        if (strcasecmp(entities[e].name, name) == 0)
            c = entities[e].character;
    if (!c)
        return i;
    put(r, c == '|' ? '/' : c, i); /* it parts no cells */
    return end + 1;
}

static size_t step(struct remover *r, size_t i)
{
    const struct nb_text *text = r->text;
    uint32_t c = text->cp[i];
    size_t after = i;
    if (c == '<' && is_plain(text, i))
        after = remove_tag(r, i);
    else if (c == '&' && is_plain(text, i))
        after = resolve(r, i);
    if (after > i)
        return after;
    put(r, c == '|' && r->cell && r->row != NO_ROW ? '/' : c, i);
    return i + 1;
}

void nb_markup_remove(struct nb_text *text)
{
    struct remover r = {.text = text, .row = NO_ROW};
    for (size_t i = 0; i < text->length;)
        i = step(&r, i);
    text->length = r.kept;
}
