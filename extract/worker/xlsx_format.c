#include "xlsx_format.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SECTIONS 4
#define DIGITS   15      /* of a number that Excel tells apart */
#define LAST_DAY 2958466 /* the first day that Excel does not know, in the year 10000 */

enum {
    PART_YEAR = 1,
    PART_MONTH = 2,
    PART_DAY = 4,
    PART_HOUR = 8,
    PART_MINUTE = 16,
    PART_SECOND = 32,
};

/* One of the parts of a code that ";" divides: for positive and negative numbers, zero and text. */
struct section {
    const char *start, *end;
    char operator[3]; /* of its condition, "" without one */
    double limit;
};

/* What a section asks for. */
struct picture {
    struct nb_buffer before, after; /* words around the number */
    int number;                     /* the number itself is shown */
    int percent;
    int parts; /* of a date that are shown */
    int last;  /* the part that was named last */
    int unclear;
};

static const struct {
    short id;
    const char *code;
} builtin[] = {
    {9, "0%"},      {10, "0.00%"},   {14, "yyyy-m-d"},      {15, "d-mmm-yy"},
    {16, "d-mmm"},  {17, "mmm-yy"},  {18, "h:mm"},          {19, "h:mm:ss"},
    {20, "h:mm"},   {21, "h:mm:ss"}, {22, "yyyy-m-d h:mm"}, {27, "yyyy-m"},
    {28, "m-d"},    {29, "m-d"},     {30, "m-d-yy"},        {31, "yyyy-m-d"},
    {32, "h:mm"},   {33, "h:mm:ss"}, {34, "h:mm"},          {35, "h:mm:ss"},
    {36, "yyyy-m"}, {45, "mm:ss"},   {46, "[h]:mm:ss"},     {47, "mm:ss.0"},
    {50, "yyyy-m"}, {51, "m-d"},     {52, "yyyy-m"},        {53, "m-d"},
    {54, "m-d"},    {55, "h:mm"},    {56, "h:mm:ss"},       {57, "yyyy-m"},
    {58, "m-d"},
};

const char *xlsx_builtin_format(long id)
{
    for (size_t i = 0; i < sizeof builtin / sizeof *builtin; i++)
        if (builtin[i].id == id)
            return builtin[i].code;
    return "";
}

/* ---- the pieces of a code ---- */

/* The character behind `c`, which may take several bytes. */
static const char *next_character(const char *c, const char *end)
{
    if (c < end)
        c++;
    while (c < end && ((unsigned char)*c & 0xC0) == 0x80)
        c++;
    return c;
}

/* The end of the piece that begins at `c`: something quoted, escaped or in brackets, or a letter.
 */
static const char *piece_end(const char *c, const char *end)
{
    const char *close = NULL;
    if (*c == '"' || *c == '[')
        close = memchr(c + 1, *c == '"' ? '"' : ']', (size_t)(end - c - 1));
    else if (*c == '\\' || *c == '!' || *c == '_' || *c == '*')
        return next_character(c + 1, end);
    else
        return next_character(c, end);
    return close ? close + 1 : end;
}

/* "[>=100]": the condition of the section, where that is what stands in the brackets. */
static void read_condition(struct section *section, const char *c, const char *end)
{
    size_t length = strspn(c, "<>=");
    if (length == 0 || length > 2)
        return;
    char *stop;
    double limit = strtod(c + length, &stop);
    if (stop != end || section->operator[0])
        return;
    memcpy(section->operator, c, length);
    section->limit = limit;
}

/* Divides a code; returns how many sections for numbers it has, at least 1. */
static int divide(const char *code, struct section sections[SECTIONS])
{
    const char *end = code + strlen(code);
    int count = 0;
    memset(sections, 0, SECTIONS * sizeof *sections);
    sections[0].start = code;
    for (const char *c = code, *next; c < end; c = next) {
        next = piece_end(c, end);
        if (*c == '[')
            read_condition(&sections[count], c + 1, next - 1);
        if (*c != ';')
            continue;
        sections[count].end = c;
        if (++count == SECTIONS)
            break;
        sections[count].start = next;
    }
    if (count < SECTIONS)
        sections[count++].end = end;
    return count < SECTIONS ? count : SECTIONS - 1;
}

static int holds(const struct section *section, double value)
{
    const char *operator= section->operator;
    if ((operator[0] == '=' || operator[1] == '=') && value == section->limit)
        return 1;
    if (operator[0] == '<' && operator[1] == '>')
        return value != section->limit;
    return (operator[0] == '<' && value<section->limit) ||
           (operator[0] == '>' && value> section->limit);
}

