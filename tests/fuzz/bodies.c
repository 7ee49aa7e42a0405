#include "bodies.h"

#include <stdlib.h>

#include "../../parser/align.h"
#include "../../parser/number.h"
#include "../../parser/text.h"
#include "../../parser/token.h"
#include "../../parser/utf8.h"

/* Code points that a text may hold beyond one a byte. */
#define SLACK 64

/* From how many places of a text a number and a mark are read. */
#define MAX_PLACES 4096

/* ---- decode ---- */

static void check_code_points(const struct nb_text *text)
{
    FUZZ_HOLDS(text->length <= text->size + SLACK);
    for (size_t i = 0; i < text->length; i++) {
        uint32_t c = text->cp[i];
        FUZZ_HOLDS(c >= ' ' || c == '\n' || c == '\t');
        FUZZ_HOLDS(c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF));
        FUZZ_HOLDS(c != 0x3000 && !(c >= 0xFF10 && c <= 0xFF19)); /* full-width forms are gone */
        FUZZ_HOLDS(text->at[i] <= text->at[i + 1]);
    }
    FUZZ_HOLDS(text->at[text->length] == text->size);
}

static void check_lines(const struct nb_text *text)
{
    FUZZ_HOLDS(text->line_count > 0 && text->lines[0].start == 0);
    FUZZ_HOLDS(text->lines[text->line_count - 1].end == text->length);
    for (size_t i = 0; i < text->line_count; i++) {
        struct nb_line line = text->lines[i];
        FUZZ_HOLDS(line.start <= line.end);
        for (size_t k = line.start; k < line.end; k++)
            FUZZ_HOLDS(text->cp[k] != '\n');
        if (i + 1 == text->line_count)
            continue;
        struct nb_line next = text->lines[i + 1];
        if (next.start == line.end) { /* its cells were joined to the line of their row */
            FUZZ_HOLDS(next.end == line.end);
            continue;
        }
        FUZZ_HOLDS(text->cp[line.end] == '\n' && next.start == line.end + 1);
        FUZZ_HOLDS(nb_text_line(text, line.end) == i);
    }
}

static int is_rewritten(uint32_t c)
{
    return c == '<' || c == '&' || c == '|' || c == '-' || c == '=' || c == '+';
}

/* Whether neither source nor text has what tags, entities, bars and rulers are made of. */
static int is_plain(const struct nb_text *text)
{
    for (size_t i = 0; i < text->size; i++)
        if (is_rewritten(text->bytes[i]))
            return 0;
    for (size_t i = 0; i < text->length; i++)
        if (is_rewritten(text->cp[i]))
            return 0;
    return 1;
}

/* What was normalized once is not changed by doing it again. */
static void check_idempotent(struct nb_arena *arena, const struct nb_text *text)
{
    struct nb_text again;
    size_t length = 0;
    char *bytes = malloc(text->length * 4 + 1);
    FUZZ_HOLDS(bytes);
    for (size_t i = 0; i < text->length; i++)
        length += nb_utf8_encode(text->cp[i], bytes + length);
    FUZZ_HOLDS(nb_text_init(&again, arena, bytes, length) == 0);
    FUZZ_HOLDS(again.replaced == 0 && again.nuls == 0 && again.controls == 0);
    FUZZ_HOLDS(again.length == text->length && again.line_count == text->line_count);
    for (size_t i = 0; i < text->length; i++)
        FUZZ_HOLDS(again.cp[i] == text->cp[i]);
    free(bytes);
}

void fuzz_decode(const uint8_t *data, size_t size)
{
    struct nb_arena arena;
    struct nb_text text;
    nb_arena_init(&arena);
    FUZZ_HOLDS(nb_text_init(&text, &arena, data, size) == 0);
    check_code_points(&text);
    check_lines(&text);
    size_t bad = text.replaced + text.nuls + text.controls;
    FUZZ_HOLDS(bad <= size && (bad == 0 || text.first_bad < size));
    /* A form that found no room for its expansion finds some when the text is longer. */
    if (text.length < size && is_plain(&text))
        check_idempotent(&arena, &text);
    nb_arena_free(&arena);
}

/* ---- tokens ---- */

static void check_token(const struct nb_text *text, const struct nb_tokens *tokens, size_t i)
{
    const struct nb_token *token = &tokens->list[i], *before = i ? token - 1 : NULL;
    FUZZ_HOLDS(token->type <= NB_TOK_BLANK);
    FUZZ_HOLDS(token->line < text->line_count);
    FUZZ_HOLDS(token->start >= text->lines[token->line].start);
    FUZZ_HOLDS(token->start <= token->end);
    FUZZ_HOLDS(token->end <= text->lines[token->line].end || token->upright);
    FUZZ_HOLDS(token->end <= text->length);
    FUZZ_HOLDS(!before || before->end <= token->start);
    FUZZ_HOLDS(!before || before->line < token->line ||
               (before->line == token->line && before->cell <= token->cell));
    FUZZ_HOLDS((token->mark == NB_MARK_NONE) == (token->mark_number == 0));
    FUZZ_HOLDS(token->type != NB_TOK_BLANK || token->grid || token->end > token->start);
}

