/*
 * Numbers as cells and prose print them, their units, and the marks that number a list.
 */
#ifndef NB_NUMBER_H
#define NB_NUMBER_H

#include "text.h"
#include "token.h"

/*
 * Reads a number at cp[start] (before `end`): sign, digits with thousands separators, decimals, a
 * unit. Returns the index behind it, or `start` when there is none.
 */
size_t nb_token_number(const struct nb_text *text, size_t start, size_t end,
                       struct nb_token *token);

/*
 * Reads the mark of a list at cp[start]: 一、 （一） (1) 1. 1、 and such. Returns the index behind
 * it, or `start` when there is none; sets mark and mark_number.
 */
size_t nb_token_mark(const struct nb_text *text, size_t start, size_t end, struct nb_token *token);

/*
 * Reads a unit at c[0] (`room` characters are there): 万 or 亿, 元, a counter such as 件. Sets
 * shift, yuan and counter; returns its length, 0 when there is none.
 */
size_t nb_token_unit(const uint32_t *c, size_t room, struct nb_token *token);

static inline int nb_is_space(uint32_t c)
{
    return c == ' ' || c == '\t';
}

/* Signs of emphasis and escapes that Markdown puts around what is printed. */
static inline int nb_is_decoration(uint32_t c)
{
    return c == '*' || c == '`' || c == '\\' || c == '#' || c == '>';
}

static inline size_t nb_skip_spaces(const uint32_t *c, size_t i, size_t end)
{
    while (i < end && (nb_is_space(c[i]) || nb_is_decoration(c[i])))
        i++;
    return i;
}

#endif
