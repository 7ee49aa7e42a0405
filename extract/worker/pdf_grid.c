#include "pdf_grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pdf_array.h"

#define OPEN 6.0 /* lines that reach out further are cells whose outer border was not drawn */

#define PLACES 100000 /* rows times columns */

/* A table being found. */
struct frame {
    const struct pdf_rules *rules;
    const int *group[2]; /* which table each line belongs to, by direction */
    int wanted;          /* the group that is looked at */
    struct pdf_table *table;
    unsigned char *walls[2]; /* owned: below, and right of, each place: whether a line is there */
};

/* ---- which lines belong together ---- */

static int root(int *parents, int i)
{
    while (parents[i] != i) {
        parents[i] = parents[parents[i]];
        i = parents[i];
    }
    return i;
}

static int touch(const struct pdf_rule *across, const struct pdf_rule *down)
{
    return down->at >= across->from - PDF_NEAR && down->at <= across->to + PDF_NEAR &&
           across->at >= down->from - PDF_NEAR && across->at <= down->to + PDF_NEAR;
}

/* Numbers the lines across from 0, then those down; lines that touch get the same root. */
static void group_lines(const struct pdf_rules *rules, int *parents)
{
    const struct pdf_rule_list *across = &rules->list[PDF_ACROSS], *down = &rules->list[PDF_DOWN];
    for (size_t i = 0; i < across->count + down->count; i++)
        parents[i] = (int)i;
    for (size_t i = 0; i < across->count; i++) {
        for (size_t j = 0; j < down->count; j++) {
            if (touch(&across->rules[i], &down->rules[j]))
                parents[root(parents, (int)i)] = root(parents, (int)(across->count + j));
        }
    }
    for (size_t i = 0; i < across->count + down->count; i++)
        parents[i] = root(parents, (int)i);
}

/* ---- rows and columns ---- */

/* Puts each run of places that are near to each other into one, their mean. */
static int merge_places(double *places, int count)
{
    int kept = 0;
    qsort(places, (size_t)count, sizeof *places, pdf_by_value);
    for (int i = 0; i < count;) {
        double first = places[i], sum = 0;
        int n = 0;
        for (; i < count && places[i] <= first + PDF_NEAR; i++, n++)
            sum += places[i];
        places[kept++] = sum / n;
    }
    return kept;
}

/* Where the lines of the frame in direction `way` begin first and end last. */
static void measure_ends(const struct frame *frame, enum pdf_direction way, double *low,
                         double *high)
{
    const struct pdf_rule_list *list = &frame->rules->list[way];
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t i = 0; i < list->count; i++) {
        if (frame->group[way][i] == frame->wanted) {
            *low = fmin(*low, list->rules[i].from);
            *high = fmax(*high, list->rules[i].to);
        }
    }
}

/* The edges of rows (from lines across) or of columns (from lines down). */
static int find_edges(struct frame *frame, enum pdf_direction way)
{
    const struct pdf_rule_list *list = &frame->rules->list[way];
    double *edges = malloc((list->count + 2) * sizeof *edges), low, high;
    int count = 0;
    frame->table->edges[way] = edges;
    if (!edges)
        return -1;
    for (size_t i = 0; i < list->count; i++) {
        if (frame->group[way][i] == frame->wanted)
            edges[count++] = list->rules[i].at;
    }
    count = merge_places(edges, count);
    measure_ends(frame, way == PDF_ACROSS ? PDF_DOWN : PDF_ACROSS, &low, &high);
    if (count > 0 && low < edges[0] - OPEN) {
        memmove(edges + 1, edges, (size_t)count++ * sizeof *edges);
        edges[0] = low;
    }
    if (count > 0 && high > edges[count - 1] + OPEN)
        edges[count++] = high;
    frame->table->count[way] = count - 1;
    return 0;
}

/* ---- cells ---- */

/* The edge nearest to `at`. */
static int nearest(const double *edges, int count, double at)
{
    int best = 0;
    for (int i = 1; i <= count; i++) {
        if (fabs(edges[i] - at) < fabs(edges[best] - at))
            best = i;
    }
    return best;
}

