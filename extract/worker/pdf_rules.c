#include "pdf_rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pdf_array.h"

#define SLANT 0.7 /* a line that rises by less over its whole length is level */
#define THICK 4.0 /* a filled box is no line beyond this */
#define SHORT 5.0 /* no side of a cell is shorter than this */

void pdf_rules_init(struct pdf_rules *rules, double width, double height)
{
    memset(rules, 0, sizeof *rules);
    rules->width = width;
    rules->height = height;
}

void pdf_rules_free(struct pdf_rules *rules)
{
    for (int way = PDF_ACROSS; way <= PDF_DOWN; way++)
        free(rules->list[way].rules);
    memset(rules, 0, sizeof *rules);
}

static void add(struct pdf_rules *rules, enum pdf_direction way, double at, double from, double to)
{
    double end = way == PDF_ACROSS ? rules->width : rules->height;
    double side = way == PDF_ACROSS ? rules->height : rules->width;
    from = fmax(from, 0);
    to = fmin(to, end);
    if (!(at >= -PDF_NEAR && at <= side + PDF_NEAR && from < to))
        return;
    struct pdf_rule_list *list = &rules->list[way];
    if (list->count >= PDF_PIECES ||
        pdf_reserve((void **)&list->rules, &list->room, list->count + 1, sizeof *list->rules)) {
        rules->failed = 1;
        return;
    }
    list->rules[list->count++] = (struct pdf_rule){at, from, to};
}

void pdf_rules_line(struct pdf_rules *rules, double x0, double y0, double x1, double y1)
{
    double across = fabs(x1 - x0), down = fabs(y1 - y0);
    if (down <= SLANT && across > down)
        add(rules, PDF_ACROSS, (y0 + y1) / 2, fmin(x0, x1), fmax(x0, x1));
    else if (across <= SLANT && down > across)
        add(rules, PDF_DOWN, (x0 + x1) / 2, fmin(y0, y1), fmax(y0, y1));
}

void pdf_rules_box(struct pdf_rules *rules, double x0, double y0, double x1, double y1)
{
    double across = fabs(x1 - x0), down = fabs(y1 - y0);
    /* The dots of a dotted line and the corners where two lines meet are squares: both ways. */
    if (down <= THICK && across * 2 > down)
        add(rules, PDF_ACROSS, (y0 + y1) / 2, fmin(x0, x1), fmax(x0, x1));
    if (across <= THICK && down * 2 > across)
        add(rules, PDF_DOWN, (x0 + x1) / 2, fmin(y0, y1), fmax(y0, y1));
}

static int by_at(const void *a, const void *b)
{
    const struct pdf_rule *one = a, *other = b;
    return (one->at > other->at) - (one->at < other->at);
}

static int by_from(const void *a, const void *b)
{
    const struct pdf_rule *one = a, *other = b;
    return (one->from > other->from) - (one->from < other->from);
}

/*
 * Joins the pieces of one line, all at nearly the same place; returns how many are left. The
 * longest pieces say where the line is, for dots of lines that cross it may lie beside it.
 */
static size_t join_pieces(struct pdf_rule *pieces, size_t count)
{
    size_t kept = 0;
    qsort(pieces, count, sizeof *pieces, by_from);
    double moment = 0, weight = 0;
    for (size_t i = 0; i < count; i++) {
        struct pdf_rule piece = pieces[i];
        if (i > 0 && piece.from > pieces[kept].to + PDF_NEAR) {
            kept++;
            moment = weight = 0;
        }
        struct pdf_rule *line = &pieces[kept];
        int begins = weight == 0;
        moment += piece.at * (piece.to - piece.from);
        weight += piece.to - piece.from;
        line->from = begins ? piece.from : line->from;
        line->to = begins ? piece.to : fmax(line->to, piece.to);
        line->at = moment / weight;
    }
    return kept + 1;
}

static void join_list(struct pdf_rule_list *list)
{
    size_t kept = 0;
    qsort(list->rules, list->count, sizeof *list->rules, by_at);
    for (size_t i = 0; i < list->count;) {
        size_t end = i;
        while (end < list->count && list->rules[end].at <= list->rules[i].at + PDF_NEAR)
            end++;
        size_t joined = join_pieces(list->rules + i, end - i);
        for (size_t k = i; k < i + joined; k++) {
            if (list->rules[k].to - list->rules[k].from >= SHORT)
                list->rules[kept++] = list->rules[k];
        }
        i = end;
    }
    list->count = kept;
}

void pdf_rules_join(struct pdf_rules *rules)
{
    for (int way = PDF_ACROSS; way <= PDF_DOWN; way++) {
        struct pdf_rule_list *list = &rules->list[way];
        if (rules->failed)
            list->count = 0;
        if (list->count > 0)
            join_list(list);
    }
}
