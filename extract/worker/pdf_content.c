#include "pdf_content.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pdf_array.h"
#include "pdf_lexer.h"

#define OPERANDS 6
#define UNSEEN   3      /* the mode in which text is neither filled nor stroked */
#define STATES   64     /* nested q; deeper ones are counted, but their matrix is not kept */
#define DEEP     10000  /* likewise; more is no content but an attack */
#define POINTS   100000 /* of one path; what follows them is left out */
#define RING     4.0    /* the border of a box, drawn as a box within a box, is no wider */

struct point {
    double x, y;
    unsigned char moved;  /* begins a part of the path */
    unsigned char curved; /* the way here is no line */
};

struct state {
    struct pdf_matrix matrix;
    int unseen; /* text is not shown, only there to be found */
};

struct machine {
    struct pdf_lexer lexer;
    struct state now, saved[STATES];
    size_t depth;
    double operands[OPERANDS]; /* the last ones */
    size_t operand_count;
    const char *name;
    size_t name_length;
    struct point *points; /* owned */
    size_t point_count, point_room;
    size_t begun; /* where the last part of the path begins */
    pdf_painter paint;
    void *context;
    struct pdf_rules *rules;
};

struct pdf_matrix pdf_matrix_multiply(const struct pdf_matrix *first, const struct pdf_matrix *then)
{
    return (struct pdf_matrix){
        .a = first->a * then->a + first->b * then->c,
        .b = first->a * then->b + first->b * then->d,
        .c = first->c * then->a + first->d * then->c,
        .d = first->c * then->b + first->d * then->d,
        .e = first->e * then->a + first->f * then->c + then->e,
        .f = first->e * then->b + first->f * then->d + then->f,
    };
}

void pdf_content_image(struct pdf_rules *rules, const struct pdf_matrix *matrix)
{
    double across = matrix->a + matrix->c, down = matrix->b + matrix->d;
    pdf_rules_box(rules, matrix->e, matrix->f, matrix->e + across, matrix->f + down);
    rules->picture = fmax(rules->picture, fabs(across * down));
}

/* The operand at `index` of the `count` that the operator takes. */
static double operand(const struct machine *m, size_t count, size_t index)
{
    return m->operand_count < count ? 0 : m->operands[OPERANDS - count + index];
}

static void push_operand(struct machine *m, double value)
{
    memmove(m->operands, m->operands + 1, sizeof m->operands - sizeof *m->operands);
    m->operands[OPERANDS - 1] = value;
    m->operand_count++;
}

static void add_point(struct machine *m, double x, double y, int moved, int curved)
{
    const struct pdf_matrix *by = &m->now.matrix;
    moved |= m->point_count == 0;
    if (m->point_count >= POINTS ||
        pdf_reserve((void **)&m->points, &m->point_room, m->point_count + 1, sizeof *m->points))
        return;
    if (moved)
        m->begun = m->point_count;
    m->points[m->point_count++] = (struct point){
        .x = by->a * x + by->c * y + by->e,
        .y = by->b * x + by->d * y + by->f,
        .moved = (unsigned char)moved,
        .curved = (unsigned char)curved,
    };
}

static void op_save(struct machine *m)
{
    if (m->depth < STATES)
        m->saved[m->depth] = m->now;
    m->depth++;
}

static void op_restore(struct machine *m)
{
    if (m->depth == 0)
        return;
    m->depth--;
    if (m->depth < STATES)
        m->now = m->saved[m->depth];
}

static void op_matrix(struct machine *m)
{
    const double *v = m->operands;
    if (m->operand_count < OPERANDS)
        return;
    struct pdf_matrix matrix = {v[0], v[1], v[2], v[3], v[4], v[5]};
    m->now.matrix = pdf_matrix_multiply(&matrix, &m->now.matrix);
}

static void op_move(struct machine *m)
{
    add_point(m, operand(m, 2, 0), operand(m, 2, 1), 1, 0);
}

static void op_line(struct machine *m)
{
    add_point(m, operand(m, 2, 0), operand(m, 2, 1), 0, 0);
}

static void op_curve(struct machine *m)
{
    add_point(m, operand(m, 2, 0), operand(m, 2, 1), 0, 1);
}

static void op_close(struct machine *m)
{
    if (m->point_count == 0 || m->point_count >= POINTS ||
        pdf_reserve((void **)&m->points, &m->point_room, m->point_count + 1, sizeof *m->points))
        return;
    struct point close = m->points[m->begun];
    close.moved = close.curved = 0;
    m->points[m->point_count++] = close;
}

static void op_box(struct machine *m)
{
    double x = operand(m, 4, 0), y = operand(m, 4, 1);
    double width = operand(m, 4, 2), height = operand(m, 4, 3);
    add_point(m, x, y, 1, 0);
    add_point(m, x + width, y, 0, 0);
    add_point(m, x + width, y + height, 0, 0);
    add_point(m, x, y + height, 0, 0);
    op_close(m);
}

static void op_forget(struct machine *m)
{
    m->point_count = 0;
}

