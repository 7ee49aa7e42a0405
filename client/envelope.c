#include "envelope.h"

#include <jansson.h>
#include <string.h>

#define DIGITS_MAX 20

int envelope_number(const char *digits, size_t size, uint64_t *out)
{
    uint64_t n = 0;

    if (size == 0 || size > DIGITS_MAX)
        return -1;
    for (size_t i = 0; i < size; i++) {
        unsigned digit = (unsigned char)digits[i] - (unsigned)'0';
        if (digit > 9 || n > ((uint64_t)INT64_MAX - 1 - digit) / 10)
            return -1;
        n = n * 10 + digit;
    }
    *out = n;
    return 0;
}

int envelope_epoch(const char *text, size_t size, char out[NBF_EPOCH_SIZE])
{
    if (size == 0 || size >= NBF_EPOCH_SIZE)
        return -1;
    for (size_t i = 0; i < size; i++)
        if (text[i] <= ' ' || text[i] > '~')
            return -1;
    memcpy(out, text, size);
    out[size] = '\0';
    return 0;
}

/* ---- the keys in front ---------------------------------------------------------------------- */

/*
 * Parsing 12 KB for two short strings in front would cost a hundred times as much as all the rest
 * of the way of an event. So the first members are walked, as long as they are strings and
 * literals.
 */
struct walk {
    const char *at, *end;
};

/* A string in the text, between its quotes. */
struct piece {
    const char *start;
    size_t size;
    int plain; /* without escapes: it means what it says */
};

static void skip_space(struct walk *walk)
{
    while (walk->at < walk->end &&
           (*walk->at == ' ' || *walk->at == '\t' || *walk->at == '\r' || *walk->at == '\n'))
        walk->at++;
}

/* Whether `c` comes next, which is passed over. */
static int take(struct walk *walk, char c)
{
    skip_space(walk);
    if (walk->at >= walk->end || *walk->at != c)
        return 0;
    walk->at++;
    return 1;
}

static int take_string(struct walk *walk, struct piece *out)
{
    if (!take(walk, '"'))
        return 0;
    *out = (struct piece){.start = walk->at, .plain = 1};
    for (; walk->at < walk->end && *walk->at != '"'; walk->at++) {
        if ((unsigned char)*walk->at < ' ')
            return 0;
        if (*walk->at == '\\') {
            out->plain = 0;
            walk->at++;
        }
    }
    if (walk->at >= walk->end)
        return 0;
    out->size = (size_t)(walk->at++ - out->start);
    return 1;
}

/* A number, true, false or null. */
static int take_literal(struct walk *walk)
{
    const char *start;

    skip_space(walk);
    start = walk->at;
    while (walk->at < walk->end && (*walk->at == '-' || *walk->at == '+' || *walk->at == '.' ||
                                    (*walk->at >= '0' && *walk->at <= '9') ||
                                    (*walk->at >= 'a' && *walk->at <= 'z') || *walk->at == 'E'))
        walk->at++;
    return walk->at > start;
}

/* One member whose value is not nested. A value that is no string comes out as an empty piece. */
static int take_member(struct walk *walk, struct piece *key, struct piece *value)
{
    *value = (struct piece){.plain = 0};
    return take_string(walk, key) && key->plain && take(walk, ':') &&
           (take_string(walk, value) || take_literal(walk));
}

static int is_key(const struct piece *key, const char *name)
{
    return key->size == strlen(name) && memcmp(key->start, name, key->size) == 0;
}

/* Returns 1 when both keys stand in front, 0 when the whole has to be looked at. */
static int read_front(const char *text, size_t size, struct envelope *out)
{
    struct walk walk = {text, text + size};
    struct piece key, value;
    int sequence = 0, epoch = 0;

    if (size == 0 || text[size - 1] != '}' || !take(&walk, '{'))
        return 0;
    while (take_member(&walk, &key, &value)) {
        if (is_key(&key, "sequence") && !sequence)
            sequence = value.plain && envelope_number(value.start, value.size, &out->sequence) == 0;
        else if (is_key(&key, "epoch") && !epoch)
            epoch = value.plain && envelope_epoch(value.start, value.size, out->epoch) == 0;
        if (sequence && epoch)
            return 1;
        if (!take(&walk, ','))
            break;
    }
    return 0;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static int read_whole(const char *text, size_t size, struct envelope *out)
{
    json_t *json = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
    const json_t *sequence = json_object_get(json, "sequence");
    const json_t *epoch = json_object_get(json, "epoch");
    int result = -1;

    if (json_is_string(sequence) && json_is_string(epoch) &&
        envelope_number(json_string_value(sequence), json_string_length(sequence),
                        &out->sequence) == 0)
        result = envelope_epoch(json_string_value(epoch), json_string_length(epoch), out->epoch);
    json_decref(json);
    return result;
}

int envelope_read(const char *text, size_t size, struct envelope *out)
{
    return read_front(text, size, out) ? 0 : read_whole(text, size, out);
}
