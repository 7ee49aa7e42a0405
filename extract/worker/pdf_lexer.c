#include "pdf_lexer.h"

#include <string.h>

#define CLEAN 12 /* bytes behind the end of an image that must be text */

static int is_space(int c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0;
}

static int is_regular(int c)
{
    return !is_space(c) && !strchr("()<>[]{}/%", c);
}

void pdf_lexer_init(struct pdf_lexer *lexer, const unsigned char *bytes, size_t size)
{
    memset(lexer, 0, sizeof *lexer);
    lexer->at = bytes;
    lexer->end = bytes + size;
}

static void skip_comment(struct pdf_lexer *lexer)
{
    while (lexer->at < lexer->end && *lexer->at != '\n' && *lexer->at != '\r')
        lexer->at++;
}

static void skip_space(struct pdf_lexer *lexer)
{
    while (lexer->at < lexer->end) {
        if (*lexer->at == '%')
            skip_comment(lexer);
        else if (is_space(*lexer->at))
            lexer->at++;
        else
            return;
    }
}

/* A string in brackets, which may hold others. */
static void skip_string(struct pdf_lexer *lexer)
{
    size_t depth = 0;
    for (; lexer->at < lexer->end; lexer->at++) {
        if (*lexer->at == '\\' && lexer->at + 1 < lexer->end)
            lexer->at++;
        else if (*lexer->at == '(')
            depth++;
        else if (*lexer->at == ')' && --depth == 0)
            break;
    }
    if (lexer->at < lexer->end)
        lexer->at++;
}

static void skip_hex_string(struct pdf_lexer *lexer)
{
    const unsigned char *close = memchr(lexer->at, '>', (size_t)(lexer->end - lexer->at));
    lexer->at = close ? close + 1 : lexer->end;
}

static enum pdf_token delimiter(struct pdf_lexer *lexer)
{
    int c = *lexer->at;
    if (c == '(')
        skip_string(lexer);
    else if (c == '<' && lexer->at + 1 < lexer->end && lexer->at[1] == '<')
        lexer->at += 2;
    else if (c == '<')
        skip_hex_string(lexer);
    else
        lexer->at++;
    return PDF_OTHER;
}

static void take_word(struct pdf_lexer *lexer)
{
    lexer->text = (const char *)lexer->at;
    while (lexer->at < lexer->end && is_regular(*lexer->at))
        lexer->at++;
    lexer->length = (size_t)(lexer->at - (const unsigned char *)lexer->text);
}

/* What programs take for a number: "+-" before it do not matter much, nor what follows it. */
static double read_number(const char *text, size_t length)
{
    double value = 0, unit = 1;
    size_t i = 0;
    int negative = 0, fraction = 0;
    for (; i < length && (text[i] == '+' || text[i] == '-'); i++)
        negative = text[i] == '-';
    for (; i < length && ((text[i] >= '0' && text[i] <= '9') || text[i] == '.'); i++) {
        if (text[i] == '.' && fraction++)
            break;
        if (text[i] == '.')
            continue;
        unit = fraction ? unit / 10 : 1;
        value = fraction ? value + unit * (text[i] - '0') : value * 10 + (text[i] - '0');
    }
    return negative ? -value : value;
}

enum pdf_token pdf_lexer_next(struct pdf_lexer *lexer)
{
    skip_space(lexer);
    if (lexer->at >= lexer->end)
        return PDF_END;
    int c = *lexer->at;
    if (c == '/') {
        lexer->at++;
        take_word(lexer);
        return PDF_NAME;
    }
    if (!is_regular(c))
        return delimiter(lexer);
    take_word(lexer);
    if (!strchr("+-.0123456789", c))
        return PDF_OPERATOR;
    lexer->number = read_number(lexer->text, lexer->length);
    return PDF_NUMBER;
}

/* Whether the stream goes on with text here, as it does behind an image. */
static int is_text(const unsigned char *at, const unsigned char *end)
{
    for (int i = 0; i < CLEAN && at < end; i++, at++) {
        if ((*at < ' ' && !is_space(*at)) || *at > '~')
            return 0;
    }
    return 1;
}

void pdf_lexer_skip_image(struct pdf_lexer *lexer)
{
    const unsigned char *at = lexer->at;
    for (; lexer->end - at >= 3; at++) {
        if (is_space(at[0]) && at[1] == 'E' && at[2] == 'I' &&
            (lexer->end - at == 3 || is_space(at[3])) && is_text(at + 3, lexer->end)) {
            lexer->at = at + 3;
            return;
        }
    }
    lexer->at = lexer->end;
}
