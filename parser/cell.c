#include "cell.h"

static const int64_t MAX_VALUE = 999999999999999; /* NB_MAX_DIGITS nines */

/* Drops noughts behind the point and fills up those before it. */
static int settle(int64_t *number, int *digits)
{
    while (*digits > 0 && *number % 10 == 0) {
        *number /= 10;
        --*digits;
    }
    for (; *digits < 0; ++*digits) {
        *number *= 10;
        if (*number > MAX_VALUE || *number < -MAX_VALUE)
            return -1;
    }
    return *digits > NB_MAX_DIGITS ? -1 : 0;
}

int nb_cell_scale(struct nb_cell *cell, int places)
{
    int64_t number = cell->value;
    int digits = cell->scale + places;
    if (settle(&number, &digits))
        return -1;
    cell->value = number;
    cell->scale = (unsigned char)digits;
    return 0;
}

int nb_cell_number(const struct nb_token *token, enum nb_kind kind, int64_t *value,
                   unsigned char *scale)
{
    if (token->overlong || (token->value < 0 && kind != NB_CHANGE))
        return -1;
    int money = kind == NB_DECIMAL || kind == NB_WAN_YUAN;
    if (money && token->counter)
        return -1;
    int64_t number = token->value;
    int digits = token->scale - token->shift;
    if (kind == NB_DECIMAL)
        digits = token->scale;
    else if (kind == NB_WAN_YUAN && (token->yuan || token->shift))
        digits += 4;
    if (settle(&number, &digits) || (digits > 0 && !money))
        return -1;
    *value = number;
    *scale = (unsigned char)digits;
    return 0;
}
