#include "xlsx_sheet.h"

#include <stdlib.h>
#include <string.h>

#include "xlsx_format.h"

/* What the cell that is being read holds. */
struct pending {
    char type; /* 'n' number, 's' shared, 't' text, 'b' boolean */
    long style;
    uint32_t column;
    int formula; /* it has one */
};

struct sheet_reader {
    struct sheet *sheet;
    struct sheet_book *book;
    struct emit *emit;
    struct xlsx_gather gather;
    struct nb_buffer shown; /* of the last number */
    struct pending cell;
    struct sheet_row row; /* that is being read */
    uint32_t row_number;  /* 0: none yet */
    uint32_t next_column; /* of a cell that does not say where it stands */
    uint32_t solid;       /* the last row with text or lines, or that is hidden */
    int joined;           /* no row without either since the last row that was kept */
    int in_data, in_row, in_cell;
};

static void fail_damaged(struct sheet_reader *reader)
{
    emit_fail(reader->emit, NB_INPUT_DAMAGED, "工作表中的单元格次序有误",
              "the cells of a sheet are out of order");
}

static void fail_large(struct sheet_reader *reader)
{
    emit_fail(reader->emit, NB_INPUT_TOO_LARGE, "工作表内容过多", "a sheet holds too much");
}

/* Makes room for one more of a list of at most `limit`. Returns -1 after emit_fail(). */
static int reserve(struct sheet_reader *reader, void **list, size_t count, size_t *room,
                   size_t size, size_t limit)
{
    if (count >= limit) {
        fail_large(reader);
        return -1;
    }
    if (count < *room)
        return 0;
    size_t more = *room ? *room * 2 : 64;
    void *bytes = realloc(*list, more * size);
    if (!bytes) {
        emit_no_memory(reader->emit);
        return -1;
    }
    *list = bytes;
    *room = more;
    return 0;
}

/* ---- places ---- */

/* "C5" at `*c`, which then stands behind it: both from 1. Returns -1 when it is no such place. */
static int read_place(const char **c, const char *end, uint32_t *row, uint32_t *column)
{
    uint32_t r = 0, col = 0;
    for (; *c < end && **c >= 'A' && **c <= 'Z' && col <= SHEET_ALL_COLUMNS; (*c)++)
        col = col * 26 + (uint32_t)(**c - 'A' + 1);
    for (; *c < end && **c >= '0' && **c <= '9' && r <= SHEET_ROWS; (*c)++)
        r = r * 10 + (uint32_t)(**c - '0');
    *row = r;
    *column = col;
    return r == 0 || r > SHEET_ROWS || col == 0 || col > SHEET_ALL_COLUMNS ? -1 : 0;
}

/* The number that an attribute of a row or column gives, in the range from 1 to `most`, or 0. */
static uint32_t read_index(const struct xml_element *element, const char *name, long most)
{
    long number = xml_number(element, XML_NONE, name, 0);
    return number < 1 || number > most ? 0 : (uint32_t)number;
}

static int is_hidden(const struct xml_element *element)
{
    size_t length;
    return xml_attribute(element, XML_NONE, "hidden", &length) &&
           xml_switch(element, XML_NONE, "hidden");
}

/* ---- columns and merges ---- */

static void hide_columns(struct sheet_reader *reader, const struct xml_element *element)
{
    uint32_t first = read_index(element, "min", SHEET_ALL_COLUMNS);
    uint32_t last = read_index(element, "max", SHEET_ALL_COLUMNS);
    if (last > SHEET_COLUMNS)
        last = SHEET_COLUMNS;
    if (is_hidden(element) && first > 0 && first <= last)
        memset(reader->sheet->hidden + first - 1, 1, last - first + 1);
}

static void add_merge(struct sheet_reader *reader, const struct xml_element *element)
{
    struct sheet *sheet = reader->sheet;
    size_t length;
    const char *c = xml_attribute(element, XML_NONE, "ref", &length);
    uint32_t row1, column1, row2, column2;
    if (!c)
        return;
    const char *end = c + length;
    if (read_place(&c, end, &row1, &column1) || c == end || *c++ != ':' ||
        read_place(&c, end, &row2, &column2) || c != end || row2 < row1 || column2 < column1) {
        fail_damaged(reader);
        return;
    }
    if (column1 > SHEET_COLUMNS || (row1 == row2 && column1 == column2))
        return;
    if (column2 > SHEET_COLUMNS)
        column2 = SHEET_COLUMNS;
    if (reserve(reader, (void **)&sheet->merges, sheet->merge_count, &sheet->merge_room,
                sizeof *sheet->merges, SHEET_MERGES))
        return;
    sheet->merges[sheet->merge_count++] =
        (struct sheet_merge){row1, row2, (uint16_t)(column1 - 1), (uint16_t)(column2 - 1)};
}

