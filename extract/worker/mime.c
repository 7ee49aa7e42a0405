#include "mime.h"

#include <string.h>
#include <strings.h>

static const struct mime_text nothing = {"", 0};

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct mime_text skip(struct mime_text text, size_t length)
{
    return (struct mime_text){text.at + length, text.length - length};
}

static struct mime_text trim(struct mime_text text)
{
    while (text.length && is_blank(text.at[0]))
        text = skip(text, 1);
    while (text.length && is_blank(text.at[text.length - 1]))
        text.length--;
    return text;
}

/* Takes a line off the front of `rest`, with its end. */
static struct mime_text take_line(struct mime_text *rest)
{
    const char *end = rest->length ? memchr(rest->at, '\n', rest->length) : NULL;
    size_t length = end ? (size_t)(end - rest->at) + 1 : rest->length;
    struct mime_text line = {rest->at, length};
    *rest = skip(*rest, length);
    return line;
}

/* The value of the header in these lines when it has that name; else empty. */
static struct mime_text header(struct mime_text lines, const char *name)
{
    size_t length = strlen(name);
    if (lines.length <= length || lines.at[length] != ':' ||
        strncasecmp(lines.at, name, length) != 0)
        return nothing;
    return trim(skip(lines, length + 1));
}

void mime_part(struct mime_text text, struct mime_part *part)
{
    *part = (struct mime_part){nothing, nothing, nothing, nothing};
    while (text.length) {
        struct mime_text lines = take_line(&text), value;
        if (!trim(lines).length)
            break;
        while (text.length && (text.at[0] == ' ' || text.at[0] == '\t'))
            lines.length += take_line(&text).length;
        if ((value = header(lines, "Content-Type")).length)
            part->type = value;
        else if ((value = header(lines, "Content-Transfer-Encoding")).length)
            part->encoding = value;
        else if ((value = header(lines, "Content-ID")).length)
            part->id = value;
    }
    part->body = text;
}

/* Takes what stands before the next semicolon outside of quotes off the front of `rest`. */
static struct mime_text take_piece(struct mime_text *rest)
{
    size_t end = 0;
    for (int quoted = 0; end < rest->length && (quoted || rest->at[end] != ';'); end++)
        quoted ^= rest->at[end] == '"';
    struct mime_text piece = {rest->at, end};
    *rest = skip(*rest, end + (end < rest->length));
    return trim(piece);
}

int mime_is(struct mime_text value, const char *word)
{
    struct mime_text piece = take_piece(&value);
    return piece.length == strlen(word) && !strncasecmp(piece.at, word, piece.length);
}

struct mime_text mime_parameter(struct mime_text value, const char *name)
{
    size_t length = strlen(name);
    take_piece(&value);
    while (value.length) {
        struct mime_text piece = take_piece(&value);
        if (piece.length <= length || strncasecmp(piece.at, name, length) != 0)
            continue;
        piece = trim(skip(piece, length));
        if (!piece.length || piece.at[0] != '=')
            continue;
        piece = trim(skip(piece, 1));
        if (piece.length >= 2 && piece.at[0] == '"' && piece.at[piece.length - 1] == '"')
            piece = (struct mime_text){piece.at + 1, piece.length - 2};
        return piece;
    }
    return nothing;
}

/* Whether the line is the delimiter: two hyphens and the boundary; 2 for the last one. */
static int is_delimiter(struct mime_text line, struct mime_text boundary)
{
    if (line.length < boundary.length + 2 || memcmp(line.at, "--", 2) != 0 ||
        memcmp(line.at + 2, boundary.at, boundary.length) != 0)
        return 0;
    line = trim(skip(line, boundary.length + 2));
    if (!line.length)
        return 1;
    return line.length == 2 && !memcmp(line.at, "--", 2) ? 2 : 0;
}

int mime_next(struct mime_text *rest, struct mime_text boundary, struct mime_text *part)
{
    int delimiter = 0;
    while (rest->length && !delimiter)
        delimiter = is_delimiter(take_line(rest), boundary);
    if (delimiter != 1)
        return 0;
    /* The delimiter behind the part is left, to begin the next one. */
    struct mime_text look = *rest;
    *part = *rest;
    while (look.length && !is_delimiter(take_line(&look), boundary))
        *rest = look;
    part->length = (size_t)(rest->at - part->at);
    return 1;
}

static int hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* How long the end of a line behind a "=" is, which only breaks it for transport; 0: it is none. */
static size_t soft_break(struct mime_text text)
{
    size_t i = 0;
    while (i < text.length && (text.at[i] == ' ' || text.at[i] == '\t' || text.at[i] == '\r'))
        i++;
    return i < text.length && text.at[i] == '\n' ? i + 1 : 0;
}

static size_t quoted_printable(struct mime_text text, unsigned char *out)
{
    size_t size = 0;
    while (text.length) {
        size_t used = 1;
        if (text.at[0] != '=') {
            out[size++] = (unsigned char)text.at[0];
        } else if (text.length >= 3 && hex(text.at[1]) >= 0 && hex(text.at[2]) >= 0) {
            out[size++] = (unsigned char)(hex(text.at[1]) << 4 | hex(text.at[2]));
            used = 3;
        } else {
            used += soft_break(skip(text, 1));
            if (used == 1)
                out[size++] = '=';
        }
        text = skip(text, used);
    }
    return size;
}

static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static size_t base64(struct mime_text text, unsigned char *out)
{
    size_t size = 0;
    unsigned bits = 0, count = 0;
    for (size_t i = 0; i < text.length && text.at[i] != '='; i++) {
        int digit = base64_digit(text.at[i]);
        if (digit < 0)
            continue;
        bits = (bits << 6 | (unsigned)digit) & 0xFFFF;
        count += 6;
        if (count >= 8) {
            count -= 8;
            out[size++] = (unsigned char)(bits >> count);
        }
    }
    return size;
}

size_t mime_decode(const struct mime_part *part, unsigned char *out)
{
    if (mime_is(part->encoding, "quoted-printable"))
        return quoted_printable(part->body, out);
    if (mime_is(part->encoding, "base64"))
        return base64(part->body, out);
    if (part->body.length)
        memcpy(out, part->body.at, part->body.length);
    return part->body.length;
}
