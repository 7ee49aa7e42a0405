#include "mutate.h"

#include "units.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHANGES_MAX 8    /* of one file */
#define PIECE_MAX   4096 /* bytes that are moved at once */
#define MEMBERS_MAX 64   /* of a ZIP file; what lies behind is left out */
#define MEMBER_MAX  (1 << 20)
#define FILE_MAX    (4 << 20)

/* Where in the bytes, and how many. */
struct range {
    size_t start, length;
};

static struct range pick(const struct bytes *bytes, size_t most, uint32_t *state)
{
    struct range range = {bytes->size ? next_random(state) % bytes->size : 0, 0};
    size_t left = bytes->size - range.start;

    /* Short ones as often as long ones. */
    most =
        (size_t)1 << next_random(state) % 13 < most ? (size_t)1 << next_random(state) % 13 : most;
    range.length = left ? next_random(state) % (left < most ? left : most) + 1 : 0;
    if (range.length > left)
        range.length = left;
    return range;
}

/* Puts `length` bytes in place of what stands in the range. */
static void replace(struct bytes *bytes, struct range at, const char *with, size_t length)
{
    struct bytes out = {0};

    if (bytes->size - at.length + length > FILE_MAX)
        return;
    size_t behind = bytes->size - at.start - at.length;
    bytes_add(&out, bytes->data, at.start);
    bytes_add(&out, with, length);
    if (behind)
        bytes_add(&out, bytes->data + bytes->size - behind, behind);
    free(bytes->data);
    *bytes = out;
}

static void flip(struct bytes *bytes, uint32_t *state)
{
    if (bytes->size)
        bytes->data[next_random(state) % bytes->size] ^= (char)(1 << next_random(state) % 8);
}

static void insert_piece(struct bytes *bytes, const struct bytes *from, uint32_t *state)
{
    struct range piece = pick(from, PIECE_MAX, state), at = pick(bytes, PIECE_MAX, state);
    char *copy = malloc(piece.length + 1);

    assert_non_null(copy);
    if (piece.length)
        memcpy(copy, from->data + piece.start, piece.length);
    if (next_random(state) % 2)
        at.length = 0;
    replace(bytes, at, copy, piece.length);
    free(copy);
}

/* One of the numbers in the text becomes one that few expect. */
static void change_number(struct bytes *bytes, uint32_t *state)
{
    static const char *const numbers[] = {
        "0",          "-1",
        "1",          "255",
        "256",        "32767",
        "65535",      "65536",
        "2147483647", "2147483648",
        "1e9",        "4294967295",
        "4294967296", "99999999999999999999",
        "0.0000001",
    };
    struct range at = pick(bytes, 1, state);

    while (at.start < bytes->size && (bytes->data[at.start] < '0' || bytes->data[at.start] > '9'))
        at.start++;
    at.length = 0;
    while (at.start + at.length < bytes->size && bytes->data[at.start + at.length] >= '0' &&
           bytes->data[at.start + at.length] <= '9')
        at.length++;
    const char *number = numbers[next_random(state) % COUNT_OF(numbers)];
    replace(bytes, at, number, strlen(number));
}

/* The closing tag of the element whose tag stands at `tag`, in `closing`; its length. */
static size_t closing_tag(const char *tag, const char *end, char closing[32])
{
    size_t length = 2;

    memcpy(closing, "</", 2);
    for (const char *at = tag + 1; at < end && length < 30 && !strchr(" />\t\r\n", *at); at++)
        closing[length++] = *at;
    closing[length++] = '>';
    return length;
}

/* An element of XML or HTML, from its tag to the next closing tag of that name; or nothing. */
static struct range pick_element(const struct bytes *bytes, uint32_t *state)
{
    struct range none = {0, 0}, at = pick(bytes, 1, state);
    if (bytes->size == 0)
        return none;
    const char *end = bytes->data + bytes->size, *tag = bytes->data + at.start, *last = NULL;
    char closing[32];

    while (tag < end && (*tag != '<' || end - tag < 3 || strchr("/!?", tag[1])))
        tag++;
    if (tag < end)
        last = memchr(tag, '>', (size_t)(end - tag));
    if (!last)
        return none;
    if (last[-1] != '/') {
        size_t length = closing_tag(tag, end, closing);
        const char *close = memmem(tag, (size_t)(end - tag), closing, length);
        if (!close)
            return none;
        last = close + length - 1;
    }
    return (struct range){(size_t)(tag - bytes->data), (size_t)(last + 1 - tag)};
}

/* Takes an element out, doubles it, or puts it where another one begins. */
static void change_element(struct bytes *bytes, const struct bytes *from, uint32_t *state)
{
    struct range at = pick_element(bytes, state), piece = pick_element(from, state);
    char *copy = malloc(piece.length + 1);

    assert_non_null(copy);
    if (piece.length)
        memcpy(copy, from->data + piece.start, piece.length);
    switch (next_random(state) % 4) {
    case 0: replace(bytes, at, "", 0); break;
    case 1: replace(bytes, at, copy, piece.length); break;
    default:
        at.length = 0;
        replace(bytes, at, copy, piece.length);
        break;
    }
    free(copy);
}

