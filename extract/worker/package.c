#include "package.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../parser/arena.h"

#define FIRST_ROOM ((size_t)64 << 10)

struct package {
    const unsigned char *bytes; /* the file; borrowed */
    size_t size;
    struct emit *emit;
    struct archive *archive; /* NULL: not begun */
    size_t next;             /* the member whose header comes next */
    char **names;            /* in the order of the archive, as they compare; in the arena */
    size_t count, room;
    size_t left; /* bytes that may still be decompressed */
    struct nb_arena arena;
};

static int fail_damaged(struct package *package)
{
    return emit_fail(package->emit, NB_INPUT_DAMAGED, "不完整或内部有误，可能没有传完",
                     "the ZIP file is incomplete or wrong inside");
}

static int fail_large(struct package *package)
{
    return emit_fail(package->emit, NB_INPUT_TOO_LARGE, "解压后内容过多",
                     "it holds too much once decompressed");
}

/* Says why the last call of the library failed. */
static int fail_archive(struct package *package)
{
    if (package->archive && archive_errno(package->archive) == ENOMEM)
        return emit_no_memory(package->emit);
    return fail_damaged(package);
}

/* Goes back to the first header. */
static int rewind_archive(struct package *package)
{
    archive_read_free(package->archive);
    package->next = 0;
    package->archive = archive_read_new();
    if (!package->archive)
        return emit_no_memory(package->emit);
    if (archive_read_support_format_zip_seekable(package->archive) != ARCHIVE_OK ||
        archive_read_open_memory(package->archive, package->bytes, package->size) != ARCHIVE_OK)
        return fail_archive(package);
    return 0;
}

/* The next header: 1, or 0 behind the last one, or -1. */
static int next_header(struct package *package, struct archive_entry **entry)
{
    int result = archive_read_next_header(package->archive, entry);
    if (result == ARCHIVE_EOF)
        return 0;
    /* A warning tells of a date, or of a name that the locale cannot show. */
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
        return fail_archive(package);
    package->next++;
    return 1;
}

