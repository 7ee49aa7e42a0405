/*
 * A document as lines: a paragraph is one line for each line break in it, and a row of a table is
 * one line, its cells closed by code points that tell of their columns (NB_CELL_END). Tables that
 * only hold a page in its place are taken apart: what stands in their cells are paragraphs and
 * tables like others.
 */
#ifndef NB_LAYOUT_H
#define NB_LAYOUT_H

#include "arena.h"
#include "blocks.h"
#include "text.h"

/*
 * Makes the text of a sound document, whose bytes must outlive it. Time and memory are linear in
 * the document, whatever its cells span. Returns 0, or -1 when memory ran out.
 */
int nb_layout_text(struct nb_text *text, struct nb_arena *arena,
                   const struct nb_document *document);

#endif
