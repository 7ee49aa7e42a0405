#include "kind.h"

#include <string.h>
#include <strings.h>

#include "ole.h"

#define HEAD         4096 /* characters that are looked at for tags and headers */
#define PDF_HEAD     1024 /* bytes that may stand in front of a PDF file's own */
#define LONGEST_TAG  16
#define LONGEST_NAME 64 /* of a header */

enum kind {
    KIND_TEXT, /* or nothing that is known */
    KIND_HTML,
    KIND_MHTML,
    KIND_ZIP,
    KIND_PDF,
    KIND_WORD_OLD,
    KIND_EXCEL_OLD,
    KIND_POWERPOINT_OLD,
    KIND_MESSAGE_OLD,
    KIND_OLE,
    KIND_ENCRYPTED,
    KIND_RTF,
    KIND_WORD_XML,
    KIND_EXCEL_XML,
    KIND_XML,
    KIND_MAIL,
    KIND_PNG,
    KIND_JPEG,
    KIND_GIF,
    KIND_TIFF,
    KIND_BMP,
    KIND_WEBP,
    KIND_HEIC,
    KIND_DJVU,
    KIND_PSD,
    KIND_CAJ,
    KIND_CEB,
    KIND_GZIP,
    KIND_7Z,
    KIND_RAR,
    KIND_XZ,
    KIND_BZIP2,
    KIND_TAR,
    KIND_CAB,
    KIND_PROGRAM_ELF,
    KIND_PROGRAM_WINDOWS,
    KIND_SHORTCUT,
    KIND_SQLITE,
    KIND_ACCESS,
    KIND_AUDIO,
    KIND_VIDEO,
    KIND_WEBARCHIVE,
    KINDS
};

#define NONE  NB_FORMAT_NONE, NB_INPUT_UNSUPPORTED
#define IMAGE NB_FORMAT_NONE, NB_INPUT_NO_TEXT, "图片", "a picture"
#define PACKED                                                                                     \
    NB_FORMAT_NONE, NB_INPUT_UNSUPPORTED, "压缩文件，请先解压", "an archive; unpack it first"

