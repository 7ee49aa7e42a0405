/* The tokens of a PDF content stream (ISO 32000, 7.2), as far as paths need them. */
#ifndef NIANBAO_PDF_LEXER_H
#define NIANBAO_PDF_LEXER_H

#include <stddef.h>

enum pdf_token {
    PDF_END,
    PDF_NUMBER,   /* number */
    PDF_NAME,     /* text, length: without the slash, its #xx as they are */
    PDF_OPERATOR, /* text, length */
    PDF_OTHER,    /* a string, the start or the end of an array or dictionary */
};

struct pdf_lexer {
    const unsigned char *at, *end;
    double number;
    const char *text;
    size_t length;
};

void pdf_lexer_init(struct pdf_lexer *lexer, const unsigned char *bytes, size_t size);
enum pdf_token pdf_lexer_next(struct pdf_lexer *lexer);

/* Goes on behind the data of an inline image, whose ID was the last token. */
void pdf_lexer_skip_image(struct pdf_lexer *lexer);

#endif
