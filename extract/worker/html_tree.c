#include "html_tree.h"

#include <setjmp.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define TREE_MEMORY    ((size_t)128 << 20)
#define TREE_SECONDS   2
#define CALLS_PER_LOOK 256 /* at the clock */

/*
 * Gumbo asks for memory with every tag, and never asks whether it got some. So this is the place to
 * stop it: its work for one tag grows with the number of open ones, and it has no limit of its own.
 */
struct growth {
    struct nb_arena *arena;
    size_t left;
    unsigned calls;
    clock_t deadline;
    jmp_buf stop;
};

static void *allocate(void *userdata, size_t size)
{
    struct growth *growth = userdata;
    if (size > growth->left)
        longjmp(growth->stop, 1);
    if (++growth->calls % CALLS_PER_LOOK == 0 && clock() > growth->deadline)
        longjmp(growth->stop, 1);
    void *object = nb_arena_raw(growth->arena, size, 1);
    if (!object)
        longjmp(growth->stop, 1);
    growth->left -= size;
    return object;
}

static void deallocate(void *userdata, void *object)
{
    (void)userdata;
    (void)object;
}

static GumboNode *build(struct growth *growth, const char *bytes, size_t size)
{
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = allocate;
    options.deallocator = deallocate;
    options.userdata = growth;
    options.max_errors = 0;
    if (setjmp(growth->stop))
        return NULL;
    return gumbo_parse_with_options(&options, bytes, size)->document;
}

/*
 * At a frameset Gumbo throws the page so far away, by a recursion as deep as its elements; at a
 * select in a picture in a table it ends the program. Nothing in either is shown, so their names
 * are spoilt in a copy.
 */
static const char *const traps[] = {"frameset", "select"};

/* The name of the next tag that is a trap, in `*which`; `end` when there is none. */
static const char *find_trap(const char *at, const char *end, size_t *which)
{
    while ((at = at < end ? memchr(at, '<', (size_t)(end - at)) : NULL)) {
        at += 1 + (end - at > 1 && at[1] == '/');
        for (*which = 0; *which < sizeof traps / sizeof *traps; ++*which) {
            size_t length = strlen(traps[*which]);
            if ((size_t)(end - at) >= length && !strncasecmp(at, traps[*which], length))
                return at;
        }
    }
    return end;
}

/* Returns NULL when memory ran out. */
static const char *without_traps(struct html_tree *tree, const char *bytes, size_t size)
{
    const char *end = bytes + size;
    size_t which;
    const char *at = find_trap(bytes, end, &which);
    if (at == end)
        return bytes;
    char *copy = nb_arena_string(&tree->arena, bytes, size);
    for (; copy && at != end; at = find_trap(at, end, &which)) {
        copy[at - bytes] = 'x';
        tree->frames |= which == 0;
    }
    return copy;
}

int html_tree_parse(struct html_tree *tree, const unsigned char *bytes, size_t size,
                    struct emit *emit)
{
    memset(tree, 0, sizeof *tree);
    nb_arena_init(&tree->arena);
    if (size >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3)) {
        bytes += 3;
        size -= 3;
    }
    struct growth growth = {.arena = &tree->arena, .left = TREE_MEMORY};
    growth.deadline = clock() + (clock_t)TREE_SECONDS * CLOCKS_PER_SEC;
    const char *text = without_traps(tree, (const char *)bytes, size);
    if (text)
        tree->document = build(&growth, text, size);
    if (!tree->document)
        return emit_fail(emit, NB_INPUT_TOO_LARGE, "网页过大或标签嵌套过深",
                         "the web page is too large or its tags are nested too deeply");
    return 0;
}

void html_tree_free(struct html_tree *tree)
{
    nb_arena_free(&tree->arena);
}

const char *html_attribute(const GumboElement *element, const char *name)
{
    const GumboAttribute *attribute = gumbo_get_attribute(&element->attributes, name);
    return attribute ? attribute->value : NULL;
}

unsigned html_count(const GumboElement *element, const char *name, unsigned otherwise,
                    unsigned most)
{
    const char *at = html_attribute(element, name);
    if (!at)
        return otherwise;
    at += strspn(at, " \t\n\f\r");
    at += *at == '+';
    if (*at < '0' || *at > '9')
        return otherwise;
    unsigned number = 0;
    for (; *at >= '0' && *at <= '9' && number < most; at++)
        number = number * 10 + (unsigned)(*at - '0');
    return number < most ? number : most;
}
