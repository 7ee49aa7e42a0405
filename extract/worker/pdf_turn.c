#include "pdf_turn.h"

#include <math.h>

enum pdf_turn pdf_turn_needed(const struct pdf_text *text)
{
    size_t votes[4] = {0};
    for (size_t i = 1; i < text->count; i++) {
        const struct pdf_glyph *last = &text->glyphs[i - 1], *glyph = &text->glyphs[i];
        double across = glyph->x0 + glyph->x1 - last->x0 - last->x1;
        double down = glyph->y0 + glyph->y1 - last->y0 - last->y1;
        if (glyph->apart)
            continue;
        if (fabs(across) >= fabs(down))
            votes[across >= 0 ? PDF_UPRIGHT : PDF_OVER]++;
        else
            votes[down < 0 ? PDF_CLOCKWISE : PDF_COUNTERCLOCKWISE]++;
    }
    enum pdf_turn best = PDF_UPRIGHT;
    for (int turn = PDF_CLOCKWISE; turn <= PDF_COUNTERCLOCKWISE; turn++) {
        if (votes[turn] > votes[best])
            best = (enum pdf_turn)turn;
    }
    return best;
}

/* Turns by a quarter: what stood at the left edge then stands at the upper one. */
static void turn_clockwise(struct pdf_text *text, struct pdf_rules *rules)
{
    double height = rules->height;
    for (size_t i = 0; i < text->count; i++) {
        struct pdf_glyph *glyph = &text->glyphs[i], was = *glyph;
        glyph->x0 = height - was.y1;
        glyph->x1 = height - was.y0;
        glyph->y0 = was.x0;
        glyph->y1 = was.x1;
    }
    /* A line across at y becomes one down at height - y; one down at x keeps its x as y. */
    struct pdf_rule_list across = rules->list[PDF_ACROSS], down = rules->list[PDF_DOWN];
    for (size_t i = 0; i < across.count; i++)
        across.rules[i].at = height - across.rules[i].at;
    for (size_t i = 0; i < down.count; i++) {
        double from = down.rules[i].from;
        down.rules[i].from = height - down.rules[i].to;
        down.rules[i].to = height - from;
    }
    rules->list[PDF_ACROSS] = down;
    rules->list[PDF_DOWN] = across;
    rules->height = rules->width;
    rules->width = height;
}

void pdf_turn(enum pdf_turn turn, struct pdf_text *text, struct pdf_rules *rules)
{
    for (int i = 0; i < (int)turn; i++)
        turn_clockwise(text, rules);
}
