#include "kind.h"

#include <string.h>
#include <strings.h>

/* clang-format off */
static const struct {
    const char *magic;
    size_t length;
    struct nb_kind_found kind;
} kinds[] = {
    {"%PDF-", 5,             {"application/pdf", "PDF文件", "a PDF file"}},
    {"PK\003\004", 4,        {"application/zip", "Word、Excel或压缩文件", "a Word, Excel or ZIP file"}},
    {"\xD0\xCF\x11\xE0", 4,  {"application/x-ole-storage", "旧版Word、WPS或Excel文件", "an old Word, WPS or Excel file"}},
    {"{\\rtf", 5,            {"application/rtf", "RTF文件", "an RTF file"}},
    {"\x89PNG", 4,           {"image/png", "图片", "a picture"}},
    {"\xFF\xD8\xFF", 3,      {"image/jpeg", "图片", "a picture"}},
    {"GIF8", 4,              {"image/gif", "图片", "a picture"}},
    {"II*\0", 4,             {"image/tiff", "图片", "a picture"}},
    {"MM\0*", 4,             {"image/tiff", "图片", "a picture"}},
    {"\x1F\x8B", 2,          {"application/gzip", "压缩文件", "a compressed file"}},
    {"7z\xBC\xAF", 4,        {"application/x-7z-compressed", "压缩文件", "a compressed file"}},
    {"Rar!", 4,              {"application/vnd.rar", "压缩文件", "a compressed file"}},
    {"\x7F" "ELF", 4,        {"application/x-elf", "程序文件", "a program"}},
    {"MZ\x90", 3,            {"application/x-msdownload", "程序文件", "a program"}},
    {"SQLite format 3", 16,  {"application/vnd.sqlite3", "数据库文件", "a database"}},
};
/* clang-format on */

static const struct nb_kind_found web_page = {"text/html", "网页", "a web page"};

/* A tag that only a web page has, near the top; Markdown may hold tables with tags of their own. */
static int is_web_page(const unsigned char *bytes, size_t size)
{
    static const char *const tags[] = {"<!doctype html", "<html", "<head>", "<body", "<table"};
    size_t limit = size < 2048 ? size : 2048, count = sizeof tags / sizeof *tags;
    size_t first = size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (first < limit && bytes[first] <= ' ')
        first++;
    if (first < limit && bytes[first] != '<')
        count--;
    for (size_t i = first; i < limit; i++) {
        if (bytes[i] != '<')
            continue;
        for (size_t t = 0; t < count; t++)
            if (size - i >= strlen(tags[t]) &&
                strncasecmp((const char *)bytes + i, tags[t], strlen(tags[t])) == 0)
                return 1;
    }
    return 0;
}

const struct nb_kind_found *nb_kind_of(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (size >= kinds[i].length && memcmp(bytes, kinds[i].magic, kinds[i].length) == 0)
            return &kinds[i].kind;
    return is_web_page(bytes, size) ? &web_page : NULL;
}
