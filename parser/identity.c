#include "identity.h"

#include <string.h>

static void add_term(struct nb_identities *all, int cell, int sign)
{
    struct nb_identity *identity = &all->list[all->count];
    all->terms[all->term_count++] = (struct nb_term){(short)cell, (signed char)sign};
    identity->count++;
    for (int i = 0; i < NB_PER_CELL; i++) {
        if (all->of_cell[cell][i] < 0) {
            all->of_cell[cell][i] = (signed char)all->count;
            all->sign_of_cell[cell][i] = (signed char)sign;
            return;
        }
    }
}

static void begin(struct nb_identities *all, enum nb_code family, int cell)
{
    all->list[all->count] = (struct nb_identity){
        .family = family, .cell = (short)cell, .first = (short)all->term_count};
}

/* What a row is to the sums of its own year. */
static enum nb_role role_in_sums(const struct nb_row *row)
{
    return row->role == NB_CARRIED ? NB_INFLOW : row->role;
}

/* Sums down one column of a table: rows of role `plus` against rows of the two roles `minus`. */
static void add_column(struct nb_identities *all, const struct nb_form *form, int t, int column,
                       enum nb_code family, enum nb_role plus, enum nb_role minus,
                       enum nb_role also_minus)
{
    const struct nb_table *table = &form->edition->tables[t];
    int begun = 0;
    for (int r = 0; r < table->row_count; r++) {
        enum nb_role role = role_in_sums(&table->rows[r]);
        if (role == NB_FREE || (role != plus && role != minus && role != also_minus))
            continue;
        int cell = form->first[t][r] + column;
        if (role == plus && !begun++)
            begin(all, family, cell);
    }
    for (int r = 0; begun && r < table->row_count; r++) {
        enum nb_role role = role_in_sums(&table->rows[r]);
        if (role == plus)
            add_term(all, form->first[t][r] + column, 1);
        else if (role != NB_FREE && (role == minus || role == also_minus))
            add_term(all, form->first[t][r] + column, -1);
    }
    all->count += begun > 0;
}

static void add_row(struct nb_identities *all, const struct nb_form *form, int t, int r,
                    enum nb_code family)
{
    const struct nb_row *row = &form->edition->tables[t].rows[r];
    int total = -1;
    for (int c = 0; c < row->column_count; c++)
        if (row->columns[c].role == NB_TOTAL)
            total = form->first[t][r] + c;
    if (total < 0)
        return;
    begin(all, family, total);
    for (int c = 0; c < row->column_count; c++)
        add_term(all, form->first[t][r] + c, row->columns[c].role == NB_TOTAL ? 1 : -1);
    all->list[all->count].implied = row->role == NB_PROCESSED;
    all->count++;
}

void nb_identities_init(struct nb_identities *all, const struct nb_form *form)
{
    memset(all, 0, sizeof *all);
    memset(all->of_cell, -1, sizeof all->of_cell);
    int columns = form->edition->tables[NB_REQUESTS].rows[0].column_count;
    for (int c = 0; c < columns; c++)
        add_column(all, form, NB_REQUESTS, c, NB_REQUESTS_BALANCE, NB_INFLOW, NB_PROCESSED,
                   NB_OUTFLOW);
    for (int c = 0; c < columns; c++)
        add_column(all, form, NB_REQUESTS, c, NB_REQUESTS_PROCESSED_SUM, NB_PROCESSED, NB_OUTCOME,
                   NB_OUTCOME);
    for (int r = 0; r < form->edition->tables[NB_REQUESTS].row_count; r++)
        add_row(all, form, NB_REQUESTS, r, NB_REQUESTS_ROW_SUM);
    for (int r = 0; r < form->edition->tables[NB_PROCEEDINGS].row_count; r++)
        add_row(all, form, NB_PROCEEDINGS, r, NB_PROCEEDINGS_SUM);
}

enum nb_verdict nb_identity_judge(const struct nb_identities *all, int index,
                                  const unsigned char *known, const int64_t *value, int64_t *sum)
{
    const struct nb_identity *identity = &all->list[index];
    int unknown_plus = 0, unknown_minus = 0;
    *sum = 0;
    for (int i = 0; i < identity->count; i++) {
        const struct nb_term *term = &all->terms[identity->first + i];
        if (known[term->cell])
            *sum += term->sign * value[term->cell];
        else if (term->sign > 0)
            unknown_plus++;
        else
            unknown_minus++;
    }
    if (unknown_plus + unknown_minus == 0)
        return *sum == 0 ? NB_PASSED : NB_FAILED;
    if ((*sum > 0 && !unknown_minus) || (*sum < 0 && !unknown_plus))
        return NB_FAILED;
    return NB_UNDECIDED;
}

static int complete(const struct nb_identities *all, int index, const unsigned char *known)
{
    const struct nb_identity *identity = &all->list[index];
    for (int i = 0; i < identity->count; i++)
        if (!known[all->terms[identity->first + i].cell])
            return 0;
    return 1;
}

/* Whether one change of `cell` repairs all `failed` identities and touches none that holds. */
static int explains(const struct nb_identities *all, int cell, const enum nb_verdict *verdict,
                    const int64_t *sum, int failed, int64_t *change)
{
    int repaired = 0;
    for (int i = 0; i < NB_PER_CELL; i++) {
        int index = all->of_cell[cell][i];
        if (index < 0 || verdict[index] == NB_UNDECIDED)
            continue;
        if (verdict[index] == NB_PASSED)
            return 0;
        int64_t needed = -sum[index] * all->sign_of_cell[cell][i];
        if (repaired++ && needed != *change)
            return 0;
        *change = needed;
    }
    return repaired == failed && repaired > 1;
}

int nb_identities_suspect(const struct nb_identities *all, const unsigned char *known,
                          const int64_t *value_of, int64_t *value)
{
    enum nb_verdict verdict[NB_MAX_IDENTITIES];
    int64_t sum[NB_MAX_IDENTITIES];
    int failed = 0, suspect = -1;
    for (int i = 0; i < all->count; i++) {
        verdict[i] = nb_identity_judge(all, i, known, value_of, &sum[i]);
        failed += verdict[i] == NB_FAILED;
        if (verdict[i] == NB_FAILED && !complete(all, i, known))
            return -1;
    }
    for (int cell = 0; failed && cell < NB_MAX_CELLS; cell++) {
        int64_t change = 0;
        if (!known[cell] || !explains(all, cell, verdict, sum, failed, &change) ||
            value_of[cell] + change < 0)
            continue;
        if (suspect >= 0)
            return -1;
        suspect = cell;
        *value = value_of[cell] + change;
    }
    return suspect;
}
