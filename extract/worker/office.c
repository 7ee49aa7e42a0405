/* Which document of Word or Excel a ZIP file holds, by what its parts say of themselves. */
#include <string.h>

#include "docx.h"
#include "package.h"
#include "readers.h"
#include "relations.h"
#include "xlsx.h"
#include "xml.h"

typedef int (*package_reader)(struct package *package, struct emit *emit);

#define WORD  "application/vnd.openxmlformats-officedocument.wordprocessingml."
#define EXCEL "application/vnd.openxmlformats-officedocument.spreadsheetml."
#define OLD   "application/vnd.ms-"

/* What the main part of a document says of its type. NULL for a reader: not supported. */
static const struct {
    const char *type; /* how it begins, in small letters */
    package_reader reader;
    const char *zh, *en;
} documents[] = {
    {WORD "document.main", docx_read, NULL, NULL},
    {WORD "template.main", docx_read, NULL, NULL},
    {OLD "word.document.macroenabled", docx_read, NULL, NULL},
    {OLD "word.template.macroenabled", docx_read, NULL, NULL},
    {EXCEL "sheet.main", xlsx_read, NULL, NULL},
    {EXCEL "template.main", xlsx_read, NULL, NULL},
    {OLD "excel.sheet.macroenabled", xlsx_read, NULL, NULL},
    {OLD "excel.template.macroenabled", xlsx_read, NULL, NULL},
    {OLD "excel.sheet.binary", NULL, "二进制的Excel文件，可另存为.xlsx",
     "a binary Excel file; save it as .xlsx"},
    {OLD "powerpoint", NULL, "PowerPoint文件", "a PowerPoint file"},
    {"application/vnd.openxmlformats-officedocument.presentationml.", NULL, "PowerPoint文件",
     "a PowerPoint file"},
};

/* Other kinds of files that are ZIP files, by a member and what it begins with. */
static const struct {
    const char *member, *begins, *zh, *en;
} others[] = {
    {"mimetype", "application/vnd.oasis.opendocument.", "OpenDocument文件，可另存为.docx或.xlsx",
     "an OpenDocument file; save it as .docx or .xlsx"},
    {"mimetype", "application/epub+zip", "EPUB电子书", "an EPUB book"},
    {"OFD.xml", "", "OFD版式文件，可导出为.docx或有文字的PDF",
     "an OFD file; export it as .docx or as a PDF with text"},
    {"Index/Document.iwa", "", "苹果iWork文件，可导出为.docx或.xlsx",
     "an Apple iWork file; export it as .docx or .xlsx"},
};

/* The type of one part, as [Content_Types].xml gives it. */
struct type_reader {
    const char *part;
    char by_name[128], by_ending[128]; /* in small letters; "" where it says nothing */
};

static char to_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* True when the attribute has this value, no matter its case. */
static int attribute_equals(const char *value, size_t length, const char *text)
{
    for (size_t i = 0; i < length; i++)
        if (!text[i] || to_lower(value[i]) != to_lower(text[i]))
            return 0;
    return !text[length];
}

static void copy_type(const struct xml_element *element, char out[128])
{
    size_t length, i = 0;
    const char *type = xml_attribute(element, XML_NONE, "ContentType", &length);
    for (; type && i < length && i < 127; i++)
        out[i] = to_lower(type[i]);
    out[i] = '\0';
}

static void type_start(void *context, const struct xml_element *element)
{
    struct type_reader *reader = context;
    const char *point = strrchr(reader->part, '.');
    size_t length;
    const char *value;
    if (xml_is(element, XML_TYPES, "Override")) {
        value = xml_attribute(element, XML_NONE, "PartName", &length);
        if (value && length > 0 && *value == '/' &&
            attribute_equals(value + 1, length - 1, reader->part))
            copy_type(element, reader->by_name);
    } else if (xml_is(element, XML_TYPES, "Default") && point) {
        value = xml_attribute(element, XML_NONE, "Extension", &length);
        if (value && attribute_equals(value, length, point + 1))
            copy_type(element, reader->by_ending);
    }
}

static int refuse_other(struct emit *emit)
{
    return emit_fail(emit, NB_INPUT_UNSUPPORTED, "Word和Excel以外的Office文件",
                     "an Office file of neither Word nor Excel");
}

/* Reads the document whose main part is `part`. */
static int read_document(struct package *package, const char *part, struct emit *emit)
{
    static const struct xml_handler handler = {type_start, NULL, NULL};
    struct type_reader reader = {.part = part};
    struct member types;
    int result = package_read(package, "[Content_Types].xml", &types);
    if (result > 0)
        result = xml_read(types.bytes, types.size, &handler, &reader, emit);
    member_free(&types);
    if (result < 0)
        return -1;
    const char *type = reader.by_name[0] ? reader.by_name : reader.by_ending;
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        if (strncmp(type, documents[i].type, strlen(documents[i].type)) != 0)
            continue;
        if (documents[i].reader)
            return documents[i].reader(package, emit);
        return emit_fail(emit, NB_INPUT_UNSUPPORTED, documents[i].zh, documents[i].en);
    }
    return refuse_other(emit);
}

/* Says what the file is that no document of Office stands in. */
static int refuse(struct package *package, struct emit *emit)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct member member;
        int found = package_read(package, others[i].member, &member);
        int is = found > 0 && strncmp((const char *)member.bytes, others[i].begins,
                                      strlen(others[i].begins)) == 0;
        member_free(&member);
        if (found < 0)
            return -1;
        if (is)
            return emit_fail(emit, NB_INPUT_UNSUPPORTED, others[i].zh, others[i].en);
    }
    return emit_fail(emit, NB_INPUT_UNSUPPORTED, "压缩包，请解压后提交其中的文件",
                     "a ZIP file: unpack it and submit the files in it");
}

static int read_package(struct package *package, struct emit *emit)
{
    struct relations relations;
    if (!package_has(package, "[Content_Types].xml"))
        return refuse(package, emit);
    if (relations_read(package, "", emit, &relations))
        return -1;
    const char *part = relations_of_type(&relations, "officeDocument");
    int result = part ? read_document(package, part, emit) : refuse_other(emit);
    relations_free(&relations);
    return result;
}

int office_read(const unsigned char *bytes, size_t size, struct emit *emit)
{
    struct package *package;
    if (package_open(bytes, size, emit, &package))
        return -1;
    int result = read_package(package, emit);
    package_close(package);
    return result;
}