/* The section that shows the value, or NULL. */
static const struct section *choose(const struct section *sections, int count, double value)
{
    for (int i = 0; i < count; i++) {
        int right = i == count - 1;
        if (sections[i].operator[0])
            right = holds(&sections[i], value);
        else if (i == 0 && count > 1)
            right = count == 2 ? value >= 0 : value > 0;
        else if (i == 1 && count > 2)
            right = value < 0;
        if (right)
            return &sections[i];
    }
    return NULL;
}

/* ---- what a section asks for ---- */

/* Words beside the number. A digit among them would look like a part of it. */
static void add_words(struct picture *picture, const char *words, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (words[i] >= '0' && words[i] <= '9')
            picture->unclear = 1;
    nb_buffer_add(picture->number ? &picture->after : &picture->before, words, length);
}

/* "[$¥-804]" shows what stands before the "-"; colours, conditions and languages show nothing. */
static void add_bracket(struct picture *picture, const char *c, const char *end)
{
    if (end - c > 2 && c[1] == '$') {
        const char *stop = c + 2;
        while (stop < end - 1 && *stop != '-')
            stop++;
        add_words(picture, c + 2, (size_t)(stop - c - 2));
    } else if (end - c > 2 && strchr("hHmMsS", c[1]) &&
               strspn(c + 1, "hHmMsS") + 2 >= (size_t)(end - c)) {
        picture->parts |= PART_HOUR;
        picture->last = PART_HOUR;
    }
}

/* A letter of a date. "m" tells the month, but minutes beside hours or seconds. */
static int add_part(struct picture *picture, char letter)
{
    static const char letters[] = "yedhs";
    static const int parts[] = {PART_YEAR, PART_YEAR, PART_DAY, PART_HOUR, PART_SECOND};
    char lower = letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
    const char *found = lower ? strchr(letters, lower) : NULL;
    int part = found ? parts[found - letters] : 0;
    if (lower == 'm')
        part =
            picture->last == PART_HOUR || picture->last == PART_MINUTE ? PART_MINUTE : PART_MONTH;
    if (!part)
        return 0;
    if (part == PART_SECOND && picture->last == PART_MONTH) {
        picture->parts &= ~PART_MONTH;
        picture->parts |= PART_MINUTE;
    }
    picture->parts |= part;
    picture->last = part;
    return 1;
}

/* A place for a digit, or what belongs to one. */
static void add_digits(struct picture *picture, const char *c, const char *end)
{
    if (*c == ',') {
        /* A comma behind the last digit divides by a thousand. */
        if (picture->number && (c + 1 == end || !strchr("0#?", c[1])))
            picture->unclear = 1;
        return;
    }
    if (picture->after.length > 0 && *c != '.')
        picture->unclear = 1;
    picture->number = 1;
}

