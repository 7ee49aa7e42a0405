#include "owner.h"

#include <string.h>

#include "utf8.h"

static const char32_t territories[] = U"省市县区镇乡村旗";
static const char32_t people[] = U"人民政府";

static int is_one_of(const char32_t *list, uint32_t c)
{
    while (*list && *list != c)
        list++;
    return *list != 0;
}

static int ends_with(const struct nb_owner *owner, const char32_t *tail, int length)
{
    if (owner->length <= length)
        return 0;
    for (int i = 0; i < length; i++)
        if (owner->name[owner->length - length + i] != tail[i])
            return 0;
    return 1;
}

static void append(struct nb_owner *owner, const char32_t *tail)
{
    for (; *tail && owner->length < NB_OWNER_NAME; tail++)
        owner->name[owner->length++] = *tail;
}

void nb_owner_init(struct nb_owner *owner, const char *agency)
{
    memset(owner, 0, sizeof *owner);
    const unsigned char *bytes = (const unsigned char *)agency;
    size_t size = agency ? strlen(agency) : 0;
    for (size_t i = 0; i < size && owner->length < NB_OWNER_NAME - 4;)
        i += nb_utf8_decode(bytes + i, size - i, &owner->name[owner->length++]);
    owner->short_length = owner->length;
    if (!owner->length)
        return;
    if (ends_with(owner, people, 4))
        owner->short_length -= 4;
    else if (ends_with(owner, U"办事处", 3))
        owner->short_length -= 3;
    else if (ends_with(owner, U"街道", 2))
        append(owner, U"办事处");
    else if (is_one_of(territories, owner->name[owner->length - 1]))
        append(owner, people);
}

/*
 * How many characters before cp[end] are those of the name before name[length], where the text may
 * leave out 人民; `*left` is how many characters of the name are left over.
 */
static size_t match(const struct nb_owner *owner, int length, const struct nb_text *text,
                    size_t start, size_t end, int *left)
{
    size_t i = end;
    int at = length;
    while (i > start && at > 0) {
        uint32_t c = text->cp[i - 1];
        if (c == ' ' || c == '\n') {
            i--;
            continue;
        }
        if (c != owner->name[at - 1] && at > 2 && owner->name[at - 1] == people[1] &&
            owner->name[at - 2] == people[0])
            at -= 2;
        if (c != owner->name[at - 1])
            break;
        i--;
        at--;
    }
    *left = at;
    return end - i;
}

/* Whether a name can begin at cp[index]: what stands before it is no part of it. */
static int begins(const struct nb_text *text, size_t start, size_t index)
{
    while (index > start && (text->cp[index - 1] == ' ' || text->cp[index - 1] == '\n'))
        index--;
    return index == start || !nb_is_han(text->cp[index - 1]) ||
           is_one_of(U"我本全年度月日底来末前中内间由对向从与和及因以为", text->cp[index - 1]);
}

static int is_name(const struct nb_owner *owner, int length, const struct nb_text *text,
                   size_t start, size_t end)
{
    int left;
    size_t matched = match(owner, length, text, start, end, &left);
    return matched && (left == 0 || begins(text, start, end - matched));
}

/* 我局, 本机关; 我镇 and 全县 only where the agency is a town or a county. */
static int is_self(const struct nb_owner *owner, const struct nb_text *text, size_t start,
                   size_t word, size_t end)
{
    uint32_t last = text->cp[end - 1];
    if (!is_one_of(U"我本", text->cp[word]) &&
        (word == start || !is_one_of(U"我本全", text->cp[word - 1])))
        return 0;
    return !owner->length || !is_one_of(territories, last) ||
           owner->name[owner->short_length - 1] == last;
}

int nb_owner_is(const struct nb_owner *owner, const struct nb_text *text, size_t start, size_t word,
                size_t end)
{
    return is_self(owner, text, start, word, end) ||
           is_name(owner, owner->length, text, start, end) ||
           is_name(owner, owner->short_length, text, start, end);
}
