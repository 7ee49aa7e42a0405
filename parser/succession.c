#include "succession.h"

#include <string.h>

/* The cell of a row that has that role, or -1. */
static int cell_of_role(const struct nb_form *form, int t, int r, enum nb_role role)
{
    const struct nb_row *row = &form->edition->tables[t].rows[r];
    for (int c = 0; c < row->column_count; c++)
        if (row->columns[c].role == role)
            return form->first[t][r] + c;
    return -1;
}

static int row_of_role(const struct nb_form *form, int t, enum nb_role role)
{
    const struct nb_table *table = &form->edition->tables[t];
    for (int r = 0; r < table->row_count; r++)
        if (table->rows[r].role == role)
            return r;
    return -1;
}

/* The row with that id, or -1. */
static int row_of_id(const struct nb_form *form, int t, const char *id)
{
    const struct nb_table *table = &form->edition->tables[t];
    for (int r = 0; id && r < table->row_count; r++)
        if (table->rows[r].id && strcmp(table->rows[r].id, id) == 0)
            return r;
    return -1;
}

/* The applicants are the same in every edition. */
static int add_carried(struct nb_succession *list, const struct nb_form *form,
                       const struct nb_form *before)
{
    int row = row_of_role(form, NB_REQUESTS, NB_CARRIED);
    int former = before ? row_of_role(before, NB_REQUESTS, NB_OUTFLOW) : -1;
    int columns = form->edition->tables[NB_REQUESTS].rows[row].column_count;
    for (int c = 0; c < columns; c++)
        list[c] = (struct nb_succession){
            .family = NB_HISTORY_CARRY_OVER,
            .cell = (short)(form->first[NB_REQUESTS][row] + c),
            .former = (short)(former < 0 ? -1 : before->first[NB_REQUESTS][former] + c),
            .gain = -1,
            .loss = -1,
        };
    return columns;
}

static int add_stocks(struct nb_succession *list, const struct nb_form *form,
                      const struct nb_form *before)
{
    const struct nb_table *table = &form->edition->tables[NB_DISCLOSURE];
    int count = 0;
    for (int r = 0; r < table->row_count; r++) {
        int cell = cell_of_role(form, NB_DISCLOSURE, r, NB_STOCK), former = -1;
        if (cell < 0)
            continue;
        if (before)
            former = row_of_id(before, NB_DISCLOSURE, table->rows[r].id);
        if (former >= 0)
            former = cell_of_role(before, NB_DISCLOSURE, former, NB_STOCK);
        list[count++] = (struct nb_succession){
            .family = NB_HISTORY_IN_FORCE,
            .cell = (short)cell,
            .former = (short)former,
            .gain = (short)cell_of_role(form, NB_DISCLOSURE, r, NB_GAIN),
            .loss = (short)cell_of_role(form, NB_DISCLOSURE, r, NB_LOSS),
        };
    }
    return count;
}

int nb_successions(struct nb_succession list[NB_MAX_SUCCESSIONS], const struct nb_form *form,
                   const struct nb_form *before)
{
    int count = add_carried(list, form, before);
    return count + add_stocks(list + count, form, before);
}
