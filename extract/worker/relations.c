#include "relations.h"

#include <stdlib.h>
#include <string.h>

#include "../../parser/buffer.h"
#include "xml.h"

/* What reading a list needs. */
struct listing {
    struct relations *relations;
    struct emit *emit;
    const char *folder; /* of the member whose relations they are; ends in "/" or is empty */
    size_t folder_length;
};

/* Adds a step of a path to `path`: "." stays, ".." goes up. */
static void step(struct nb_buffer *path, const char *name, size_t length)
{
    if (!length || (length == 1 && name[0] == '.'))
        return;
    if (length == 2 && !memcmp(name, "..", 2)) {
        while (path->length && path->bytes[path->length - 1] != '/')
            path->length--;
        path->length -= path->length > 0;
        return;
    }
    if (path->length)
        nb_buffer_add(path, "/", 1);
    nb_buffer_add(path, name, length);
}

static void steps(struct nb_buffer *path, const char *names, size_t length)
{
    for (size_t i = 0, end; i < length; i = end + 1) {
        for (end = i; end < length && names[end] != '/'; end++)
            ;
        step(path, names + i, end - i);
    }
}

/* The member that `target` means where it is said, in the arena. */
static const char *resolve(struct listing *listing, const char *target, size_t length)
{
    struct nb_buffer path;
    nb_buffer_init(&path);
    nb_buffer_add(&path, "", 0);
    if (!length || target[0] != '/')
        steps(&path, listing->folder, listing->folder_length);
    steps(&path, target, length);
    const char *kept =
        path.failed ? NULL : nb_arena_string(&listing->relations->arena, path.bytes, path.length);
    nb_buffer_free(&path);
    return kept;
}

static struct relation *add(struct listing *listing)
{
    struct relations *relations = listing->relations;
    if (relations->count == RELATIONS_LIMIT) {
        emit_fail(listing->emit, NB_INPUT_TOO_LARGE, "内部关系过多", "it has too many relations");
        return NULL;
    }
    if (relations->count == relations->room) {
        size_t room = relations->room ? relations->room * 2 : 32;
        struct relation *list = realloc(relations->list, room * sizeof *list);
        if (!list) {
            emit_no_memory(listing->emit);
            return NULL;
        }
        relations->list = list;
        relations->room = room;
    }
    return &relations->list[relations->count++];
}

static void on_start(void *context, const struct xml_element *element)
{
    struct listing *listing = context;
    struct nb_arena *arena = &listing->relations->arena;
    size_t id_length, type_length, target_length;
    if (!xml_is(element, XML_RELATIONS, "Relationship") ||
        xml_attribute_is(element, XML_NONE, "TargetMode", "External"))
        return;
    const char *id = xml_attribute(element, XML_NONE, "Id", &id_length);
    const char *type = xml_attribute(element, XML_NONE, "Type", &type_length);
    const char *target = xml_attribute(element, XML_NONE, "Target", &target_length);
    if (!id || !type || !target)
        return;
    struct relation *relation = add(listing);
    if (!relation)
        return;
    const char *slash = memrchr(type, '/', type_length);
    size_t skip = slash ? (size_t)(slash - type) + 1 : 0;
    relation->id = nb_arena_string(arena, id, id_length);
    relation->type = nb_arena_string(arena, type + skip, type_length - skip);
    relation->target = resolve(listing, target, target_length);
    if (!relation->id || !relation->type || !relation->target)
        emit_no_memory(listing->emit);
}

/* Reads the .rels file of the member that stands in the folder. */
static int read_list(struct package *package, struct listing *listing, const char *file)
{
    static const struct xml_handler handler = {.start = on_start};
    struct nb_buffer name;
    struct member member;
    nb_buffer_init(&name);
    nb_buffer_add(&name, listing->folder, listing->folder_length);
    nb_buffer_puts(&name, "_rels/");
    nb_buffer_puts(&name, file);
    nb_buffer_puts(&name, ".rels");
    int found =
        name.failed ? emit_no_memory(listing->emit) : package_read(package, name.bytes, &member);
    nb_buffer_free(&name);
    if (found <= 0)
        return found;
    int result = xml_read(member.bytes, member.size, &handler, listing, listing->emit);
    member_free(&member);
    return result;
}

int relations_read(struct package *package, const char *part, struct emit *emit,
                   struct relations *out)
{
    memset(out, 0, sizeof *out);
    nb_arena_init(&out->arena);
    const char *slash = strrchr(part, '/');
    const char *file = slash ? slash + 1 : part;
    struct listing listing = {out, emit, part, (size_t)(file - part)};
    if (!read_list(package, &listing, file))
        return 0;
    relations_free(out);
    return -1;
}

void relations_free(struct relations *relations)
{
    nb_arena_free(&relations->arena);
    free(relations->list);
    memset(relations, 0, sizeof *relations);
}

const struct relation *relations_find(const struct relations *relations, const char *id,
                                      size_t length)
{
    for (size_t i = 0; i < relations->count; i++)
        if (strlen(relations->list[i].id) == length && !memcmp(relations->list[i].id, id, length))
            return &relations->list[i];
    return NULL;
}

const char *relations_of_type(const struct relations *relations, const char *type)
{
    for (size_t i = 0; i < relations->count; i++)
        if (!strcmp(relations->list[i].type, type))
            return relations->list[i].target;
    return NULL;
}
