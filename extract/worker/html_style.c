#include "html_style.h"

#include <string.h>
#include <strings.h>

#include "html_tree.h"

#define SPACE " \t\n\f\r"

int html_is_named(const GumboElement *element, const char *name)
{
    GumboStringPiece tag = element->original_tag;
    if (element->tag != GUMBO_TAG_UNKNOWN || !tag.data)
        return 0;
    gumbo_tag_from_original_text(&tag);
    return tag.length == strlen(name) && !strncasecmp(tag.data, name, tag.length);
}

/* What is shown elsewhere, by a program only, or not to be read. */
static int is_never_shown(const GumboElement *element)
{
    if (element->tag_namespace != GUMBO_NAMESPACE_HTML)
        return 1;
    switch (element->tag) {
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_TITLE:
    case GUMBO_TAG_SELECT:
    case GUMBO_TAG_OPTION:
    case GUMBO_TAG_OPTGROUP:
    case GUMBO_TAG_DATALIST:
    case GUMBO_TAG_IFRAME:
    case GUMBO_TAG_NOFRAMES:
    case GUMBO_TAG_NOEMBED:
    case GUMBO_TAG_OBJECT:
    case GUMBO_TAG_APPLET:
    case GUMBO_TAG_AUDIO:
    case GUMBO_TAG_VIDEO:
    case GUMBO_TAG_CANVAS:
    case GUMBO_TAG_RT:
    case GUMBO_TAG_RTC:
    case GUMBO_TAG_RP:
    case GUMBO_TAG_DEL: /* struck out: what takes its place stands beside it */
    case GUMBO_TAG_S:
    case GUMBO_TAG_STRIKE: return 1;
    default: return html_is_named(element, "xml"); /* settings of Office, pasted with the text */
    }
}

static unsigned is_block(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_HTML:
    case GUMBO_TAG_BODY:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
    case GUMBO_TAG_HGROUP:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_ADDRESS:
    case GUMBO_TAG_P:
    case GUMBO_TAG_HR:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_LISTING:
    case GUMBO_TAG_PLAINTEXT:
    case GUMBO_TAG_XMP:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_DIR:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_MAIN:
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_CENTER:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_CAPTION:
    case GUMBO_TAG_TBODY:
    case GUMBO_TAG_THEAD:
    case GUMBO_TAG_TFOOT:
    case GUMBO_TAG_TR:
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TH:
    case GUMBO_TAG_FORM:
    case GUMBO_TAG_FIELDSET:
    case GUMBO_TAG_LEGEND:
    case GUMBO_TAG_TEXTAREA:
    case GUMBO_TAG_DETAILS:
    case GUMBO_TAG_SUMMARY:
    case GUMBO_TAG_MENU:
    case GUMBO_TAG_MARQUEE: return HTML_BLOCK;
    default: return 0;
    }
}

static unsigned text_style(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_SUP: return HTML_RAISED;
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_LISTING:
    case GUMBO_TAG_PLAINTEXT:
    case GUMBO_TAG_XMP:
    case GUMBO_TAG_TEXTAREA: return HTML_PRE;
    default: return 0;
    }
}

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

const char *html_property(const GumboElement *element, const char *name, size_t *length)
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
    const char *value = html_property(element, name, &length);
    for (; value && length >= size; value++, length--)
        if (!strncasecmp(value, word, size))
            return 1;
    return 0;
}

static int is_hidden(const GumboElement *element)
{
    static const struct {
        const char *name, *word;
    } hiding[] = {{"display", "none"},
                  {"mso-hide", "all"},
                  {"text-decoration", "line-through"},
                  {"text-decoration-line", "line-through"}};
    for (size_t i = 0; i < sizeof hiding / sizeof *hiding; i++)
        if (html_property_has(element, hiding[i].name, hiding[i].word))
            return 1;
    return element->tag == GUMBO_TAG_TR && html_property_has(element, "visibility", "collapse");
}

static unsigned declared(const GumboElement *element, unsigned style)
{
    size_t length;
    if (!html_attribute(element, "style"))
        return style;
    if (is_hidden(element))
        return HTML_HIDDEN;
    if (html_property_has(element, "visibility", "hidden"))
        style |= HTML_MUTE;
    if (html_property_has(element, "white-space", "pre"))
        style |= HTML_PRE;
    if (html_property_has(element, "vertical-align", "super"))
        style |= HTML_RAISED;
    if (is_table_part(element->tag) || !html_property(element, "display", &length))
        return style;
    return html_property_has(element, "display", "inline") ? style & ~(unsigned)HTML_BLOCK
                                                           : style | HTML_BLOCK;
}

unsigned html_style(const GumboElement *element)
{
    if (is_never_shown(element) || html_attribute(element, "hidden"))
        return HTML_HIDDEN;
    return declared(element, is_block(element->tag) | text_style(element->tag));
}
