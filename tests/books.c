#include "units.h"

#include "books.h"

#include <stdlib.h>
#include <string.h>

#include "../extract/worker/readers.h"
#include "../parser/buffer.h"
#include "documents.h"

#define SHEET_SPACE "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define REFERENCES  "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define LISTS       "http://schemas.openxmlformats.org/package/2006/relationships"
#define TYPES       "http://schemas.openxmlformats.org/package/2006/content-types"
#define CORE        "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"

static void add_part(struct zip *zip, const char *name, struct nb_buffer *xml)
{
    assert_false(xml->failed);
    zip_add(zip, name, xml->bytes, xml->length);
    nb_buffer_free(xml);
}

/* A part with `content` in the element `root`. */
static void add_xml(struct zip *zip, const char *name, const char *root, const char *space,
                    const char *content)
{
    struct nb_buffer xml;
    nb_buffer_init(&xml);
    nb_buffer_printf(&xml, "<%s xmlns='%s' xmlns:r='" REFERENCES "'>", root, space);
    nb_buffer_puts(&xml, content);
    nb_buffer_printf(&xml, "</%s>", root);
    add_part(zip, name, &xml);
}

static void relate(struct nb_buffer *list, const char *id, const char *type, const char *target)
{
    nb_buffer_printf(list, "<Relationship Id='%s' ", id);
    nb_buffer_printf(list, "Type='" REFERENCES "/%s' ", type);
    nb_buffer_printf(list, "Target='%s'/>", target);
}

/* The workbook, the list of its parts, and its sheets. */
static void add_sheets(struct zip *zip, const struct book *book, const char *space)
{
    struct nb_buffer xml, list;
    nb_buffer_init(&xml);
    nb_buffer_init(&list);
    nb_buffer_printf(&xml, "<workbookPr %s/><sheets>", book->properties ? book->properties : "");
    relate(&list, "strings", "sharedStrings", "/xl/sharedStrings.xml");
    relate(&list, "styles", "styles", "styles.xml");
    for (int i = 0; i < BOOK_SHEETS && book->sheets[i]; i++) {
        char id[16], target[32], part[40];
        snprintf(id, sizeof id, "s%d", i);
        snprintf(target, sizeof target, "sheets/%d.xml", i);
        snprintf(part, sizeof part, "xl/%s", target);
        relate(&list, id, strstr(book->sheets[i], "<drawing") ? "chartsheet" : "worksheet", target);
        nb_buffer_puts(&xml, "<sheet ");
        nb_buffer_puts(&xml, book->tabs[i] ? book->tabs[i] : "name='Sheet1'");
        nb_buffer_printf(&xml, " r:id='%s'/>", id);
        add_xml(zip, part, "worksheet", space, book->sheets[i]);
    }
    nb_buffer_puts(&xml, "</sheets>");
    add_xml(zip, "xl/workbook.xml", "workbook", space, xml.bytes);
    add_xml(zip, "xl/_rels/workbook.xml.rels", "Relationships", LISTS, list.bytes);
    nb_buffer_free(&xml);
    nb_buffer_free(&list);
}

static void add_title(struct zip *zip, const char *title)
{
    struct nb_buffer xml;
    nb_buffer_init(&xml);
    nb_buffer_puts(&xml, "<dc:title xmlns:dc='http://purl.org/dc/elements/1.1/'>");
    nb_buffer_puts(&xml, title);
    nb_buffer_puts(&xml, "</dc:title>");
    add_xml(zip, "docProps/core.xml", "coreProperties", CORE, xml.bytes);
    nb_buffer_free(&xml);
}

struct zip book_write(const struct book *book)
{
    struct zip zip;
    const char *space = book->space ? book->space : SHEET_SPACE;
    zip_begin(&zip, NULL);
    add_xml(&zip, "[Content_Types].xml", "Types", TYPES,
            "<Override PartName='/xl/workbook.xml' ContentType='application/"
            "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'/>");
    add_xml(&zip, "_rels/.rels", "Relationships", LISTS,
            "<Relationship Id='a' Type='" REFERENCES "/officeDocument' Target='xl/workbook.xml'/>"
            "<Relationship Id='b' Type='http://schemas.openxmlformats.org/package/2006/"
            "relationships/metadata/core-properties' Target='docProps/core.xml'/>");
    add_sheets(&zip, book, space);
    if (book->strings)
        add_xml(&zip, "xl/sharedStrings.xml", "sst", space, book->strings);
    if (book->styles)
        add_xml(&zip, "xl/styles.xml", "styleSheet", space, book->styles);
    if (book->title)
        add_title(&zip, book->title);
    zip_end(&zip);
    return zip;
}

char *book_read(const struct book *book)
{
    struct zip zip = book_write(book);
    char *shown = documents_read(office_read, zip.bytes, zip.size);
    free(zip.bytes);
    return shown;
}

char *book_read_rows(const char *rows)
{
    struct nb_buffer xml;
    nb_buffer_init(&xml);
    nb_buffer_puts(&xml, "<sheetData>");
    nb_buffer_puts(&xml, rows);
    nb_buffer_puts(&xml, "</sheetData>");
    assert_false(xml.failed);
    char *shown = book_read(&(struct book){.sheets = {xml.bytes}});
    nb_buffer_free(&xml);
    return shown;
}
