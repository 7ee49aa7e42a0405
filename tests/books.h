/* Excel files that tests write, from the XML of their parts. */
#ifndef TESTS_BOOKS_H
#define TESTS_BOOKS_H

#include "zip.h"

#define BOOK_SHEETS 4

/* What stands in a workbook; NULL leaves a part out. */
struct book {
    const char *tabs[BOOK_SHEETS];   /* the attributes of each sheet: "name='a' state='hidden'" */
    const char *sheets[BOOK_SHEETS]; /* what stands in <worksheet> */
    const char *strings;             /* in <sst> */
    const char *styles;              /* in <styleSheet> */
    const char *properties;          /* attributes of <workbookPr> */
    const char *title;               /* in the properties of the file */
    const char *space;               /* the namespace; NULL is that of the transitional form */
};

/* The file; the caller frees its bytes. */
struct zip book_write(const struct book *book);

/* What office_read() says of the file, as documents_read() shows it; new. */
char *book_read(const struct book *book);

/* The same of a workbook with one sheet whose rows these are. */
char *book_read_rows(const char *rows);

#endif