/* clang-format off */
static const struct nb_kind_found kinds[KINDS] = {
    [KIND_HTML] = {"text/html", NB_FORMAT_HTML, NB_INPUT_UNSUPPORTED, "网页", "a web page"},
    [KIND_MHTML] = {"multipart/related", NB_FORMAT_MHTML, NB_INPUT_UNSUPPORTED, "单个文件网页", "a web page in a single file"},
    [KIND_ZIP] = {"application/zip", NB_FORMAT_ZIP, NB_INPUT_UNSUPPORTED, "Word、Excel或压缩文件", "a Word, Excel or ZIP file"},
    [KIND_PDF] = {"application/pdf", NB_FORMAT_PDF, NB_INPUT_UNSUPPORTED, "PDF文件", "a PDF file"},
    [KIND_WORD_OLD] = {"application/msword", NONE, "旧版Word或WPS文字文件，可另存为.docx", "an old Word or WPS Writer file; save it as .docx"},
    [KIND_EXCEL_OLD] = {"application/vnd.ms-excel", NONE, "旧版Excel或WPS表格文件，可另存为.xlsx", "an old Excel or WPS Spreadsheets file; save it as .xlsx"},
    [KIND_POWERPOINT_OLD] = {"application/vnd.ms-powerpoint", NONE, "演示文稿", "a presentation"},
    [KIND_MESSAGE_OLD] = {"application/vnd.ms-outlook", NONE, "Outlook邮件，请取出其中的附件", "an Outlook message; take out what is attached"},
    [KIND_OLE] = {"application/x-ole-storage", NONE, "旧版Office或WPS文件，可另存为.docx或.xlsx", "an old Office or WPS file; save it as .docx or .xlsx"},
    [KIND_ENCRYPTED] = {"application/x-ole-storage", NB_FORMAT_NONE, NB_INPUT_ENCRYPTED, "Word或Excel文件，打开时需要密码", "a Word or Excel file with a password"},
    [KIND_RTF] = {"application/rtf", NONE, "RTF文件，可另存为.docx", "an RTF file; save it as .docx"},
    [KIND_WORD_XML] = {"application/xml", NONE, "Word的XML文件，可另存为.docx", "a Word XML file; save it as .docx"},
    [KIND_EXCEL_XML] = {"application/xml", NONE, "Excel的XML文件，可另存为.xlsx", "an Excel XML file; save it as .xlsx"},
    [KIND_XML] = {"application/xml", NONE, "XML文件", "an XML file"},
    [KIND_MAIL] = {"message/rfc822", NONE, "电子邮件，请取出其中的附件", "a mail; take out what is attached"},
    [KIND_PNG] = {"image/png", IMAGE},
    [KIND_JPEG] = {"image/jpeg", IMAGE},
    [KIND_GIF] = {"image/gif", IMAGE},
    [KIND_TIFF] = {"image/tiff", IMAGE},
    [KIND_BMP] = {"image/bmp", IMAGE},
    [KIND_WEBP] = {"image/webp", IMAGE},
    [KIND_HEIC] = {"image/heic", IMAGE},
    [KIND_DJVU] = {"image/vnd.djvu", IMAGE},
    [KIND_PSD] = {"image/vnd.adobe.photoshop", IMAGE},
    [KIND_CAJ] = {"application/x-caj", NONE, "CAJ文件，可另存为PDF", "a CAJ file; save it as PDF"},
    [KIND_CEB] = {"application/x-ceb", NONE, "CEB文件，可另存为PDF", "a CEB file; save it as PDF"},
    [KIND_GZIP] = {"application/gzip", PACKED},
    [KIND_7Z] = {"application/x-7z-compressed", PACKED},
    [KIND_RAR] = {"application/vnd.rar", PACKED},
    [KIND_XZ] = {"application/x-xz", PACKED},
    [KIND_BZIP2] = {"application/x-bzip2", PACKED},
    [KIND_TAR] = {"application/x-tar", PACKED},
    [KIND_CAB] = {"application/vnd.ms-cab-compressed", PACKED},
    [KIND_PROGRAM_ELF] = {"application/x-elf", NONE, "程序文件", "a program"},
    [KIND_PROGRAM_WINDOWS] = {"application/x-msdownload", NONE, "程序文件", "a program"},
    [KIND_SHORTCUT] = {"application/x-ms-shortcut", NONE, "快捷方式，请提交文件本身", "a shortcut; submit the file itself"},
    [KIND_SQLITE] = {"application/vnd.sqlite3", NONE, "数据库文件", "a database"},
    [KIND_ACCESS] = {"application/x-msaccess", NONE, "数据库文件", "a database"},
    [KIND_AUDIO] = {"application/octet-stream", NONE, "录音文件", "a sound recording"},
    [KIND_VIDEO] = {"application/octet-stream", NONE, "视频文件", "a video"},
    [KIND_WEBARCHIVE] = {"application/x-webarchive", NONE, "Safari网页归档，可另存为网页源代码或PDF", "a Safari web archive; save the page's source or a PDF"},
};

#define AT(at, string) {(at), sizeof(string) - 1, (string)}

