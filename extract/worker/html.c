#include "html.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "html_flow.h"
#include "html_marker.h"
#include "html_style.h"
#include "html_table.h"
#include "html_tree.h"
#include "readers.h"

/* Fewer cells than any table of a report has, and as many as a report has at least. */
#define FEW_CELLS  20
#define MANY_CELLS 100

/* An element that was entered. The list is our own, for a tree may be deeper than the stack. */
struct level {
    GumboElement *element;
    unsigned next;  /* child to enter next */
    unsigned style; /* its own, and what holds for its text from those around it */
    int number;     /* of the next item in a list */
    char marker;    /* its type in a list (html_marker_type()) */
};

struct page {
    struct emit *emit;
    struct html_found *found;
    struct html_flow flow;
    struct html_tables tables;
    struct level *levels; /* owned */
    size_t depth, room;
    int unfold;          /* what a script may show is told of, too */
    int shown;           /* once it was told of: there is text */
    size_t cells;        /* likewise: of its tables */
    const char *article; /* the title in <meta name="ArticleTitle"> */
    const char *title;   /* the one in <title> */
};

static int is_tag(const GumboElement *element, GumboTag tag)
{
    return element->tag == tag && element->tag_namespace == GUMBO_NAMESPACE_HTML;
}

/* What is of interest in an element that is not shown itself. */
static void note(struct page *page, const GumboElement *element)
{
    const char *name, *content;
    if (is_tag(element, GUMBO_TAG_META)) {
        name = html_attribute(element, "name");
        content = html_attribute(element, "content");
        if (!page->article && name && content && *content && !strcasecmp(name, "ArticleTitle"))
            page->article = content;
    } else if (is_tag(element, GUMBO_TAG_TITLE) && element->children.length) {
        const GumboNode *text = element->children.data[0];
        if (!page->title && text->type == GUMBO_NODE_TEXT)
            page->title = text->v.text.text;
    }
    page->found->images |= is_tag(element, GUMBO_TAG_IMG);
    page->found->elsewhere |=
        is_tag(element, GUMBO_TAG_SCRIPT) || is_tag(element, GUMBO_TAG_IFRAME);
}

static struct level *push(struct page *page, GumboElement *element, unsigned style)
{
    if (page->depth == page->room) {
        size_t room = page->room ? page->room * 2 : 64;
        struct level *levels = realloc(page->levels, room * sizeof *levels);
        if (!levels) {
            emit_no_memory(page->emit);
            return NULL;
        }
        page->levels = levels;
        page->room = room;
    }
    struct level *level = &page->levels[page->depth++];
    *level = (struct level){element, 0, style, 1, '\0'};
    return level;
}

static struct level *innermost(struct page *page)
{
    return page->depth ? &page->levels[page->depth - 1] : NULL;
}

static void enter_item(struct page *page, const GumboElement *item)
{
    struct level *list = innermost(page);
    if (!list || (list->element->tag != GUMBO_TAG_OL && list->element->tag != GUMBO_TAG_UL))
        return;
    if (html_attribute(item, "value"))
        list->number = (int)html_count(item, "value", (unsigned)list->number, 1000000);
    html_marker(html_marker_type(item, list->marker), list->number++, page->flow.marker,
                sizeof page->flow.marker);
}

/* Text is raised against what it stands behind, so a block or a line begins anew. */
static unsigned inherit(struct page *page, unsigned style)
{
    const struct level *around = innermost(page);
    unsigned inherited = around ? around->style & (HTML_MUTE | HTML_PRE | HTML_RAISED) : 0;
    if (!html_flow_is_within_line(&page->flow))
        style &= ~(unsigned)HTML_RAISED;
    if (style & HTML_BLOCK)
        inherited &= ~(unsigned)HTML_RAISED;
    return style | inherited;
}

static void enter(struct page *page, GumboElement *element)
{
    unsigned style = html_style(element);
    if (page->unfold && (style & HTML_FOLDED))
        style &= ~(unsigned)(HTML_HIDDEN | HTML_MUTE);
    note(page, element);
    if ((style & HTML_HIDDEN) ||
        (element->tag == GUMBO_TAG_TABLE && !html_table_takes_text(&page->tables)))
        return;
    if (element->tag == GUMBO_TAG_TABLE && page->flow.marker[0])
        html_flow_pre(&page->flow, "", 0); /* an item's number stands in front of it */
    if (style & HTML_BLOCK)
        html_flow_end(&page->flow, page->emit);
    if (element->tag == GUMBO_TAG_BR)
        html_flow_break(&page->flow);
    if (element->tag == GUMBO_TAG_LI)
        enter_item(page, element);
    const struct level *around = innermost(page);
    html_table_enter(&page->tables, element, around ? around->element->tag : GUMBO_TAG_HTML,
                     page->emit);
    struct level *level = push(page, element, inherit(page, style));
    if (level && (element->tag == GUMBO_TAG_OL || element->tag == GUMBO_TAG_UL)) {
        level->number = (int)html_count(element, "start", 1, 1000000);
        level->marker = html_marker_type(element, element->tag == GUMBO_TAG_OL ? '1' : '\0');
    }
}

