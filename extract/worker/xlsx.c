#include "xlsx.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../wire.h"
#include "properties.h"
#include "relations.h"
#include "xlsx_layout.h"
#include "xlsx_sheet.h"
#include "xml.h"

#define SHEETS 64 /* that are shown; more is input.too_large */

/* A tab of the workbook. */
struct tab {
    struct xlsx_text name;
    const char *part; /* the member; NULL: not there */
    uint32_t number;  /* from 1, of those that are shown */
};

struct workbook {
    struct nb_arena arena;
    struct emit *emit;
    struct relations relations;
    struct tab tabs[SHEETS];
    uint32_t count;
    struct sheet_book book;
    int has_text; /* some sheet shows some */
};

/* ---- the workbook ---- */

/* The member of a sheet with cells; NULL for charts, dialogues and macros. */
static const char *sheet_part(const struct relations *relations, const char *id, size_t length)
{
    const struct relation *relation = relations_find(relations, id, length);
    return relation && strcmp(relation->type, "worksheet") == 0 ? relation->target : NULL;
}

static void add_tab(struct workbook *workbook, const struct xml_element *element)
{
    size_t length;
    const char *name = xml_attribute(element, XML_NONE, "name", &length);
    if (xml_attribute_is(element, XML_NONE, "state", "hidden") ||
        xml_attribute_is(element, XML_NONE, "state", "veryHidden"))
        return;
    if (workbook->count == SHEETS) {
        emit_fail(workbook->emit, NB_INPUT_TOO_LARGE, "工作表过多", "it holds too many sheets");
        return;
    }
    struct tab *tab = &workbook->tabs[workbook->count++];
    tab->number = workbook->count;
    tab->name.length = name ? length : 0;
    tab->name.bytes = nb_arena_string(&workbook->arena, name ? name : "", tab->name.length);
    const char *id = xml_attribute(element, XML_REFERENCE, "id", &length);
    tab->part = id ? sheet_part(&workbook->relations, id, length) : NULL;
    if (!tab->name.bytes)
        emit_no_memory(workbook->emit);
}

static void workbook_start(void *context, const struct xml_element *element)
{
    struct workbook *workbook = context;
    size_t length;
    if (xml_is(element, XML_SHEET, "sheet"))
        add_tab(workbook, element);
    else if (xml_is(element, XML_SHEET, "workbookPr"))
        workbook->book.from_1904 = xml_attribute(element, XML_NONE, "date1904", &length) &&
                                   xml_switch(element, XML_NONE, "date1904");
}

/* Reads a member that must be there. */
static int read_member(struct package *package, const char *part, struct emit *emit,
                       struct member *out)
{
    int found = package_read(package, part, out);
    if (found > 0)
        return 0;
    if (found < 0)
        return -1;
    return emit_fail(emit, NB_INPUT_DAMAGED, "工作簿缺少内部文件",
                     "a part of the workbook is missing");
}

static int read_workbook(struct package *package, const char *part, struct workbook *workbook)
{
    static const struct xml_handler handler = {workbook_start, NULL, NULL};
    struct emit *emit = workbook->emit;
    struct member member;
    if (read_member(package, part, emit, &member))
        return -1;
    int result = xml_read(member.bytes, member.size, &handler, workbook, emit);
    member_free(&member);
    return result;
}

static int read_book(struct package *package, struct workbook *workbook)
{
    const struct relations *relations = &workbook->relations;
    struct emit *emit = workbook->emit;
    if (xlsx_strings_read(package, relations_of_type(relations, "sharedStrings"), emit,
                          &workbook->book.strings))
        return -1;
    return xlsx_styles_read(package, relations_of_type(relations, "styles"), emit,
                            &workbook->book.styles);
}

/* ---- its sheets ---- */

/* True for a name that Excel, WPS or LibreOffice gave: it says nothing. */
static int is_default_name(const struct xlsx_text *name)
{
    static const char *const words[] = {"Sheet", "工作表", "表格", "表"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if (name->length >= length && strncasecmp(name->bytes, words[i], length) == 0 &&
            strspn(name->bytes + length, " ()0123456789") == name->length - length)
            return 1;
    }
    return 0;
}

/* Tells what a sheet shows. */
static void show_sheet(struct workbook *workbook, const struct tab *tab, const struct sheet *sheet)
{
    struct emit *emit = workbook->emit;
    emit_page(emit, tab->number);
    size_t length = emit->length;
    sheet_emit(sheet, is_default_name(&tab->name) ? NULL : &tab->name, emit);
    workbook->has_text |= emit->length > length;
}

static int read_tab(struct package *package, struct workbook *workbook, const struct tab *tab)
{
    struct emit *emit = workbook->emit;
    struct member member;
    struct sheet sheet;
    if (!tab->part)
        return 0;
    if (read_member(package, tab->part, emit, &member))
        return -1;
    int result = sheet_read(&member, &workbook->book, emit, &sheet);
    member_free(&member);
    if (result == 0)
        show_sheet(workbook, tab, &sheet);
    sheet_free(&sheet);
    return emit_failed(emit) ? -1 : 0;
}

static int read_all(struct package *package, const char *part, struct workbook *workbook)
{
    if (read_workbook(package, part, workbook) || read_book(package, workbook))
        return -1;
    for (uint32_t i = 0; i < workbook->count; i++)
        if (read_tab(package, workbook, &workbook->tabs[i]))
            return -1;
    if (workbook->has_text)
        return 0;
    return emit_fail(workbook->emit, NB_INPUT_NO_TEXT, "Excel文件，没有文字",
                     "an Excel file without text");
}

static int read_part(struct package *package, const char *part, struct emit *emit)
{
    struct workbook *workbook = calloc(1, sizeof *workbook);
    if (!workbook)
        return emit_no_memory(emit);
    workbook->emit = emit;
    nb_arena_init(&workbook->arena);
    int result = relations_read(package, part, emit, &workbook->relations);
    if (result == 0) {
        result = read_all(package, part, workbook);
        relations_free(&workbook->relations);
        xlsx_strings_free(&workbook->book.strings);
        xlsx_styles_free(&workbook->book.styles);
    }
    nb_arena_free(&workbook->arena);
    free(workbook);
    return result;
}

int xlsx_read(struct package *package, struct emit *emit)
{
    struct relations relations;
    emit->format = WIRE_XLSX;
    if (relations_read(package, "", emit, &relations))
        return -1;
    const char *part = relations_of_type(&relations, "officeDocument");
    int result = properties_read(package, &relations, emit);
    if (result == 0 && part)
        result = read_part(package, part, emit);
    else if (result == 0)
        result = emit_fail(emit, NB_INPUT_DAMAGED, "找不到工作簿", "there is no workbook in it");
    relations_free(&relations);
    return result;
}