/* Bytes at fixed places; the first that fit count. */
static const struct {
    struct magic {
        unsigned short at, length;
        const char *bytes;
    } first, second;
    enum kind kind;
} magics[] = {
    {AT(0, "%PDF-"), AT(0, ""), KIND_PDF},
    {AT(0, "PK\003\004"), AT(0, ""), KIND_ZIP},
    {AT(0, "PK\005\006"), AT(0, ""), KIND_ZIP},
    {AT(0, "PK\007\010PK\003\004"), AT(0, ""), KIND_ZIP},
    {AT(0, "\xD0\xCF\x11\xE0"), AT(0, ""), KIND_OLE},
    {AT(0, "\x89PNG"), AT(0, ""), KIND_PNG},
    {AT(0, "\xFF\xD8\xFF"), AT(0, ""), KIND_JPEG},
    {AT(0, "GIF8"), AT(0, ""), KIND_GIF},
    {AT(0, "II*\0"), AT(0, ""), KIND_TIFF},
    {AT(0, "MM\0*"), AT(0, ""), KIND_TIFF},
    {AT(0, "BM"), AT(6, "\0\0\0\0"), KIND_BMP},
    {AT(0, "RIFF"), AT(8, "WEBP"), KIND_WEBP},
    {AT(0, "RIFF"), AT(8, "WAVE"), KIND_AUDIO},
    {AT(0, "RIFF"), AT(8, "AVI "), KIND_VIDEO},
    {AT(4, "ftyphei"), AT(0, ""), KIND_HEIC},
    {AT(4, "ftyphev"), AT(0, ""), KIND_HEIC},
    {AT(4, "ftypmif1"), AT(0, ""), KIND_HEIC},
    {AT(4, "ftypavif"), AT(0, ""), KIND_HEIC},
    {AT(4, "ftypM4A"), AT(0, ""), KIND_AUDIO},
    {AT(4, "ftyp"), AT(0, "\0\0"), KIND_VIDEO},
    {AT(0, "AT&TFORM"), AT(12, "DJV"), KIND_DJVU},
    {AT(0, "8BPS\0\001"), AT(0, ""), KIND_PSD},
    {AT(0, "CAJ\0"), AT(0, ""), KIND_CAJ},
    {AT(0, "KDH \0"), AT(0, ""), KIND_CAJ},
    {AT(0, "Founder CEB"), AT(0, ""), KIND_CEB},
    {AT(0, "\x1F\x8B\x08"), AT(0, ""), KIND_GZIP},
    {AT(0, "7z\xBC\xAF"), AT(0, ""), KIND_7Z},
    {AT(0, "Rar!\x1A"), AT(0, ""), KIND_RAR},
    {AT(0, "\xFD" "7zXZ\0"), AT(0, ""), KIND_XZ},
    {AT(0, "BZh"), AT(4, "1AY&SY"), KIND_BZIP2},
    {AT(257, "ustar"), AT(0, ""), KIND_TAR},
    {AT(0, "MSCF\0\0\0\0"), AT(0, ""), KIND_CAB},
    {AT(0, "\x7F" "ELF"), AT(0, ""), KIND_PROGRAM_ELF},
    {AT(0, "MZ"), AT(3, "\0"), KIND_PROGRAM_WINDOWS},
    {AT(0, "L\0\0\0\001\024\002\0"), AT(0, ""), KIND_SHORTCUT},
    {AT(0, "SQLite format 3"), AT(0, ""), KIND_SQLITE},
    {AT(0, "\0\001\0\0Standard "), AT(0, ""), KIND_ACCESS},
    {AT(0, "ID3"), AT(5, "\0"), KIND_AUDIO},
    {AT(0, "#!AMR\n"), AT(0, ""), KIND_AUDIO},
    {AT(0, "OggS\0"), AT(0, ""), KIND_AUDIO},
    {AT(0, "\x1A\x45\xDF\xA3"), AT(0, ""), KIND_VIDEO},
    {AT(0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"), AT(0, ""), KIND_VIDEO},
    {AT(0, "FLV\001"), AT(0, ""), KIND_VIDEO},
    {AT(0, "\0\0\001\xBA"), AT(0, ""), KIND_VIDEO},
    {AT(0, "bplist00"), AT(0, ""), KIND_WEBARCHIVE},
};

/* What the directory of a compound file lists, in the order of what it says most. */
static const struct {
    const char *stream;
    enum kind kind;
} streams[] = {
    {"EncryptedPackage", KIND_ENCRYPTED},
    {"EncryptionInfo", KIND_ENCRYPTED},
    {"PowerPoint Document", KIND_POWERPOINT_OLD},
    {"WordDocument", KIND_WORD_OLD},
    {"Workbook", KIND_EXCEL_OLD},
    {"Book", KIND_EXCEL_OLD},
    {"__properties_version1.0", KIND_MESSAGE_OLD},
};
/* clang-format on */

static int fits(const struct magic *magic, const unsigned char *bytes, size_t size)
{
    return size >= (size_t)magic->at + magic->length &&
           memcmp(bytes + magic->at, magic->bytes, magic->length) == 0;
}

static enum kind by_magic(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (fits(&magics[i].first, bytes, size) && fits(&magics[i].second, bytes, size))
            return magics[i].kind;
    return KIND_TEXT;
}

static enum kind by_directory(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++)
        if (nb_ole_has(bytes, size, streams[i].stream))
            return streams[i].kind;
    return KIND_OLE;
}

/*
 * A PDF file may have other bytes in front of its own. A text that only speaks of one has none of
 * the words that its end must have.
 */
static int is_pdf_behind(const unsigned char *bytes, size_t size)
{
    size_t limit = size < PDF_HEAD ? size : PDF_HEAD;
    const unsigned char *own = memmem(bytes, limit, "%PDF-", 5);
    return own && memmem(own, size - (size_t)(own - bytes), "startxref", 9) != NULL;
}

/* ---- what is written in letters ---- */

/* The beginning of a file in lower-case ASCII; '?' stands for every other character. */
struct head {
    char text[HEAD + 1];
    size_t length;
};

/* Whether each character takes two bytes, and which of them (0, 1) is the lower one; -1: not so. */
static int low_byte(const unsigned char *bytes, size_t size)
{
    if (size < 4)
        return -1;
    if ((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] && !bytes[1] && bytes[2] && !bytes[3]))
        return 0;
    if ((bytes[0] == 0xFE && bytes[1] == 0xFF) || (!bytes[0] && bytes[1] && !bytes[2] && bytes[3]))
        return 1;
    return -1;
}

