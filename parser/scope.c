#include "scope.h"

#include "subject.h"

void nb_scope_sentence(struct nb_scope *scope, int continues)
{
    scope->sentence.partial = scope->of_which = 0;
    if (continues)
        return;
    scope->sentence = (struct nb_limits){0};
    scope->now = 0;
}

void nb_scope_clause(struct nb_scope *scope)
{
    scope->clause = scope->sentence;
    scope->compares = scope->publishes = scope->things = 0;
}

static int year_distance(const struct nb_scope *scope, const struct nb_piece *piece)
{
    return scope->year ? piece->year - scope->year : 0;
}

static int is_time(const struct nb_piece *piece)
{
    return piece->type == NB_PIECE_YEAR || nb_piece_is(piece, NB_WORD_PAST) ||
           nb_piece_is(piece, NB_WORD_NEXT) || nb_piece_is(piece, NB_WORD_NOW);
}

/* "较2023年增加": the year is not that of the number. */
static void see_time(struct nb_scope *scope, const struct nb_piece *piece)
{
    if (scope->compares)
        return;
    int own = nb_piece_is(piece, NB_WORD_NOW) ||
              (piece->type == NB_PIECE_YEAR && year_distance(scope, piece) == 0);
    scope->clause.elsewhere = !own;
    scope->now |= own;
}

/* What 其中 counts is a part of the number before it; unless that one is known, so is no part. */
static void see_of_which(struct nb_scope *scope)
{
    scope->of_which = 1;
    if (!scope->counted || scope->claimed)
        return;
    scope->sentence.partial = scope->clause.partial = 1;
}

void nb_scope_see(struct nb_scope *scope, const struct nb_piece *piece)
{
    if (is_time(piece)) {
        see_time(scope, piece);
        return;
    }
    if (piece->type != NB_PIECE_WORD)
        return;
    switch (piece->word->sense) {
    case NB_WORD_WHILE: scope->clause.elsewhere = 1; break;
    case NB_WORD_SINCE: scope->clause.elsewhere |= !scope->now; break;
    case NB_WORD_COMPARE: scope->compares = 1; break;
    case NB_WORD_PART: scope->clause.partial = 1; break;
    case NB_WORD_THING: scope->things = 1; break;
    case NB_WORD_KIND: scope->clause.partial = scope->sentence.partial = 1; break;
    case NB_WORD_PUBLISH: scope->publishes = 1; break;
    case NB_WORD_BODY: scope->clause.foreign = !piece->own; break;
    case NB_WORD_OF_WHICH: see_of_which(scope); break;
    default: break;
    }
}

void nb_scope_end(struct nb_scope *scope, int stated)
{
    if (stated)
        scope->sentence.foreign = scope->clause.foreign;
    scope->sentence.elsewhere = scope->clause.elsewhere;
}

int nb_scope_excludes(const struct nb_scope *scope, enum nb_family family)
{
    const struct nb_limits *limits = &scope->clause;
    return limits->foreign || limits->elsewhere || limits->partial || scope->compares ||
           (scope->things && family != NB_OF_NOTHING) ||
           (scope->publishes && family == NB_OF_DOCUMENTS);
}

/* -1: a time before the reporting year, 1: behind it, 0: neither. */
static int tense(const struct nb_scope *scope, const struct nb_piece *piece)
{
    if (!piece)
        return 0;
    if (piece->type == NB_PIECE_YEAR)
        return year_distance(scope, piece);
    return nb_piece_is(piece, NB_WORD_NEXT) - nb_piece_is(piece, NB_WORD_PAST);
}

/* 上年结转, 结转至2025年; from which year otherwise, or to which, is not clear. */
static const struct nb_word *direction(int from, int to)
{
    if (to == 1 || (from == 1 && !to))
        return &nb_row_carried_out;
    return from == -1 || to == -1 ? &nb_row_carried_in : &nb_row_carried;
}

void nb_scope_carries(const struct nb_scope *scope, struct nb_clause *clause)
{
    static const struct nb_word done = {U"", NB_WORD_FILLER, NB_OF_NOTHING, 0, NULL};
    for (int k = 0; k < clause->count; k++) {
        struct nb_piece *piece = &clause->pieces[k];
        if (!nb_piece_is(piece, NB_WORD_CARRY))
            continue;
        struct nb_piece *times[2] = {NULL, NULL};
        if (k > 0 && is_time(piece - 1) && piece->gap <= NB_NEAR)
            times[0] = piece - 1;
        if (k + 1 < clause->count && is_time(piece + 1) && piece[1].gap <= NB_NEAR)
            times[1] = piece + 1;
        piece->word = direction(tense(scope, times[0]), tense(scope, times[1]));
        for (int i = 0; i < 2; i++) {
            if (!times[i] || piece->word == &nb_row_carried)
                continue;
            times[i]->type = NB_PIECE_WORD; /* it has said what it says */
            times[i]->word = &done;
        }
    }
}
