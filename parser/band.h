/*
 * Bands: how the numbers of a table stand when a converter has printed them apart from their
 * labels. pdftotext and pdfminer print a page of a table block by block: some rows number by
 * number, then ten rows column by column, then rows again. The numbers are all there and in the
 * order of these bands, but nothing says where one ends. Arithmetic does: the last number of every
 * row is the sum of the others, and the columns have their identities.
 */
#ifndef NB_BAND_H
#define NB_BAND_H

#include <stdint.h>

#include "arena.h"
#include "identity.h"

/*
 * Finds the one way to cut `rows` rows of `width` cells into bands so that the numbers value[0 ..
 * rows * width) satisfy the identities. first[r] is the first cell of each row, whose last cell is
 * its total, or -1 for a row that the form does not have. line[i] is the line of the source that
 * value[i] stands on; a line of `width` numbers is a row and never cut. In a long table one row may
 * fail its sum, as a slip of the pen makes it. On success returns 1, and number[r * width + c] is
 * the index in value[] for column c of row r. Returns 0 when no way fits or when ways with
 * different values do, -1 when memory ran out.
 */
int nb_bands_solve(struct nb_arena *arena, const struct nb_identities *identities,
                   const short *first, int rows, int width, const int64_t *value,
                   const uint32_t *line, short *number);

#endif