static void put_extreme(struct bytes *bytes, uint32_t *state)
{
    static const unsigned char extremes[] = {0x00, 0xFF, 0x7F, 0x80, '<', '>', '&', '/', '(', '['};

    if (bytes->size)
        bytes->data[next_random(state) % bytes->size] =
            (char)extremes[next_random(state) % sizeof extremes];
}

/* What is changed gently mostly keeps the form that readers ask for before they go on. */
static void mutate_bytes(struct bytes *bytes, const struct bytes *other, int gently,
                         uint32_t *state)
{
    uint32_t kinds = gently ? 3 : 9;

    for (uint32_t n = next_random(state) % CHANGES_MAX + 1; n > 0; n--) {
        struct range range;
        switch (8 - next_random(state) % kinds) {
        case 0: flip(bytes, state); break;
        case 1: put_extreme(bytes, state); break;
        case 2:
            range = pick(bytes, PIECE_MAX, state);
            replace(bytes, range, "", 0);
            break;
        case 3: insert_piece(bytes, bytes, state); break;
        case 4: insert_piece(bytes, other, state); break;
        case 5: change_element(bytes, other, state); break;
        case 6: change_element(bytes, bytes, state); break;
        default: change_number(bytes, state); break;
        }
    }
}

/* ---- ZIP files ---- */

struct members {
    char *names[MEMBERS_MAX];
    struct bytes bytes[MEMBERS_MAX];
    size_t count;
};

static void unpack(const struct bytes *file, struct members *members)
{
    struct archive *reader = archive_read_new();
    struct archive_entry *entry;

    memset(members, 0, sizeof *members);
    archive_read_support_format_zip(reader);
    if (archive_read_open_memory(reader, file->data, file->size) == ARCHIVE_OK)
        while (members->count < MEMBERS_MAX &&
               archive_read_next_header(reader, &entry) == ARCHIVE_OK) {
            struct bytes *bytes = &members->bytes[members->count];
            char piece[65536];
            la_ssize_t n;
            while (bytes->size < MEMBER_MAX &&
                   (n = archive_read_data(reader, piece, sizeof piece)) > 0)
                bytes_add(bytes, piece, (size_t)n);
            members->names[members->count] = strdup(archive_entry_pathname(entry));
            assert_non_null(members->names[members->count++]);
        }
    archive_read_free(reader);
}

static struct bytes pack(const struct members *members)
{
    struct bytes file = {calloc(1, FILE_MAX), 0};
    struct archive *writer = archive_write_new();
    size_t used = 0;

    assert_non_null(file.data);
    archive_write_set_format_zip(writer);
    archive_write_zip_set_compression_store(writer);
    archive_write_open_memory(writer, file.data, FILE_MAX, &used);
    for (size_t i = 0; i < members->count; i++) {
        struct archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, members->names[i]);
        archive_entry_set_size(entry, (la_int64_t)members->bytes[i].size);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_write_header(writer, entry);
        archive_write_data(writer, members->bytes[i].data, members->bytes[i].size);
        archive_entry_free(entry);
    }
    archive_write_close(writer);
    archive_write_free(writer);
    file.size = used;
    return file;
}

/* Large ones hold the text, so they are picked more often. */
static size_t pick_member(const struct members *members, uint32_t *state)
{
    size_t best = next_random(state) % members->count;

    for (int i = 0; i < 4; i++) {
        size_t other = next_random(state) % members->count;
        best = members->bytes[other].size > members->bytes[best].size ? other : best;
    }
    return best;
}

/* Some members changed, or the last one left out. */
static struct bytes mutate_members(const struct bytes *file, uint32_t *state)
{
    struct members members;

    int gently = next_random(state) % 4 != 0;
    unpack(file, &members);
    size_t all = members.count;
    for (uint32_t n = all ? next_random(state) % 3 + 1 : 0; n > 0; n--) {
        size_t which = pick_member(&members, state), other = pick_member(&members, state);
        mutate_bytes(&members.bytes[which], &members.bytes[other], gently, state);
    }
    if (all && next_random(state) % 16 == 0)
        members.count--;
    struct bytes out = pack(&members);
    for (size_t i = 0; i < all; i++) {
        free(members.names[i]);
        free(members.bytes[i].data);
    }
    return out;
}

struct bytes mutate_file(const struct bytes *file, const struct bytes *other, uint32_t *state)
{
    struct bytes out = {0};

    if (file->size > 4 && memcmp(file->data, "PK", 2) == 0 && next_random(state) % 8) {
        out = mutate_members(file, state);
        if (next_random(state) % 8)
            return out;
    } else {
        bytes_add(&out, file->data, file->size);
    }
    mutate_bytes(&out, other, next_random(state) % 2, state);
    return out;
}
