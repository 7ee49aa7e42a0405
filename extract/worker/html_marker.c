#include "html_marker.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "html_style.h"
#include "html_tree.h"

/* The styles whose words are looked for in list-style and, where there is one, the type. */
static const struct {
    const char *word;
    char type;
} styles[] = {
    {"lower-alpha", 'a'}, {"lower-latin", 'a'},  {"upper-alpha", 'A'}, {"upper-latin", 'A'},
    {"lower-roman", 'i'}, {"upper-roman", 'I'},  {"decimal", '1'},     {"cjk-ideographic", 'c'},
    {"chinese", 'c'},     {"cjk-earthly", '\0'}, {"none", '\0'},       {"disc", '\0'},
    {"circle", '\0'},     {"square", '\0'},
};

char html_marker_type(const GumboElement *element, char otherwise)
{
    static const char *const properties[] = {"list-style-type", "list-style"};
    if (!element->attributes.length)
        return otherwise;
    for (size_t p = 0; p < 2; p++) {
        for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
            if (html_property_has(element, properties[p], styles[i].word))
                return styles[i].type;
    }
    const char *type = html_attribute(element, "type");
    return type && type[0] && !type[1] && strchr("1aAiI", type[0]) ? type[0] : otherwise;
}

static void roman(int number, int upper, char *out, size_t room)
{
    static const struct {
        int value;
        const char *lower, *upper;
    } digits[] = {{100, "c", "C"},  {90, "xc", "XC"}, {50, "l", "L"},
                  {40, "xl", "XL"}, {10, "x", "X"},   {9, "ix", "IX"},
                  {5, "v", "V"},    {4, "iv", "IV"},  {1, "i", "I"}};
    size_t length = 0;
    for (size_t i = 0; number > 0; number -= digits[i].value) {
        while (digits[i].value > number)
            i++;
        const char *digit = upper ? digits[i].upper : digits[i].lower;
        length += (size_t)snprintf(out + length, room - length, "%s", digit);
    }
    snprintf(out + length, room - length, ". ");
}

static void chinese(int number, char *out, size_t room)
{
    static const char *const digits[] = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    snprintf(out, room, "%s%s%s、", number >= 20 ? digits[number / 10] : "",
             number >= 10 ? "十" : "", digits[number % 10]);
}

void html_marker(char type, int number, char *out, size_t room)
{
    out[0] = '\0';
    if (!type)
        return;
    /* Letters, Roman and Chinese numerals are for short lists. */
    if ((type | ' ') == 'a' && number >= 1 && number <= 26)
        snprintf(out, room, "%c. ", type + number - 1);
    else if ((type | ' ') == 'i' && number >= 1 && number <= 50)
        roman(number, type == 'I', out, room);
    else if (type == 'c' && number >= 1 && number <= 99)
        chinese(number, out, room);
    else
        snprintf(out, room, "%d. ", number);
}