static char fold(char c)
{
    if (c == '\\')
        return '/';
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* True when `name` is the one that was kept as `folded`. */
static int is_name(const char *folded, const char *name)
{
    while (*name && fold(*name) == *folded) {
        name++;
        folded++;
    }
    return !*name && !*folded;
}

static const char *without_root(const char *name)
{
    while (*name == '/' || *name == '\\')
        name++;
    return name;
}

/* Keeps a member's name; a member without one cannot be asked for. */
static int keep_name(struct package *package, struct archive_entry *entry)
{
    const char *name = archive_entry_pathname_utf8(entry);
    if (!name)
        name = archive_entry_pathname(entry);
    name = without_root(name ? name : "");
    char *kept = nb_arena_string(&package->arena, name, strlen(name));
    if (!kept)
        return emit_no_memory(package->emit);
    for (char *c = kept; *c; c++)
        *c = fold(*c);
    package->names[package->count++] = kept;
    return 0;
}

static int keep_names(struct package *package)
{
    struct archive_entry *entry;
    int found;
    if (rewind_archive(package))
        return -1;
    while ((found = next_header(package, &entry)) > 0) {
        if (package->count == PACKAGE_MEMBERS)
            return emit_fail(package->emit, NB_INPUT_TOO_LARGE, "压缩包内文件过多",
                             "the ZIP file holds too many files");
        if (package->count == package->room) {
            size_t room = package->room ? package->room * 2 : 64;
            char **names = realloc(package->names, room * sizeof *names);
            if (!names)
                return emit_no_memory(package->emit);
            package->names = names;
            package->room = room;
        }
        if (keep_name(package, entry))
            return -1;
    }
    return found;
}

int package_open(const unsigned char *bytes, size_t size, struct emit *emit, struct package **out)
{
    struct package *package = calloc(1, sizeof *package);
    *out = NULL;
    if (!package)
        return emit_no_memory(emit);
    package->bytes = bytes;
    package->size = size;
    package->emit = emit;
    package->left = PACKAGE_TOTAL_SIZE;
    nb_arena_init(&package->arena);
    if (keep_names(package)) {
        package_close(package);
        return -1;
    }
    *out = package;
    return 0;
}

void package_close(struct package *package)
{
    if (!package)
        return;
    archive_read_free(package->archive);
    free(package->names);
    nb_arena_free(&package->arena);
    free(package);
}

/* How many members have that name; `*first` is the first of them. */
static size_t find(const struct package *package, const char *name, size_t *first)
{
    size_t found = 0;
    name = without_root(name);
    for (size_t i = 0; i < package->count; i++)
        if (is_name(package->names[i], name) && found++ == 0)
            *first = i;
    return found;
}

int package_has(const struct package *package, const char *name)
{
    size_t first;
    return find(package, name, &first) > 0;
}

/* Reads the header of the member with that index. */
static int go_to(struct package *package, size_t index, struct archive_entry **entry)
{
    if (package->next > index && rewind_archive(package))
        return -1;
    do {
        int found = next_header(package, entry);
        if (found <= 0)
            return found ? -1 : fail_damaged(package);
    } while (package->next <= index);
    return 0;
}

/* Only what the standard of these files allows is decompressed; no other library is let near. */
static int check_member(struct package *package, struct archive_entry *entry)
{
    if (archive_entry_is_encrypted(entry))
        return emit_fail(package->emit, NB_INPUT_ENCRYPTED, "压缩包", "an encrypted ZIP file");
    /* The library gives a link or a folder no content, whatever stands there. */
    if (archive_entry_filetype(entry) != AE_IFREG)
        return fail_damaged(package);
    const char *method = archive_format_name(package->archive);
    if (!method || (!strstr(method, "(deflation)") && !strstr(method, "(uncompressed)")))
        return emit_fail(package->emit, NB_INPUT_UNSUPPORTED, "压缩方法少见的压缩包",
                         "a ZIP file with an unusual compression");
    if (archive_entry_size_is_set(entry) &&
        (uint64_t)archive_entry_size(entry) > PACKAGE_MEMBER_SIZE)
        return fail_large(package);
    return 0;
}

/* Makes room for more bytes and the NUL behind them; a size in a header is no proof. */
static int grow(struct package *package, struct member *member, size_t *room)
{
    if (*room - member->size > 1)
        return 0;
    size_t more = *room ? *room * 2 : FIRST_ROOM;
    unsigned char *bytes = realloc(member->bytes, more);
    if (!bytes)
        return emit_no_memory(package->emit);
    member->bytes = bytes;
    *room = more;
    return 0;
}

static int read_all(struct package *package, struct member *member)
{
    size_t room = 0;
    for (;;) {
        if (grow(package, member, &room))
            return -1;
        ssize_t got = archive_read_data(package->archive, member->bytes + member->size,
                                        room - 1 - member->size);
        if (got < 0)
            return fail_archive(package);
        if (got == 0)
            break;
        if ((size_t)got > package->left || member->size + (size_t)got > PACKAGE_MEMBER_SIZE)
            return fail_large(package);
        package->left -= (size_t)got;
        member->size += (size_t)got;
    }
    member->bytes[member->size] = '\0';
    return 0;
}

int package_read(struct package *package, const char *name, struct member *out)
{
    size_t index = 0, found = find(package, name, &index);
    struct archive_entry *entry;
    memset(out, 0, sizeof *out);
    if (found == 0)
        return 0;
    if (found > 1)
        return emit_fail(package->emit, NB_INPUT_DAMAGED, "压缩包内有同名文件",
                         "the ZIP file holds two files of one name");
    if (go_to(package, index, &entry) || check_member(package, entry) || read_all(package, out)) {
        member_free(out);
        return -1;
    }
    return 1;
}

void member_free(struct member *member)
{
    free(member->bytes);
    memset(member, 0, sizeof *member);
}