static int compare_merges(const void *left, const void *right)
{
    const struct sheet_merge *a = left, *b = right;
    if (a->first_row != b->first_row)
        return a->first_row < b->first_row ? -1 : 1;
    return (int)a->first_column - (int)b->first_column;
}

/* ---- rows ---- */

static void begin_row(struct sheet_reader *reader, const struct xml_element *element)
{
    size_t length;
    uint32_t number = reader->row_number + 1;
    if (xml_attribute(element, XML_NONE, "r", &length))
        number = read_index(element, "r", SHEET_ROWS);
    if (number <= reader->row_number || number > SHEET_ROWS) {
        fail_damaged(reader);
        return;
    }
    reader->in_row = 1;
    reader->row_number = number;
    reader->next_column = 1;
    memset(&reader->row, 0, sizeof reader->row);
    reader->row.number = number;
    reader->row.first = (uint32_t)reader->sheet->cell_count;
    reader->row.hidden = (unsigned char)is_hidden(element);
}

static void end_row(struct sheet_reader *reader)
{
    struct sheet *sheet = reader->sheet;
    struct sheet_row *row = &reader->row;
    reader->in_row = 0;
    row->count = (uint32_t)sheet->cell_count - row->first;
    if (row->number != reader->solid + 1)
        reader->joined = 0;
    if (row->count > 0 || row->hidden || row->box_first < row->box_end)
        reader->solid = row->number;
    if (row->count == 0)
        return;
    if (reserve(reader, (void **)&sheet->rows, sheet->row_count, &sheet->row_room,
                sizeof *sheet->rows, SHEET_TEXTS))
        return;
    row->joined = (unsigned char)reader->joined;
    reader->joined = 1;
    sheet->rows[sheet->row_count++] = *row;
}

/* ---- cells ---- */

static char type_of(const struct xml_element *element)
{
    if (xml_attribute_is(element, XML_NONE, "t", "s"))
        return 's';
    if (xml_attribute_is(element, XML_NONE, "t", "b"))
        return 'b';
    size_t length;
    int number = !xml_attribute(element, XML_NONE, "t", &length) ||
                 xml_attribute_is(element, XML_NONE, "t", "n");
    /* Formulas' texts, errors, dates in words and texts in place stand there as they are. */
    return number ? 'n' : 't';
}

static void add_box(struct sheet_row *row, uint32_t column)
{
    if (row->box_first == row->box_end)
        row->box_first = (uint16_t)column;
    row->box_end = (uint16_t)(column + 1);
}

static void begin_cell(struct sheet_reader *reader, const struct xml_element *element)
{
    size_t length;
    const char *place = xml_attribute(element, XML_NONE, "r", &length);
    uint32_t row = reader->row_number, column = reader->next_column;
    if (place) {
        const char *end = place + length;
        if (read_place(&place, end, &row, &column) || place != end)
            column = 0;
    }
    if (row != reader->row_number || column < reader->next_column || column > SHEET_ALL_COLUMNS) {
        fail_damaged(reader);
        return;
    }
    if (reader->book->cells++ >= SHEET_CELLS) {
        fail_large(reader);
        return;
    }
    reader->next_column = column + 1;
    reader->cell = (struct pending){
        .type = type_of(element),
        .style = xml_number(element, XML_NONE, "s", 0),
        .column = column - 1,
    };
    reader->in_cell = 1;
    if (column <= SHEET_COLUMNS && xlsx_style(&reader->book->styles, reader->cell.style)->boxed)
        add_box(&reader->row, column - 1);
}

/* What is shown of a value that is no text. */
static int show_value(struct sheet_reader *reader, struct xlsx_text *text)
{
    const struct xlsx_style *style = xlsx_style(&reader->book->styles, reader->cell.style);
    struct nb_buffer *shown = &reader->shown;
    shown->length = 0;
    if (reader->cell.type == 'b')
        nb_buffer_puts(shown, strcmp(text->bytes, "0") == 0 ? "FALSE" : "TRUE");
    else
        xlsx_format(text->bytes, style->format, reader->book->from_1904, shown);
    *text = (struct xlsx_text){shown->length ? shown->bytes : "", shown->length};
    return shown->failed ? -1 : 0;
}

static int share_text(struct sheet_reader *reader, struct xlsx_text *text)
{
    char *stop;
    unsigned long index = strtoul(text->bytes, &stop, 10);
    if (stop == text->bytes || *stop || index >= reader->book->strings.count)
        return emit_fail(reader->emit, NB_INPUT_DAMAGED, "工作表引用的文字不存在",
                         "a sheet refers to a text that is not there");
    *text = reader->book->strings.list[index];
    return 0;
}

