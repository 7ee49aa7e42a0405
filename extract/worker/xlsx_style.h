/* The looks of cells in a workbook, as far as they change what is read. */
#ifndef NIANBAO_XLSX_STYLE_H
#define NIANBAO_XLSX_STYLE_H

#include "../../parser/arena.h"
#include "package.h"

#define XLSX_STYLES 65536 /* more is input.too_large */

struct xlsx_style {
    const char *format; /* the code of its number format; "" is General */
    int boxed;          /* lines on both sides, or above and below */
};

struct xlsx_styles {
    struct nb_arena arena;
    struct xlsx_style *list; /* in the arena, as is what follows */
    size_t count;
};

/*
 * Reads the member `part` (NULL: there is none, and all cells look the same). Returns 0, or -1
 * after emit_fail(); free with xlsx_styles_free() in both cases.
 */
int xlsx_styles_read(struct package *package, const char *part, struct emit *emit,
                     struct xlsx_styles *out);
void xlsx_styles_free(struct xlsx_styles *styles);

/* The look with that number; for one that is not there a plain one. */
const struct xlsx_style *xlsx_style(const struct xlsx_styles *styles, long number);

#endif