/* The length of the name of the general format, or 0. WPS Office writes the Chinese one. */
static size_t general_length(const char *c, const char *end)
{
    static const char *const names[] = {"General", "G/通用格式"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if ((size_t)(end - c) >= strlen(names[i]) &&
            strncasecmp(c, names[i], strlen(names[i])) == 0)
            return strlen(names[i]);
    return 0;
}

static const char *add_piece(struct picture *picture, const char *c, const char *end)
{
    const char *next = piece_end(c, end);
    size_t general = general_length(c, end);
    if (general > 0) {
        picture->number = 1;
        return c + general;
    }
    if ((*c == 'E' || *c == 'e') && end - c > 1 && (c[1] == '+' || c[1] == '-'))
        return end;
    if (*c == '"')
        add_words(picture, c + 1, (size_t)(next - c) - (next - c > 1 && next[-1] == '"' ? 2 : 1));
    else if (*c == '[')
        add_bracket(picture, c, next);
    else if (*c == '\\' || *c == '!')
        add_words(picture, c + 1, (size_t)(next - c - 1));
    else if (strchr("0#?.,", *c))
        add_digits(picture, c, end);
    else if (*c == '@')
        picture->number = 1;
    else if (*c == '%')
        picture->percent++;
    else if (*c == '/' && picture->number)
        return end;
    else if (!strchr("_* ", *c) && !add_part(picture, *c))
        add_words(picture, c, (size_t)(next - c));
    return next;
}

/* ---- writing ---- */

/* With 15 digits, as Excel counts them, and without an exponent. */
static void add_number(double value, struct nb_buffer *out)
{
    char text[32], digits[DIGITS + 1];
    if (value < 0)
        nb_buffer_puts(out, "-");
    snprintf(text, sizeof text, "%.*e", DIGITS - 1, value < 0 ? -value : value + 0.0);
    digits[0] = text[0];
    memcpy(digits + 1, text + 2, DIGITS - 1);
    int point = atoi(text + DIGITS + 2) + 1, length = DIGITS;
    while (length > 1 && digits[length - 1] == '0')
        length--;
    if (point <= 0)
        nb_buffer_puts(out, "0.");
    for (int i = point; i < 0; i++)
        nb_buffer_puts(out, "0");
    for (int i = 0; i < length || i < point; i++) {
        if (i == point && i > 0)
            nb_buffer_puts(out, ".");
        nb_buffer_add(out, i < length ? digits + i : "0", 1);
    }
}

/* The date of a day, counted from 1970-01-01. */
static void add_day(long day, int parts, struct nb_buffer *out)
{
    long z = day + 719468, era = z / 146097, of_era = z - era * 146097;
    long year_of = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    long day_of = of_era - (365 * year_of + year_of / 4 - year_of / 100);
    long shifted = (5 * day_of + 2) / 153, month = shifted < 10 ? shifted + 3 : shifted - 9;
    if (parts & PART_YEAR)
        nb_buffer_printf(out, "%ld年", year_of + era * 400 + (month <= 2));
    if (parts & PART_MONTH)
        nb_buffer_printf(out, "%ld月", month);
    if (parts & PART_DAY)
        nb_buffer_printf(out, "%ld日", day_of - (153 * shifted + 2) / 5 + 1);
}

static void add_date(double value, int parts, int from_1904, struct nb_buffer *out)
{
    long whole = (long)value;
    /* Excel takes 1900 for a leap year, so its days before March 1900 are one behind. */
    long day = whole - (from_1904 ? 24107 : whole < 60 ? 25568 : 25569);
    long seconds = (long)((value - (double)whole) * 86400 + 0.5);
    if (parts & (PART_YEAR | PART_MONTH | PART_DAY))
        add_day(day, parts, out);
    if (!(parts & (PART_HOUR | PART_MINUTE | PART_SECOND)))
        return;
    if (parts & (PART_YEAR | PART_MONTH | PART_DAY))
        nb_buffer_puts(out, " ");
    nb_buffer_printf(out, "%02ld:%02ld", seconds / 3600, seconds / 60 % 60);
    if (parts & PART_SECOND)
        nb_buffer_printf(out, ":%02ld", seconds % 60);
}

/* The number with what stands around it. */
static void add_dressed(const struct picture *picture, double value, struct nb_buffer *out)
{
    /* A minus stands for whatever a format has for negative numbers, and a zero takes no dash. */
    int dressed = value >= 0 && picture->number;
    if (value > 0 && dressed && picture->before.length > 0)
        nb_buffer_add(out, picture->before.bytes, picture->before.length);
    for (int i = 0; i < picture->percent; i++)
        value *= 100;
    add_number(value, out);
    for (int i = 0; i < picture->percent; i++)
        nb_buffer_puts(out, "%");
    if (dressed && picture->after.length > 0)
        nb_buffer_add(out, picture->after.bytes, picture->after.length);
}

static void show(const struct picture *picture, double value, int from_1904, struct nb_buffer *out)
{
    if (picture->parts && value >= 0 && value < LAST_DAY)
        add_date(value, picture->parts, from_1904, out);
    else if (picture->number && picture->unclear && value != 0)
        nb_buffer_puts(out, XLSX_UNKNOWN);
    else if (picture->number || picture->parts || value == 0)
        add_dressed(picture, value, out);
    else if (picture->before.length > 0)
        nb_buffer_add(out, picture->before.bytes, picture->before.length);
}

void xlsx_format(const char *number, const char *code, int from_1904, struct nb_buffer *out)
{
    struct section sections[SECTIONS];
    char *stop;
    double value = strtod(number, &stop);
    if (stop == number || *stop || number[strspn(number, "+-.0123456789eE")] || value > DBL_MAX ||
        value < -DBL_MAX || value != value) {
        nb_buffer_puts(out, number);
        return;
    }
    const struct section *section = choose(sections, divide(code, sections), value);
    if (!section || !*code) {
        add_number(value, out);
        return;
    }
    struct picture picture;
    memset(&picture, 0, sizeof picture);
    nb_buffer_init(&picture.before);
    nb_buffer_init(&picture.after);
    for (const char *c = section->start; c < section->end;)
        c = add_piece(&picture, c, section->end);
    show(&picture, value, from_1904, out);
    out->failed |= picture.before.failed | picture.after.failed;
    nb_buffer_free(&picture.before);
    nb_buffer_free(&picture.after);
}
