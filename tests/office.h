/* Office files for tests, put together from their parts. */
#ifndef TESTS_OFFICE_H
#define TESTS_OFFICE_H

#include "fixtures.h"

struct office_part {
    const char *name, *text;
};

/* A ZIP file with these members, the last of them followed by one without a name. Free its data. */
struct bytes office_zip(const struct office_part *parts);

/* What a Word document of tests is made of; NULL: nothing. */
struct office_word {
    const char *body;     /* within w:body */
    const char *styles;   /* within w:styles */
    const char *lists;    /* within w:numbering */
    const char *core;     /* within cp:coreProperties */
    const char *document; /* word/document.xml as a whole, in place of `body` */
};

/* Namespaces for the root of a part. */
#define OFFICE_SPACES                                                                              \
    " xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"                      \
    " xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"                      \
    " xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape'"               \
    " xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'"                        \
    " xmlns:v='urn:schemas-microsoft-com:vml'"

/* The file; free its data. */
struct bytes office_word(const struct office_word *word);

#endif
