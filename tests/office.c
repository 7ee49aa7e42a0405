#include "units.h"

#include "office.h"

#include <stdlib.h>
#include <string.h>

#include "../parser/buffer.h"
#include "zip.h"

#define RELATIONS "http://schemas.openxmlformats.org/package/2006/relationships"
#define OFFICE    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define PACKAGE   "http://schemas.openxmlformats.org/package/2006/"
#define WORD_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml."

struct bytes office_zip(const struct office_part *parts)
{
    struct zip zip;
    zip_begin(&zip, NULL);
    for (const struct office_part *part = parts; part->name; part++)
        zip_add_text(&zip, part->name, part->text);
    zip_end(&zip);
    return (struct bytes){(char *)zip.bytes, zip.size};
}

/* The part that holds `inner`, or "" where there is none; free it. */
static char *wrap(const char *root, const char *spaces, const char *inner)
{
    struct nb_buffer out;
    nb_buffer_init(&out);
    nb_buffer_printf(&out, "<?xml version='1.0' encoding='UTF-8' standalone='yes'?><%s", root);
    nb_buffer_puts(&out, spaces);
    nb_buffer_puts(&out, ">");
    nb_buffer_puts(&out, inner ? inner : "");
    nb_buffer_printf(&out, "</%s>", root);
    char *part = nb_buffer_detach(&out);
    assert_non_null(part);
    return part;
}

static const char types[] =
    "<Types xmlns='" PACKAGE "content-types'>"
    "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package."
    "relationships+xml'/><Default Extension='xml' ContentType='application/xml'/>"
    "<Override PartName='/word/document.xml' ContentType='" WORD_TYPE "document.main+xml'/>"
    "</Types>";

static const char root_relations[] =
    "<Relationships xmlns='" RELATIONS "'>"
    "<Relationship Id='rId1' Type='" OFFICE "officeDocument' Target='word/document.xml'/>"
    "<Relationship Id='rId2' Type='" PACKAGE "relationships/metadata/core-properties' "
    "Target='docProps/core.xml'/></Relationships>";

static const char word_relations[] =
    "<Relationships xmlns='" RELATIONS "'>"
    "<Relationship Id='rId1' Type='" OFFICE "styles' Target='styles.xml'/>"
    "<Relationship Id='rId2' Type='" OFFICE "numbering' Target='numbering.xml'/>"
    "</Relationships>";

static const char core_spaces[] = " xmlns:dc='http://purl.org/dc/elements/1.1/' "
                                  "xmlns:cp='" PACKAGE "metadata/core-properties'";

struct bytes office_word(const struct office_word *word)
{
    char *body = wrap("w:body", "", word->body);
    char *document = wrap("w:document", OFFICE_SPACES, strstr(body, "<w:body"));
    char *styles = wrap("w:styles", OFFICE_SPACES, word->styles);
    char *lists = wrap("w:numbering", OFFICE_SPACES, word->lists);
    char *core = wrap("cp:coreProperties", core_spaces, word->core);
    struct bytes file = office_zip((const struct office_part[]){
        {"[Content_Types].xml", types},
        {"_rels/.rels", root_relations},
        {"word/document.xml", word->document ? word->document : document},
        {"word/_rels/document.xml.rels", word_relations},
        {"word/styles.xml", styles},
        {"word/numbering.xml", lists},
        {"docProps/core.xml", core},
        {NULL, NULL},
    });
    free(body);
    free(document);
    free(styles);
    free(lists);
    free(core);
    return file;
}