/* Puts up the walls that a line makes: on the near side of each place behind it. */
static void build_wall(struct frame *frame, enum pdf_direction way, const struct pdf_rule *rule)
{
    const struct pdf_table *table = frame->table;
    int other = way == PDF_ACROSS ? PDF_DOWN : PDF_ACROSS;
    int edge = nearest(table->edges[way], table->count[way], rule->at);
    if (edge == table->count[way])
        return;
    for (int i = 0; i < table->count[other]; i++) {
        double middle = (table->edges[other][i] + table->edges[other][i + 1]) / 2;
        int row = way == PDF_ACROSS ? edge : i, column = way == PDF_ACROSS ? i : edge;
        if (rule->from <= middle && middle <= rule->to)
            frame->walls[way][row * table->count[PDF_DOWN] + column] = 1;
    }
}

static int build_walls(struct frame *frame)
{
    size_t places = (size_t)frame->table->count[PDF_ACROSS] * (size_t)frame->table->count[PDF_DOWN];
    for (int way = PDF_ACROSS; way <= PDF_DOWN; way++) {
        const struct pdf_rule_list *list = &frame->rules->list[way];
        frame->walls[way] = calloc(places, 1);
        if (!frame->walls[way])
            return -1;
        for (size_t i = 0; i < list->count; i++) {
            if (frame->group[way][i] == frame->wanted)
                build_wall(frame, (enum pdf_direction)way, &list->rules[i]);
        }
    }
    return 0;
}

/* Whether the cell can take the row below it: no wall on top of it and none within. */
static int can_grow(const struct frame *frame, const struct pdf_cell *cell)
{
    const struct pdf_table *table = frame->table;
    int columns = table->count[PDF_DOWN], row = cell->row + cell->height;
    if (row == table->count[PDF_ACROSS])
        return 0;
    for (int column = cell->column; column < cell->column + cell->width; column++) {
        int place = row * columns + column;
        if (table->owner[place] >= 0 || frame->walls[PDF_ACROSS][place] ||
            (column > cell->column && frame->walls[PDF_DOWN][place]))
            return 0;
    }
    return 1;
}

/* The largest cell that begins at this place. */
static struct pdf_cell grow_cell(const struct frame *frame, int row, int column)
{
    const struct pdf_table *table = frame->table;
    int columns = table->count[PDF_DOWN];
    struct pdf_cell cell = {0, 0, row, column, 1, 1};
    for (int next = column + 1; next < columns; next++, cell.width++) {
        if (table->owner[row * columns + next] >= 0 || frame->walls[PDF_DOWN][row * columns + next])
            break;
    }
    while (can_grow(frame, &cell))
        cell.height++;
    cell.x0 = table->edges[PDF_DOWN][column];
    cell.x1 = table->edges[PDF_DOWN][column + cell.width];
    return cell;
}

static void own(struct pdf_table *table, const struct pdf_cell *cell)
{
    for (int row = cell->row; row < cell->row + cell->height; row++) {
        for (int column = cell->column; column < cell->column + cell->width; column++)
            table->owner[row * table->count[PDF_DOWN] + column] = table->cell_count;
    }
    table->cells[table->cell_count++] = *cell;
}

static int find_cells(struct frame *frame)
{
    struct pdf_table *table = frame->table;
    int places = table->count[PDF_ACROSS] * table->count[PDF_DOWN];
    table->owner = malloc((size_t)places * sizeof *table->owner);
    table->cells = malloc((size_t)places * sizeof *table->cells);
    if (!table->owner || !table->cells)
        return -1;
    memset(table->owner, 0xFF, (size_t)places * sizeof *table->owner);
    for (int place = 0; place < places; place++) {
        if (table->owner[place] >= 0)
            continue;
        struct pdf_cell cell =
            grow_cell(frame, place / table->count[PDF_DOWN], place % table->count[PDF_DOWN]);
        own(table, &cell);
    }
    return 0;
}

/* ---- rows and columns in which no cell begins ---- */

static int first_of(const struct pdf_cell *cell, int way)
{
    return way == PDF_ACROSS ? cell->row : cell->column;
}

/* Numbers the rows (columns) anew so that each has a cell that begins in it. */
static int number_anew(struct pdf_table *table, int way)
{
    int count = table->count[way];
    int *numbers = calloc((size_t)count + 1, sizeof *numbers);
    if (!numbers)
        return -1;
    for (int i = 0; i < table->cell_count; i++)
        numbers[first_of(&table->cells[i], way) + 1] = 1;
    for (int i = 1; i <= count; i++)
        numbers[i] += numbers[i - 1];
    for (int i = 0; i < table->cell_count; i++) {
        struct pdf_cell *cell = &table->cells[i];
        int *first = way == PDF_ACROSS ? &cell->row : &cell->column;
        int *size = way == PDF_ACROSS ? &cell->height : &cell->width;
        *size = numbers[*first + *size] - numbers[*first];
        *first = numbers[*first];
    }
    free(numbers);
    return 0;
}

