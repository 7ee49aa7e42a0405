#include "claim.h"

#include "number.h"
#include "statement.h"

#define MAX_TITLE   30  /* characters of a line that is the title of the paragraph below */
#define MAX_PIECES  200 /* of a sentence that are looked at together */
#define MIN_WRAPPED 20  /* characters of a line that may go on in the next */

struct finder {
    const struct nb_text *text;
    struct nb_lexicon lexicon;
    struct nb_owner owner;
    struct nb_speech speech;
};

static int is_full(const struct finder *f)
{
    return f->speech.count >= NB_STATEMENTS || f->speech.report->failed;
}

/* ---- sentences and paragraphs ---- */

static void end_clause(struct nb_speech *speech, struct nb_clause *c, const struct nb_piece *stop)
{
    c->pieces[c->count] = *stop;
    nb_speech_read(speech, c);
    c->count = 0;
    c->start = stop->end;
}

static int ends_clause(const struct nb_clause *c, const struct nb_piece *piece)
{
    return piece->type == NB_PIECE_COMMA || piece->type == NB_PIECE_CLOSE ||
           c->count == NB_CLAUSE_PIECES;
}

/* Reads list[from, to), in which there are no brackets, behind list[from - 1]; list[to] ends it. */
static void read_flat(struct nb_speech *speech, const struct nb_piece *list, int from, int to)
{
    struct nb_clause c = {.start = list[from - 1].end};
    for (int k = from; k < to; k++) {
        nb_speech_note(speech, &list[k]);
        if (ends_clause(&c, &list[k]))
            end_clause(speech, &c, &list[k]);
        else
            c.pieces[c.count++] = list[k];
    }
    end_clause(speech, &c, &list[to]);
}

/* What stands in brackets is read by itself and changes nothing for what comes behind. */
static void read_bracket(struct nb_speech *speech, const struct nb_piece *list, int open, int close)
{
    struct nb_speech before = *speech;
    read_flat(speech, list, open + 1, close);
    before.count = speech->count;
    *speech = before;
}

/* The CLOSE that belongs to the OPEN at list[at], or -1. */
static int find_close(const struct nb_piece *list, int at, int count)
{
    while (at < count && list[at].type != NB_PIECE_CLOSE)
        at++;
    return at < count ? at : -1;
}

/* Reads the clauses of a sentence; list[count] is its stop. */
static void read_sentence(struct nb_speech *speech, struct nb_piece *list, int count, size_t start)
{
    struct nb_clause c = {.start = start};
    for (int k = 0; k < count; k++) {
        int close = list[k].type == NB_PIECE_OPEN ? find_close(list, k, count) : -1;
        nb_speech_note(speech, &list[k]);
        if (close > k) {
            /* 收到9件（网络8件）: what is in brackets is said of the number before. */
            if (c.count && c.pieces[c.count - 1].type == NB_PIECE_COUNT)
                end_clause(speech, &c, &list[k]);
            read_bracket(speech, list, k, close);
            list[close + 1].gap += list[k].gap;
            c.start = c.count ? c.start : list[close].end;
            k = close;
        } else if (ends_clause(&c, &list[k])) {
            end_clause(speech, &c, &list[k]);
        } else if (list[k].type != NB_PIECE_OPEN) {
            c.pieces[c.count++] = list[k];
        }
    }
    nb_speech_note(speech, &list[count]);
    end_clause(speech, &c, &list[count]);
}

static void read_paragraph(struct finder *f, size_t start, size_t end)
{
    struct nb_piece list[MAX_PIECES + 1];
    struct nb_prose prose = {f->text, &f->lexicon, &f->owner, start, end};
    while (prose.at < end && !is_full(f)) {
        size_t from = prose.at;
        nb_speech_sentence(&f->speech, from > start && f->text->cp[from - 1] == ';');
        int count = nb_clause_sentence(&prose, list, MAX_PIECES);
        int stopped = count && list[count - 1].type == NB_PIECE_STOP;
        struct nb_piece stop = {.type = NB_PIECE_STOP, .start = prose.at, .end = prose.at};
        if (!stopped)
            list[count] = stop;
        read_sentence(&f->speech, list, stopped ? count - 1 : count, from);
    }
    nb_speech_end(&f->speech);
}

/* ---- lines ---- */

/* 为 or 是 in front of cp[index]: what stands there needs no counter. */
static int is_copula(const struct nb_text *text, size_t start, size_t index)
{
    while (index > start && text->cp[index - 1] == ' ')
        index--;
    return index > start && (text->cp[index - 1] == U'为' || text->cp[index - 1] == U'是');
}

/*
 * Whether it is prose with a number or a denial in it: a stop outside of brackets, and a counter
 * behind a digit, or 为0, or a word that denies. Most paragraphs are not, and cost no more than
 * this.
 */