/* Makes of what stands in the cell what it shows. Returns -1 after emit_fail(). */
static int finish_text(struct sheet_reader *reader, struct xlsx_text *text)
{
    int type = reader->cell.type;
    /* What a formula gives is not known before a program has worked it out. */
    if (reader->cell.formula && type != 't' && text->length == 0)
        *text = (struct xlsx_text){XLSX_UNKNOWN, strlen(XLSX_UNKNOWN)};
    if (text->length > 0 && type == 's')
        return share_text(reader, text);
    if ((text->length > 0 && type != 't' && show_value(reader, text)) ||
        xlsx_text_keep(&reader->sheet->arena, text)) {
        emit_no_memory(reader->emit);
        return -1;
    }
    return 0;
}

static int is_white(const struct xlsx_text *text)
{
    for (size_t i = 0; i < text->length; i++)
        if ((unsigned char)text->bytes[i] > ' ')
            return 0;
    return 1;
}

static void end_cell(struct sheet_reader *reader)
{
    struct sheet *sheet = reader->sheet;
    struct xlsx_text text;
    reader->in_cell = 0;
    if (xlsx_gather_take(&reader->gather, &text)) {
        fail_large(reader);
        return;
    }
    if (reader->cell.column >= SHEET_COLUMNS || finish_text(reader, &text) || is_white(&text))
        return;
    if (reserve(reader, (void **)&sheet->cells, sheet->cell_count, &sheet->cell_room,
                sizeof *sheet->cells, SHEET_TEXTS - reader->book->texts))
        return;
    sheet->cells[sheet->cell_count++] = (struct sheet_cell){reader->cell.column, text};
}

/* ---- elements ---- */

static void start_in_cell(struct sheet_reader *reader, const struct xml_element *element)
{
    if (xml_is(element, XML_SHEET, "f"))
        reader->cell.formula = 1;
    else if (xml_is(element, XML_SHEET, "v"))
        reader->gather.in_text = 1;
    else
        xlsx_gather_start(&reader->gather, element);
}

static void start(void *context, const struct xml_element *element)
{
    struct sheet_reader *reader = context;
    if (reader->in_cell)
        start_in_cell(reader, element);
    else if (xml_is(element, XML_SHEET, "sheetData"))
        reader->in_data = 1;
    else if (reader->in_row && xml_is(element, XML_SHEET, "c"))
        begin_cell(reader, element);
    else if (reader->in_data && xml_is(element, XML_SHEET, "row"))
        begin_row(reader, element);
    else if (xml_is(element, XML_SHEET, "col"))
        hide_columns(reader, element);
    else if (xml_is(element, XML_SHEET, "mergeCell"))
        add_merge(reader, element);
}

static void end(void *context, enum xml_space space, const char *name)
{
    struct sheet_reader *reader = context;
    if (space != XML_SHEET)
        return;
    if (reader->in_cell && strcmp(name, "c") == 0)
        end_cell(reader);
    else if (reader->in_cell && strcmp(name, "v") == 0)
        reader->gather.in_text = 0;
    else if (reader->in_cell)
        xlsx_gather_end(&reader->gather, space, name);
    else if (reader->in_row && strcmp(name, "row") == 0)
        end_row(reader);
    else if (strcmp(name, "sheetData") == 0)
        reader->in_data = 0;
}

static void text(void *context, const char *bytes, size_t length)
{
    struct sheet_reader *reader = context;
    xlsx_gather_text(&reader->gather, bytes, length);
    if (reader->gather.text.failed)
        fail_large(reader);
}

int sheet_read(const struct member *member, struct sheet_book *book, struct emit *emit,
               struct sheet *out)
{
    static const struct xml_handler handler = {start, end, text};
    struct sheet_reader reader = {.sheet = out, .book = book, .emit = emit};
    memset(out, 0, sizeof *out);
    nb_arena_init(&out->arena);
    nb_buffer_init(&reader.gather.text);
    nb_buffer_init(&reader.shown);
    int result = xml_read(member->bytes, member->size, &handler, &reader, emit);
    nb_buffer_free(&reader.gather.text);
    nb_buffer_free(&reader.shown);
    book->texts += out->cell_count;
    if (out->merge_count > 0)
        qsort(out->merges, out->merge_count, sizeof *out->merges, compare_merges);
    return result;
}

void sheet_free(struct sheet *sheet)
{
    free(sheet->cells);
    free(sheet->rows);
    free(sheet->merges);
    nb_arena_free(&sheet->arena);
    memset(sheet, 0, sizeof *sheet);
}