/* ---- all of it ---- */

void pdf_table_free(struct pdf_table *table)
{
    free(table->edges[PDF_ACROSS]);
    free(table->edges[PDF_DOWN]);
    free(table->owner);
    free(table->cells);
    memset(table, 0, sizeof *table);
}

/* Makes the table of the lines in the group. Returns 0 and perhaps no cells, or -1. */
static int make_table(struct frame *frame)
{
    struct pdf_table *table = frame->table;
    if (find_edges(frame, PDF_ACROSS) || find_edges(frame, PDF_DOWN))
        return -1;
    int rows = table->count[PDF_ACROSS], columns = table->count[PDF_DOWN];
    if (rows < 1 || columns < 1 || rows * columns < 2)
        return 0;
    if (rows > PLACES / columns)
        return -1;
    table->x0 = table->edges[PDF_DOWN][0];
    table->x1 = table->edges[PDF_DOWN][columns];
    table->y0 = table->edges[PDF_ACROSS][0];
    table->y1 = table->edges[PDF_ACROSS][rows];
    int result = build_walls(frame) || find_cells(frame) || number_anew(table, PDF_ACROSS) ||
                         number_anew(table, PDF_DOWN)
                     ? -1
                     : 0;
    free(frame->walls[PDF_ACROSS]);
    free(frame->walls[PDF_DOWN]);
    return result;
}

/* Adds the table of the lines whose group is `wanted`, if they make one. */
static int add_table(const struct pdf_rules *rules, const int *groups, int wanted,
                     struct pdf_tables *tables)
{
    struct pdf_table table;
    struct frame frame = {.rules = rules,
                          .group = {groups, groups + rules->list[PDF_ACROSS].count},
                          .wanted = wanted,
                          .table = &table};
    memset(&table, 0, sizeof table);
    if (make_table(&frame) == 0 && table.cell_count < 2) {
        pdf_table_free(&table);
        return 0;
    }
    if (table.cell_count < 2 || tables->count == PDF_TABLES ||
        pdf_reserve((void **)&tables->tables, &tables->room, tables->count + 1, sizeof table)) {
        pdf_table_free(&table);
        return -1;
    }
    tables->tables[tables->count++] = table;
    return 0;
}

int pdf_tables_find(const struct pdf_rules *rules, struct pdf_tables *tables)
{
    size_t across = rules->list[PDF_ACROSS].count, down = rules->list[PDF_DOWN].count;
    memset(tables, 0, sizeof *tables);
    if (across == 0 || down == 0)
        return 0;
    if (across > PDF_LINES || down > PDF_LINES)
        return -1;
    int parents[2 * PDF_LINES];
    group_lines(rules, parents);
    /* A group has lines of both directions, or makes no table; it is found by its first across. */
    unsigned char seen[2 * PDF_LINES] = {0};
    for (size_t i = 0; i < across; i++) {
        if (seen[parents[i]])
            continue;
        seen[parents[i]] = 1;
        if (add_table(rules, parents, parents[i], tables)) {
            pdf_tables_free(tables);
            return -1;
        }
    }
    return 0;
}

void pdf_tables_free(struct pdf_tables *tables)
{
    for (size_t i = 0; i < tables->count; i++)
        pdf_table_free(&tables->tables[i]);
    free(tables->tables);
    memset(tables, 0, sizeof *tables);
}

/* Which of the `count` spaces between edges `at` lies in, or -1. */
static int space_at(const double *edges, int count, double at)
{
    int low = 0, high = count;
    if (!(at >= edges[0] && at < edges[count]))
        return -1;
    while (high - low > 1) {
        int middle = (low + high) / 2;
        if (at < edges[middle])
            high = middle;
        else
            low = middle;
    }
    return low;
}

int pdf_table_cell_at(const struct pdf_table *table, double x, double y)
{
    int row = space_at(table->edges[PDF_ACROSS], table->count[PDF_ACROSS], y);
    int column = space_at(table->edges[PDF_DOWN], table->count[PDF_DOWN], x);
    return row < 0 || column < 0 ? -1 : table->owner[row * table->count[PDF_DOWN] + column];
}