static int may_state(const struct nb_text *text, size_t start, size_t end)
{
    int depth = 0, prose = 0, states = 0;
    for (size_t i = start; i < end && !(prose && states); i++) {
        switch (text->cp[i]) {
        case '(': depth++; break;
        case ')': depth--; break;
        case ',':
        case ';':
        case U'。': prose |= depth <= 0; break;
        case U'未':
        case U'无':
        case U'没':
        case U'零': states = 1; break;
        case '0': states |= is_copula(text, start, i); break;
        case U'不':
            states |= i + 1 < end && (text->cp[i + 1] == U'存' || text->cp[i + 1] == U'涉');
            break;
        default: states |= !states && nb_quantity_ends(text, start, i); break;
        }
    }
    return prose && states;
}

/* A line of a table that is cut into cells. */
static int is_grid(const struct nb_text *text, struct nb_line l)
{
    for (size_t i = l.start; i < l.end; i++)
        if (nb_parts_cells(text->cp[i]))
            return 1;
    return 0;
}

/* "（三）行政复议、行政诉讼情况": a title, and no line that a sentence was broken into. */
static int is_title(const struct nb_text *text, size_t start, size_t end)
{
    size_t behind = 0;
    return end - start <= MAX_TITLE &&
           nb_text_find(text, end - 2, end, U"情况|方面|工作", &behind) == end - 2 &&
           nb_text_find(text, start, end, U",", NULL) == SIZE_MAX;
}

/* Whether the sentence of a line goes on in the line below: it is long and stops at no stop. */
static int is_wrapped(const struct nb_text *text, struct nb_line l, struct nb_line below)
{
    struct nb_token mark;
    size_t end = l.end;
    while (end > l.start && text->cp[end - 1] == ' ')
        end--;
    if (end < l.start + MIN_WRAPPED || below.start == below.end || is_grid(text, below) ||
        is_title(text, l.start, end))
        return 0;
    uint32_t last = text->cp[end - 1];
    if (last == U'。' || last == ';' || last == ':' || last == '!' || last == '?' || last == ')')
        return 0;
    size_t start = below.start;
    while (start < below.end && text->cp[start] == ' ')
        start++;
    return nb_token_mark(text, start, below.end, &mark) == start;
}

/* The last line of the paragraph that begins with `line`; one empty line may be inside. */
static size_t paragraph_end(const struct nb_text *text, size_t line, size_t last)
{
    while (line + 1 < last) {
        size_t below = line + 1;
        if (text->lines[below].start == text->lines[below].end && below + 1 < last)
            below++;
        if (!is_wrapped(text, text->lines[line], text->lines[below]))
            break;
        line = below;
    }
    return line;
}

/* What the title in front of a paragraph says of it. */
static void note_title(struct finder *f, struct nb_line l)
{
    struct nb_piece list[MAX_TITLE];
    struct nb_prose prose = {f->text, &f->lexicon, &f->owner, l.start, l.end};
    int count = nb_clause_sentence(&prose, list, MAX_TITLE);
    for (int i = 0; i < count; i++)
        nb_speech_note(&f->speech, &list[i]);
    f->speech.title = 1;
}

/* Reads the prose of lines [first, last) of a section. */
static void read_section(struct finder *f, int section, size_t first, size_t last)
{
    const struct nb_text *text = f->text;
    const struct nb_line *title = NULL;
    for (size_t line = first; line < last && !is_full(f); line++) {
        struct nb_line l = text->lines[line];
        if (l.start == l.end)
            continue;
        size_t end = is_grid(text, l) ? line : paragraph_end(text, line, last);
        if (!is_grid(text, l) && may_state(text, l.start, text->lines[end].end)) {
            nb_speech_paragraph(&f->speech, section);
            if (title)
                note_title(f, *title);
            read_paragraph(f, l.start, text->lines[end].end);
        }
        title = l.end - l.start <= MAX_TITLE ? &text->lines[line] : NULL;
        line = end;
    }
}

void nb_claims_find(struct nb_report *report, const struct nb_text *text,
                    const struct nb_outline *outline)
{
    struct finder finder = {.text = text};
    finder.speech =
        (struct nb_speech){.report = report, .text = text, .sentence = report->last_claim};
    finder.speech.scope.year = report->year;
    nb_lexicon_init(&finder.lexicon);
    nb_owner_init(&finder.owner, report->agency);
    for (int number = 1; number <= NB_SECTIONS; number++) {
        size_t first, last;
        if (!outline->headings[number - 1].found || number == 5)
            continue;
        nb_outline_region(outline, text, number, &first, &last);
        read_section(&finder, number, first, last);
    }
}