static void take_head(struct head *head, const unsigned char *bytes, size_t size)
{
    int low = low_byte(bytes, size);
    size_t step = low < 0 ? 1 : 2, i = 0;
    if (low >= 0 && bytes[0] >= 0xFE)
        i = 2;
    else if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        i = 3;
    for (head->length = 0; head->length < HEAD && size - i >= step; i += step) {
        unsigned char c = low < 0 ? bytes[i] : bytes[i + (size_t)low];
        if (c >= 0x80 || c == 0 || (low >= 0 && bytes[i + !low]))
            c = '?';
        head->text[head->length++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    head->text[head->length] = '\0';
}

static const char *skip_space(const char *c)
{
    return c + strspn(c, " \t\r\n\f");
}

static int begins(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

/* Passes over comments, declarations and white space in front of the first tag. */
static const char *skip_prologue(const char *c)
{
    for (;;) {
        c = skip_space(c);
        const char *end = NULL;
        if (begins(c, "<!--"))
            end = strstr(c + 4, "-->");
        else if (begins(c, "<?") || begins(c, "<!"))
            end = strchr(c, '>');
        if (!end)
            return c;
        c = end + (*end == '-' ? 3 : 1);
    }
}

/* Whether the name of the tag at `c` is among `names`, '|' around each. */
static int is_tag(const char *c, const char *names)
{
    char name[LONGEST_TAG + 3] = "|";
    size_t length = *c == '<' ? strspn(c + 1, "abcdefghijklmnopqrstuvwxyz0123456789:") : 0;
    if (length == 0 || length > LONGEST_TAG)
        return 0;
    memcpy(name + 1, c + 1, length);
    name[length + 1] = '|';
    return strstr(names, name) != NULL;
}

/* "# heading" or "|---|": signs that only Markdown has at the beginning of a line. */
static int is_markdown_sign(const char *line, const char *end)
{
    const char *c = line;
    while (c < end && c - line < 6 && *c == '#')
        c++;
    if (c > line)
        return c < end && *c == ' ';
    if (c == end || *c != '|')
        return 0;
    for (c++; c < end && (*c == ' ' || *c == ':');)
        c++;
    return end - c >= 2 && c[0] == '-' && c[1] == '-';
}

/*
 * Whether a text that begins with a tag is one in which blocks of HTML stand, such as Markdown: it
 * has signs of it, or most paragraphs begin with no tag, or there are more such lines than tags.
 */
static int is_mixed(const char *text, size_t length)
{
    size_t tags = 0, lines = 0, paragraphs = 0, tagged = 1; /* it begins with one */
    int apart = 0;
    const char *end = text + length;
    for (const char *line = text, *next; line < end; line = next) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        next = stop ? stop + 1 : end;
        while (line < next && (unsigned char)*line <= ' ')
            line++;
        if (is_markdown_sign(line, next))
            return 1;
        if (line < next) {
            lines += *line != '<';
            paragraphs += apart && *line != '<';
            tagged += apart && *line == '<';
        }
        apart = line == next;
        for (const char *c = line; (c = memchr(c, '<', (size_t)(next - c))); c++)
            tags++;
    }
    return (paragraphs && paragraphs >= tagged) || lines > tags;
}

/* A page may have something in front of it; what is only quoted stands within a line. */
static int holds_page(const char *text)
{
    static const char *const openings[] = {"<html", "<!doctype html", "<body"};
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line = skip_space(line);
        for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
            if (begins(line, openings[i]))
                return 1;
    }
    return 0;
}

static enum kind kind_of_xml(const char *text)
{
    if (strstr(text, "progid=\"word.") || strstr(text, "<w:worddocument") ||
        strstr(text, "<pkg:package"))
        return KIND_WORD_XML;
    return strstr(text, "progid=\"excel.") || strstr(text, "office:spreadsheet") ? KIND_EXCEL_XML
                                                                                 : KIND_XML;
}

/* Whether what begins with a tag at `first` is a piece of a page, and no text with some tags. */
static int is_piece(const struct head *head, const char *first, const unsigned char *bytes,
                    size_t size)
{
    static const char names[] = "|table|div|p|span|center|font|form|section|article|main|header|h1|"
                                "h2|h3|h4|h5|h6|ul|ol|dl|tbody|tr|o:p|";
    const char *from = is_tag(first, names) ? strchr(first, '>') : NULL;
    if (!from)
        return 0;
    if (low_byte(bytes, size) >= 0)
        return !is_mixed(from, strlen(from));
    /* Some Markdown begins with a long table: all of it is looked at. */
    size_t mark = bytes[0] == 0xEF ? 3 : 0, skipped = (size_t)(from - head->text) + mark;
    return !is_mixed((const char *)bytes + skipped, size - skipped);
}

static enum kind by_tags(const struct head *head, const unsigned char *bytes, size_t size)
{
    static const char page[] =
        "|html|head|body|meta|title|style|script|link|base|frameset|noscript|";
    const char *first = skip_prologue(head->text);
    int xml = begins(skip_space(head->text), "<?xml");
    if (is_tag(first, page) || is_piece(head, first, bytes, size) ||
        (!xml && holds_page(head->text)))
        return KIND_HTML;
    return xml ? kind_of_xml(head->text) : KIND_TEXT;
}

/* The value of a header, which goes on in lines that begin with a space; NULL: it is not there. */
static const char *header(const char *text, const char *name)
{
    for (const char *line = text; *line && *line != '\n' && *line != '\r';) {
        if (begins(line, name))
            return line + strlen(name);
        line = strchr(line, '\n');
        if (!line)
            return NULL;
        line++;
    }
    return NULL;
}

/* Whether the value of a header holds the word. */
static int header_says(const char *value, const char *word)
{
    const char *end = value, *found = value ? strstr(value, word) : NULL;
    if (!found)
        return 0;
    do
        end = strchr(end + 1, '\n');
    while (end && (end[1] == ' ' || end[1] == '\t'));
    return !end || found < end;
}

static enum kind by_headers(const struct head *head)
{
    const char *text = skip_space(head->text);
    if (header_says(header(text, "from:"), "<saved by"))
        return KIND_MHTML;
    const char *type = header(text, "content-type:");
    if (!header(text, "mime-version:") || !type)
        return KIND_TEXT;
    return header_says(type, "multipart/related") ||
                   (header_says(type, "text/html") && !header(text, "received:"))
               ? KIND_MHTML
               : KIND_MAIL;
}

/* Only what has tags, headers or braces is looked at more closely: most texts have none. */
static enum kind by_words(const unsigned char *bytes, size_t size)
{
    size_t near = size < 2 * HEAD ? size : 2 * HEAD;
    int tags = memchr(bytes, '<', near) != NULL;
    if (!tags && !memchr(bytes, ':', size < LONGEST_NAME ? size : LONGEST_NAME) &&
        !memchr(bytes, '{', size < LONGEST_NAME ? size : LONGEST_NAME))
        return KIND_TEXT;
    struct head head;
    take_head(&head, bytes, size);
    enum kind kind = begins(skip_space(head.text), "{\\rtf") ? KIND_RTF : by_headers(&head);
    return kind == KIND_TEXT && tags ? by_tags(&head, bytes, size) : kind;
}

const struct nb_kind_found *nb_kind_of(const unsigned char *bytes, size_t size)
{
    enum kind kind = by_magic(bytes, size);
    if (kind == KIND_OLE)
        kind = by_directory(bytes, size);
    if (kind == KIND_TEXT)
        kind = is_pdf_behind(bytes, size) ? KIND_PDF : by_words(bytes, size);
    return kind == KIND_TEXT ? NULL : &kinds[kind];
}