static void stroke(struct machine *m)
{
    for (size_t i = 1; i < m->point_count; i++) {
        const struct point *from = &m->points[i - 1], *to = &m->points[i];
        if (!to->moved && !to->curved)
            pdf_rules_line(m->rules, from->x, from->y, to->x, to->y);
    }
}

struct extent {
    double x0, y0, x1, y1;
    int curved;
};

/* What the part of the path from point `i` on covers; returns where the next part begins. */
static size_t measure(const struct machine *m, size_t i, struct extent *extent)
{
    const struct point *first = &m->points[i];
    *extent = (struct extent){first->x, first->y, first->x, first->y, 0};
    for (i++; i < m->point_count && !m->points[i].moved; i++) {
        const struct point *point = &m->points[i];
        extent->x0 = fmin(extent->x0, point->x);
        extent->y0 = fmin(extent->y0, point->y);
        extent->x1 = fmax(extent->x1, point->x);
        extent->y1 = fmax(extent->y1, point->y);
        extent->curved |= point->curved;
    }
    return i;
}

/* Whether one box within the other, with the space between them filled, shows as a border. */
static int is_ring(const struct extent *a, const struct extent *b)
{
    return fabs(a->x0 - b->x0) <= RING && fabs(a->y0 - b->y0) <= RING &&
           fabs(a->x1 - b->x1) <= RING && fabs(a->y1 - b->y1) <= RING;
}

static void add_ring(struct pdf_rules *rules, const struct extent *box)
{
    pdf_rules_line(rules, box->x0, box->y0, box->x1, box->y0);
    pdf_rules_line(rules, box->x0, box->y1, box->x1, box->y1);
    pdf_rules_line(rules, box->x0, box->y0, box->x0, box->y1);
    pdf_rules_line(rules, box->x1, box->y0, box->x1, box->y1);
}

static void fill(struct machine *m)
{
    struct extent box, last = {0};
    for (size_t i = 0, part = 0; i < m->point_count; part++) {
        i = measure(m, i, &box);
        if (!box.curved)
            pdf_rules_box(m->rules, box.x0, box.y0, box.x1, box.y1);
        if (part > 0 && !box.curved && !last.curved && is_ring(&box, &last))
            add_ring(m->rules, &box);
        last = box;
    }
}

static void op_stroke(struct machine *m)
{
    stroke(m);
    op_forget(m);
}

static void op_close_stroke(struct machine *m)
{
    op_close(m);
    op_stroke(m);
}

static void op_fill(struct machine *m)
{
    fill(m);
    op_forget(m);
}

static void op_both(struct machine *m)
{
    fill(m);
    op_stroke(m);
}

static void op_close_both(struct machine *m)
{
    op_close(m);
    op_both(m);
}

static void op_paint(struct machine *m)
{
    if (m->name && m->paint)
        m->paint(m->context, m->name, m->name_length, &m->now.matrix);
}

static void op_inline_image(struct machine *m)
{
    pdf_lexer_skip_image(&m->lexer);
    pdf_content_image(m->rules, &m->now.matrix);
}

static void op_text_mode(struct machine *m)
{
    m->now.unseen = operand(m, 1, 0) == UNSEEN;
}

static void op_text(struct machine *m)
{
    m->rules->written++;
    m->rules->unseen += m->now.unseen != 0;
}

static const struct {
    char name[4];
    void (*run)(struct machine *m);
} operators[] = {
    {"q", op_save},       {"Q", op_restore},    {"cm", op_matrix},       {"m", op_move},
    {"l", op_line},       {"c", op_curve},      {"v", op_curve},         {"y", op_curve},
    {"h", op_close},      {"re", op_box},       {"S", op_stroke},        {"s", op_close_stroke},
    {"f", op_fill},       {"F", op_fill},       {"f*", op_fill},         {"B", op_both},
    {"B*", op_both},      {"b", op_close_both}, {"b*", op_close_both},   {"n", op_forget},
    {"Tr", op_text_mode}, {"Tj", op_text},      {"TJ", op_text},         {"'", op_text},
    {"\"", op_text},      {"Do", op_paint},     {"ID", op_inline_image},
};

static void run_operator(struct machine *m)
{
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (m->lexer.length == strlen(operators[i].name) &&
            memcmp(m->lexer.text, operators[i].name, m->lexer.length) == 0) {
            operators[i].run(m);
            break;
        }
    }
    m->operand_count = 0;
    m->name = NULL;
}

int pdf_content_run(const unsigned char *bytes, size_t size, const struct pdf_matrix *start,
                    pdf_painter paint, void *context, struct pdf_rules *rules)
{
    struct machine m = {.now = {*start, 0}, .paint = paint, .context = context, .rules = rules};
    enum pdf_token token;
    pdf_lexer_init(&m.lexer, bytes, size);
    while (m.depth <= DEEP && (token = pdf_lexer_next(&m.lexer)) != PDF_END) {
        if (token == PDF_NUMBER) {
            push_operand(&m, m.lexer.number);
        } else if (token == PDF_NAME) {
            m.name = m.lexer.text;
            m.name_length = m.lexer.length;
        } else if (token == PDF_OPERATOR) {
            run_operator(&m);
        }
    }
    free(m.points);
    return m.depth <= DEEP ? 0 : -1;
}
