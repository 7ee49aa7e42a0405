#include "print.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- foreign text --------------------------------------------------------------------------- */

/*
 * Decodes one character of at most `left` bytes into `*c`. Returns how many bytes it takes, or 0
 * when they are not UTF-8.
 */
static size_t decode(const unsigned char *s, size_t left, uint32_t *c)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t size = *s < 0x80 ? 1 : *s < 0xC2 ? 0 : *s < 0xE0 ? 2 : *s < 0xF0 ? 3 : *s < 0xF5 ? 4 : 0;

    if (size == 0 || size > left)
        return 0;
    *c = size == 1 ? *s : *s & (0xFFu >> (size + 1));
    for (size_t i = 1; i < size; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
        *c = *c << 6 | (s[i] & 0x3Fu);
    }
    if (*c < least[size] || *c > 0x10FFFF || (*c >= 0xD800 && *c <= 0xDFFF))
        return 0;
    return size;
}

/* Control characters, line and paragraph separators, marks that turn the direction of writing. */
static int is_harmful(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

/*
 * Writes `s` with what is harmful escaped; `json` says whether by JSON's rules or by C's. A newline
 * is harmful in foreign text and is layout in JSON: it is followed by `indent` spaces there.
 */
static void write_escaped(FILE *out, const char *text, int json, int indent)
{
    const unsigned char *s = (const unsigned char *)text, *end = s + strlen(text), *plain = s;
    uint32_t c;
    size_t size;

    for (; s < end; s += size) {
        size = decode(s, (size_t)(end - s), &c);
        if (size > 0 && !is_harmful(c))
            continue;
        fwrite(plain, 1, (size_t)(s - plain), out);
        if (json && *s == '\n')
            fprintf(out, "\n%*s", indent, "");
        else if (size > 1 || json)
            fprintf(out, "\\u%04x", size > 0 ? (unsigned)c : 0xFFFDu);
        else
            fprintf(out, "\\x%02x", (unsigned)*s);
        size = size > 0 ? size : 1;
        plain = s + size;
    }
    fwrite(plain, 1, (size_t)(s - plain), out);
}

void print_safe(FILE *out, const char *text)
{
    write_escaped(out, text, 0, 0);
}

void print_json_text(FILE *out, const char *text)
{
    write_escaped(out, text, 1, 0);
}

int print_json(FILE *out, const json_t *json, size_t flags, int indent)
{
    char *text = json_dumps(json, flags);

    if (text == NULL)
        return -1;
    write_escaped(out, text, 1, indent);
    free(text);
    return 0;
}

/* ---- standard output ------------------------------------------------------------------------ */

int print_colour(void)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

    return isatty(STDOUT_FILENO) && (no_color == NULL || *no_color == '\0') &&
           (term == NULL || strcmp(term, "dumb") != 0);
}

const char *print_reason(int error, enum nb_lang lang)
{
    static const struct {
        int error;
        const char *zh;
    } reasons[] = {
        {EACCES, "没有权限读取"},    {EPERM, "没有权限读取"},
        {ENOENT, "没有这个文件"},    {ENOTDIR, "路径中有一段不是文件夹"},
        {ELOOP, "符号链接绕成了圈"}, {ENAMETOOLONG, "文件名太长"},
        {EIO, "磁盘读写出错"},       {ENOSPC, "磁盘已满"},
        {EMFILE, "打开的文件太多"},  {ENFILE, "打开的文件太多"},
        {ENOMEM, "内存不足"},        {EPIPE, "读取输出的程序已经退出"},
    };

    if (lang == NB_ZH)
        for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
            if (reasons[i].error == error)
                return reasons[i].zh;
    return strerror(error);
}

void print_begin(void)
{
    signal(SIGPIPE, SIG_IGN);
}

int print_end(enum nb_lang lang)
{
    int bad = ferror(stdout);

    errno = 0;
    if (fflush(stdout) != 0)
        bad = 1;
    if (bad && errno != EPIPE)
        fprintf(stderr,
                tr(lang, "nianbao: 输出写不下去：%s\n", "nianbao: cannot write the output: %s\n"),
                errno != 0 ? print_reason(errno, lang) : tr(lang, "写出错", "write error"));
    return bad ? -1 : 0;
}