static void check_number(const struct nb_token *token)
{
    FUZZ_HOLDS(token->end > token->start);
    FUZZ_HOLDS(token->value < 1000000000000000 && token->value > -1000000000000000);
    FUZZ_HOLDS(token->shift == 0 || token->shift == 4 || token->shift == 8);
    FUZZ_HOLDS(token->overlong || token->scale <= NB_MAX_DIGITS);
}

/* The readers of numbers and marks, from everywhere in the text. */
static void check_readers(const struct nb_text *text, size_t first, size_t last)
{
    size_t places = 0;
    for (size_t line = first; line < last; line++) {
        size_t end = text->lines[line].end;
        for (size_t i = text->lines[line].start; i < end && places < MAX_PLACES; i++, places++) {
            struct nb_token token = {0};
            size_t after = nb_token_number(text, i, end, &token);
            FUZZ_HOLDS(after >= i && after <= end);
            after = nb_token_mark(text, i, end, &token);
            FUZZ_HOLDS(after >= i && after <= end);
        }
    }
}

/* Lines of the text to look at: all of them, or, as its first byte says, fewer. */
static size_t first_line(const struct nb_text *text)
{
    return text->size && text->bytes[0] == ' ' ? text->line_count / 2 : 0;
}

void fuzz_tokens(const uint8_t *data, size_t size)
{
    struct nb_arena arena;
    struct nb_text text;
    struct nb_tokens tokens;
    nb_arena_init(&arena);
    FUZZ_HOLDS(nb_text_init(&text, &arena, data, size) == 0);
    size_t first = first_line(&text);
    FUZZ_HOLDS(nb_tokens_scan(&tokens, &arena, &text, first, text.line_count) == 0);
    for (size_t i = 0; i < tokens.count; i++) {
        FUZZ_HOLDS(tokens.list[i].line >= first);
        check_token(&text, &tokens, i);
        if (tokens.list[i].type == NB_TOK_NUMBER)
            check_number(&tokens.list[i]);
    }
    check_readers(&text, first, text.line_count);
    nb_arena_free(&arena);
}

/* ---- alignment ---- */

static void check_rows(const struct nb_alignment *alignment, const struct nb_tokens *tokens,
                       const struct nb_table *table)
{
    int rows = 0, found = 0;
    for (int r = 0; r < NB_MAX_ROWS; r++) {
        int start = alignment->start[r];
        FUZZ_HOLDS(start >= -1 && start < (int)tokens->count);
        FUZZ_HOLDS(start < 0 || r < table->row_count);
        if (start < 0)
            continue;
        FUZZ_HOLDS(tokens->list[start].type == NB_TOK_TEXT);
        FUZZ_HOLDS(alignment->part[start] && alignment->owner[start] == r);
        rows += table->rows[r].column_count > 0;
        found = 1;
    }
    FUZZ_HOLDS(alignment->rows == rows);
    FUZZ_HOLDS((alignment->score > 0) == found);
}

static void check_alignment(const struct nb_alignment *alignment, const struct nb_tokens *tokens,
                            const struct nb_table *table)
{
    check_rows(alignment, tokens, table);
    FUZZ_HOLDS(alignment->headings >= 0);
    for (size_t i = 0; i < tokens->count; i++) {
        int owner = alignment->owner[i];
        FUZZ_HOLDS(owner >= NB_OWNER_EXTRA && owner < table->row_count);
        FUZZ_HOLDS(owner < 0 || alignment->start[owner] >= 0);
        FUZZ_HOLDS(!alignment->part[i] || tokens->list[i].type == NB_TOK_TEXT);
    }
}

void fuzz_align(const uint8_t *data, size_t size)
{
    struct nb_arena arena;
    struct nb_text text;
    struct nb_tokens tokens;
    nb_arena_init(&arena);
    FUZZ_HOLDS(nb_text_init(&text, &arena, data, size) == 0);
    FUZZ_HOLDS(nb_tokens_scan(&tokens, &arena, &text, 0, text.line_count) == 0);
    for (int e = 0; e < NB_EDITIONS; e++) {
        for (int t = 0; t < NB_TABLES; t++) {
            const struct nb_table *table = &nb_editions[e].tables[t];
            struct nb_alignment alignment;
            FUZZ_HOLDS(nb_align(&alignment, &arena, &text, &tokens, table) == 0);
            check_alignment(&alignment, &tokens, table);
        }
    }
    nb_arena_free(&arena);
}
