#include "properties.h"

#include <string.h>

#include "../../parser/buffer.h"
#include "xml.h"

struct title {
    struct nb_buffer text;
    int open;
};

static void start(void *context, const struct xml_element *element)
{
    struct title *title = context;
    title->open = xml_is(element, XML_DUBLIN, "title");
}

static void end(void *context, enum xml_space space, const char *name)
{
    struct title *title = context;
    (void)space;
    (void)name;
    title->open = 0;
}

static void add_text(void *context, const char *text, size_t length)
{
    struct title *title = context;
    if (title->open)
        nb_buffer_add(&title->text, text, length);
}

int properties_read(struct package *package, const struct relations *root, struct emit *emit)
{
    static const struct xml_handler handler = {start, end, add_text};
    const char *part = relations_of_type(root, "core-properties");
    struct title title = {.open = 0};
    struct member member;
    int found = part ? package_read(package, part, &member) : 0;
    if (found <= 0)
        return found;
    nb_buffer_init(&title.text);
    int result = xml_read(member.bytes, member.size, &handler, &title, emit);
    if (result == 0 && title.text.length > 0 && !title.text.failed)
        emit_title(emit, title.text.bytes, title.text.length);
    nb_buffer_free(&title.text);
    member_free(&member);
    return result;
}
