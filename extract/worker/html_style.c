#include "html_style.h"

#include <string.h>
#include <strings.h>

#include "html_tree.h"

#define SPACE " \t\n\f\r"

/* Whether the element has that name, which Gumbo does not know. */
static int is_named(const GumboElement *element, const char *name)
{
    GumboStringPiece tag = element->original_tag;
    if (element->tag != GUMBO_TAG_UNKNOWN || !tag.data)
        return 0;
    gumbo_tag_from_original_text(&tag);
    return tag.length == strlen(name) && !strncasecmp(tag.data, name, tag.length);
}

/* clang-format off */
static const unsigned char styles[GUMBO_TAG_LAST + 1] = {
    /* What is shown elsewhere, by a program only, or not at all. */
    [GUMBO_TAG_SCRIPT] = HTML_HIDDEN, [GUMBO_TAG_STYLE] = HTML_HIDDEN,
    [GUMBO_TAG_NOSCRIPT] = HTML_HIDDEN, [GUMBO_TAG_TEMPLATE] = HTML_HIDDEN,
    [GUMBO_TAG_TITLE] = HTML_HIDDEN,
    [GUMBO_TAG_OPTION] = HTML_HIDDEN, [GUMBO_TAG_OPTGROUP] = HTML_HIDDEN,
    [GUMBO_TAG_DATALIST] = HTML_HIDDEN, [GUMBO_TAG_IFRAME] = HTML_HIDDEN,
    [GUMBO_TAG_NOFRAMES] = HTML_HIDDEN, [GUMBO_TAG_NOEMBED] = HTML_HIDDEN,
    [GUMBO_TAG_OBJECT] = HTML_HIDDEN, [GUMBO_TAG_APPLET] = HTML_HIDDEN,
    [GUMBO_TAG_AUDIO] = HTML_HIDDEN, [GUMBO_TAG_VIDEO] = HTML_HIDDEN,
    [GUMBO_TAG_CANVAS] = HTML_HIDDEN, [GUMBO_TAG_RT] = HTML_HIDDEN, [GUMBO_TAG_RTC] = HTML_HIDDEN,
    [GUMBO_TAG_RP] = HTML_HIDDEN,

    /* Struck out: what takes its place stands beside it. */
    [GUMBO_TAG_DEL] = HTML_HIDDEN, [GUMBO_TAG_S] = HTML_HIDDEN, [GUMBO_TAG_STRIKE] = HTML_HIDDEN,

    [GUMBO_TAG_HTML] = HTML_BLOCK, [GUMBO_TAG_BODY] = HTML_BLOCK, [GUMBO_TAG_ARTICLE] = HTML_BLOCK,
    [GUMBO_TAG_SECTION] = HTML_BLOCK, [GUMBO_TAG_NAV] = HTML_BLOCK, [GUMBO_TAG_ASIDE] = HTML_BLOCK,
    [GUMBO_TAG_H1] = HTML_BLOCK, [GUMBO_TAG_H2] = HTML_BLOCK, [GUMBO_TAG_H3] = HTML_BLOCK,
    [GUMBO_TAG_H4] = HTML_BLOCK, [GUMBO_TAG_H5] = HTML_BLOCK, [GUMBO_TAG_H6] = HTML_BLOCK,
    [GUMBO_TAG_HGROUP] = HTML_BLOCK, [GUMBO_TAG_HEADER] = HTML_BLOCK,
    [GUMBO_TAG_FOOTER] = HTML_BLOCK, [GUMBO_TAG_ADDRESS] = HTML_BLOCK, [GUMBO_TAG_P] = HTML_BLOCK,
    [GUMBO_TAG_HR] = HTML_BLOCK, [GUMBO_TAG_BLOCKQUOTE] = HTML_BLOCK, [GUMBO_TAG_OL] = HTML_BLOCK,
    [GUMBO_TAG_UL] = HTML_BLOCK, [GUMBO_TAG_LI] = HTML_BLOCK, [GUMBO_TAG_DL] = HTML_BLOCK,
    [GUMBO_TAG_DT] = HTML_BLOCK, [GUMBO_TAG_DD] = HTML_BLOCK, [GUMBO_TAG_DIR] = HTML_BLOCK,
    [GUMBO_TAG_FIGURE] = HTML_BLOCK, [GUMBO_TAG_FIGCAPTION] = HTML_BLOCK,
    [GUMBO_TAG_MAIN] = HTML_BLOCK, [GUMBO_TAG_DIV] = HTML_BLOCK, [GUMBO_TAG_CENTER] = HTML_BLOCK,
    [GUMBO_TAG_TABLE] = HTML_BLOCK, [GUMBO_TAG_CAPTION] = HTML_BLOCK,
    [GUMBO_TAG_TBODY] = HTML_BLOCK, [GUMBO_TAG_THEAD] = HTML_BLOCK, [GUMBO_TAG_TFOOT] = HTML_BLOCK,
    [GUMBO_TAG_TR] = HTML_BLOCK, [GUMBO_TAG_TD] = HTML_BLOCK, [GUMBO_TAG_TH] = HTML_BLOCK,
    [GUMBO_TAG_FORM] = HTML_BLOCK, [GUMBO_TAG_FIELDSET] = HTML_BLOCK,
    [GUMBO_TAG_LEGEND] = HTML_BLOCK, [GUMBO_TAG_DETAILS] = HTML_BLOCK,
    [GUMBO_TAG_SUMMARY] = HTML_BLOCK, [GUMBO_TAG_MENU] = HTML_BLOCK,
    [GUMBO_TAG_MARQUEE] = HTML_BLOCK,

    [GUMBO_TAG_PRE] = HTML_BLOCK | HTML_PRE, [GUMBO_TAG_LISTING] = HTML_BLOCK | HTML_PRE,
    [GUMBO_TAG_PLAINTEXT] = HTML_BLOCK | HTML_PRE, [GUMBO_TAG_XMP] = HTML_BLOCK | HTML_PRE,
    [GUMBO_TAG_TEXTAREA] = HTML_BLOCK | HTML_PRE,

    [GUMBO_TAG_SUP] = HTML_RAISED,
};
/* clang-format on */