static void leave(struct page *page)
{
    const struct level *level = &page->levels[--page->depth];
    if (level->style & HTML_BLOCK)
        html_flow_end(&page->flow, page->emit);
    html_table_leave(&page->tables, level->element, page->emit);
    if (level->element->tag == GUMBO_TAG_LI)
        page->flow.marker[0] = '\0';
}

static void add_text(struct page *page, unsigned style, const char *text, size_t length)
{
    if (style & HTML_PRE)
        html_flow_pre(&page->flow, text, length);
    else if (style & HTML_RAISED)
        html_flow_raised(&page->flow, text, length);
    else
        html_flow_text(&page->flow, text, length);
}

/*
 * Editors of web sites turn Word's conditional comments into text, where they stand in front of
 * numbers of headings. They are still comments to those who read.
 */
static void text(struct page *page, const char *text)
{
    const struct level *around = innermost(page);
    unsigned style = around ? around->style : 0;
    if ((style & HTML_MUTE) || !html_table_takes_text(&page->tables))
        return;
    const char *comment, *end;
    while ((comment = strstr(text, "<!--[")) && (end = strstr(comment, "-->"))) {
        add_text(page, style, text, (size_t)(comment - text));
        text = end + strlen("-->");
    }
    add_text(page, style, text, strlen(text));
}

static void visit(struct page *page, GumboNode *node)
{
    switch (node->type) {
    case GUMBO_NODE_ELEMENT: enter(page, &node->v.element); break;
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_CDATA:
    case GUMBO_NODE_WHITESPACE: text(page, node->v.text.text); break;
    default: break;
    }
}

static void walk(struct page *page, const GumboDocument *document)
{
    for (unsigned i = 0; i < document->children.length; i++) {
        visit(page, document->children.data[i]);
        while (page->depth && !emit_failed(page->emit)) {
            struct level *level = &page->levels[page->depth - 1];
            if (level->next < level->element->children.length)
                visit(page, level->element->children.data[level->next++]);
            else
                leave(page);
        }
    }
    html_flow_end(&page->flow, page->emit);
}

/* The title that the editor of the page gave counts, before the one of the browser's window. */
static void tell_title(struct page *page)
{
    const char *titles[] = {page->article, page->title};
    for (size_t i = 0; i < 2 && !page->flow.text.length; i++)
        if (titles[i])
            html_flow_text(&page->flow, titles[i], strlen(titles[i]));
    if (page->flow.text.length && !page->flow.text.failed)
        emit_title(page->emit, page->flow.text.bytes, page->flow.text.length);
}

/* Tells of the page from the start. */
static void tell_page(struct page *page, const struct html_tree *tree)
{
    html_flow_init(&page->flow);
    walk(page, &tree->document->v.document);
    page->shown = page->flow.shown;
    page->cells = page->tables.cells;
    tell_title(page);
    html_flow_free(&page->flow);
    free(page->levels);
    page->levels = NULL;
    page->depth = page->room = 0;
    memset(&page->tables, 0, sizeof page->tables);
}

/*
 * A page that is saved while another of its tabs is open, or before its script has run, has its
 * tables hidden. So where no table is to be seen, those that are hidden are the content.
 */
static int is_folded(const struct page *page, const struct html_tree *tree)
{
    if (page->cells >= FEW_CELLS || emit_failed(page->emit))
        return 0;
    struct emit trial;
    struct page unfolded = {.emit = &trial, .found = page->found, .unfold = 1};
    emit_init(&trial, page->emit->limit);
    tell_page(&unfolded, tree);
    int failed = emit_failed(&trial);
    emit_free(&trial);
    return !failed && (unfolded.cells >= MANY_CELLS || (unfolded.shown && !page->shown));
}

void html_tell(const unsigned char *bytes, size_t size, struct emit *emit, struct html_found *found)
{
    struct html_tree tree;
    struct page page = {.emit = emit, .found = found};
    size_t start = emit->length;
    if (!html_tree_parse(&tree, bytes, size, emit)) {
        tell_page(&page, &tree);
        if (is_folded(&page, &tree)) {
            emit->length = start;
            page.unfold = 1;
            tell_page(&page, &tree);
        }
        found->text |= page.shown;
        found->elsewhere |= tree.frames;
    }
    html_tree_free(&tree);
}

int html_conclude(const struct html_found *found, struct emit *emit)
{
    if (emit_failed(emit))
        return -1;
    if (found->text)
        return 0;
    if (found->images)
        return emit_fail(emit, NB_INPUT_NO_TEXT, "网页，只有图片",
                         "a web page of pictures, without text");
    if (found->elsewhere)
        return emit_fail(
            emit, NB_INPUT_NO_TEXT,
            "网页的内容由脚本或框架另行载入，不在这个文件里，请在浏览器中打开后另存",
            "a page whose text scripts or frames fetch; save it from a browser that shows it");
    return emit_fail(emit, NB_INPUT_EMPTY, "网页，没有文字", "a web page without text");
}

int html_read(const unsigned char *bytes, size_t size, struct emit *emit)
{
    struct html_found found = {0, 0, 0};
    html_tell(bytes, size, emit, &found);
    return html_conclude(&found, emit);
}
