#include "skim.h"

#include <string.h>

/* What is left to look at. */
struct rest {
    const char *at, *end;
};

static void skip_blanks(struct rest *rest)
{
    while (rest->at < rest->end && strchr(" \t\r\n", *rest->at) && *rest->at)
        rest->at++;
}

/* Whether that character comes next; it is then passed. */
static int take(struct rest *rest, char c)
{
    skip_blanks(rest);
    if (rest->at == rest->end || *rest->at != c)
        return 0;
    rest->at++;
    return 1;
}

/* Behind the quote that begins a string: passes its end. 0, or -1. */
static int skip_string(struct rest *rest)
{
    while (rest->at < rest->end) {
        char c = *rest->at++;
        if (c == '"')
            return 0;
        if (c == '\\' && rest->at < rest->end)
            rest->at++;
    }
    return -1;
}

/* A number or a word, up to what may follow it. */
static int skip_plain(struct rest *rest)
{
    const char *start = rest->at;

    while (rest->at < rest->end && *rest->at && !strchr(",]} \t\r\n", *rest->at))
        rest->at++;
    return rest->at > start ? 0 : -1;
}

/* Behind the bracket that begins an object or an array. */
static int skip_nested(struct rest *rest)
{
    int depth = 1;

    while (depth > 0 && rest->at < rest->end) {
        char c = *rest->at++;
        if (c == '"' && skip_string(rest) != 0)
            return -1;
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
    }
    return depth == 0 ? 0 : -1;
}

static int skip_value(struct rest *rest, struct skim *out)
{
    skip_blanks(rest);
    out->text = rest->at;
    int failed = take(rest, '"')                      ? skip_string(rest)
                 : take(rest, '{') || take(rest, '[') ? skip_nested(rest)
                                                      : skip_plain(rest);
    out->size = (size_t)(rest->at - out->text);
    return failed;
}

/* The name of a member, without its quotes, and its value. */
static int take_member(struct rest *rest, struct skim *name, struct skim *value)
{
    if (!take(rest, '"'))
        return -1;
    name->text = rest->at;
    if (skip_string(rest) != 0)
        return -1;
    name->size = (size_t)(rest->at - name->text) - 1;
    return take(rest, ':') ? skip_value(rest, value) : -1;
}

int skim_members(struct skim object, const char *const names[], size_t count, struct skim out[])
{
    struct rest rest = {object.text, object.text + object.size};
    struct skim name, value;

    memset(out, 0, count * sizeof *out);
    if (!take(&rest, '{'))
        return -1;
    if (take(&rest, '}'))
        return 0;
    do {
        if (take_member(&rest, &name, &value) != 0)
            return -1;
        for (size_t i = 0; i < count; i++)
            if (strlen(names[i]) == name.size && memcmp(names[i], name.text, name.size) == 0)
                out[i] = value;
    } while (take(&rest, ','));
    return take(&rest, '}') ? 0 : -1;
}