static int is_table_part(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_CAPTION:
    case GUMBO_TAG_TBODY:
    case GUMBO_TAG_THEAD:
    case GUMBO_TAG_TFOOT:
    case GUMBO_TAG_TR:
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TH: return 1;
    default: return 0;
    }
}

/* Whether the declaration that ends at `end` is of the property; then where its value begins. */
static const char *value_of(const char *at, const char *end, const char *name)
{
    size_t length = strlen(name);
    at += strspn(at, SPACE);
    if ((size_t)(end - at) <= length || strncasecmp(at, name, length))
        return NULL;
    at += length;
    at += strspn(at, SPACE);
    return at < end && *at == ':' ? at + 1 + strspn(at + 1, SPACE) : NULL;
}

/*
 * The value that the style attribute gives a property, its first `*length` bytes; NULL when it
 * gives none. Where it gives several the last counts.
 */
static const char *property(const GumboElement *element, const char *name, size_t *length)
{
    const char *found = NULL;
    const char *at = html_attribute(element, "style");
    while (at && *at) {
        const char *end = at + strcspn(at, ";");
        const char *value = value_of(at, end, name);
        if (value && value < end) {
            found = value;
            *length = (size_t)(end - value);
        }
        at = *end ? end + 1 : end;
    }
    return found;
}

int html_property_has(const GumboElement *element, const char *name, const char *word)
{
    size_t length, size = strlen(word);
    const char *value = property(element, name, &length);
    for (; value && length >= size; value++, length--)
        if (!strncasecmp(value, word, size))
            return 1;
    return 0;
}

static int has_any(const GumboElement *element, const char *const pairs[][2], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (html_property_has(element, pairs[i][0], pairs[i][1]))
            return 1;
    return 0;
}

/* Cells are hidden for good: others cover them. The page as a whole waits for a script only. */
static unsigned hiding(const GumboElement *element)
{
    static const char *const left_out[][2] = {{"mso-hide", "all"},
                                              {"mso-element", "comment-list"},
                                              {"text-decoration", "line-through"},
                                              {"text-decoration-line", "line-through"}};
    unsigned folded =
        element->tag == GUMBO_TAG_TABLE || !is_table_part(element->tag) ? HTML_FOLDED : 0;
    if (element->tag == GUMBO_TAG_HTML || element->tag == GUMBO_TAG_BODY)
        return 0;
    if (has_any(element, left_out, sizeof left_out / sizeof *left_out))
        return HTML_HIDDEN;
    if (html_attribute(element, "hidden") || html_property_has(element, "display", "none"))
        return HTML_HIDDEN | folded;
    if (element->tag == GUMBO_TAG_TR && html_property_has(element, "visibility", "collapse"))
        return HTML_HIDDEN;
    return html_property_has(element, "visibility", "hidden") ? HTML_MUTE | folded : 0;
}

static unsigned declared(const GumboElement *element, unsigned style)
{
    size_t length;
    if (html_property_has(element, "white-space", "pre"))
        style |= HTML_PRE;
    if (html_property_has(element, "vertical-align", "super"))
        style |= HTML_RAISED;
    if (is_table_part(element->tag) || !property(element, "display", &length))
        return style;
    return html_property_has(element, "display", "inline") ? style & ~(unsigned)HTML_BLOCK
                                                           : style | HTML_BLOCK;
}

unsigned html_style(const GumboElement *element)
{
    unsigned style = styles[element->tag];
    /* Settings of Office that were pasted with the text are in <xml>. */
    if (element->tag_namespace != GUMBO_NAMESPACE_HTML || is_named(element, "xml"))
        return HTML_HIDDEN;
    if (!element->attributes.length || (style & HTML_HIDDEN))
        return style;
    return hiding(element) | declared(element, style);
}
