#include "docx.h"

#include <string.h>

#include "../wire.h"
#include "docx_body.h"
#include "docx_lists.h"
#include "docx_styles.h"
#include "properties.h"
#include "relations.h"
#include "xml.h"

/* The parts of a document. */
struct document {
    struct package *package;
    struct emit *emit;
    struct docx_styles styles;
    struct docx_lists lists;
};

/* ---- styles and lists ----------------------------------------------------------------------- */

static int read_styles(struct document *document, const struct member *member)
{
    return docx_styles_read(&document->styles, member->bytes, member->size, document->emit);
}

static int read_lists(struct document *document, const struct member *member)
{
    return docx_lists_read(&document->lists, member->bytes, member->size, &document->styles,
                           document->emit);
}

/* Reads the member that the first relation of this type leads to, if there is one. */
static int read_related(struct document *document, const struct relations *relations,
                        const char *type,
                        int (*read)(struct document *document, const struct member *member))
{
    struct member member;
    const char *name = relations_of_type(relations, type);
    int found = name ? package_read(document->package, name, &member) : 0;
    if (found <= 0)
        return found;
    int result = read(document, &member);
    member_free(&member);
    return result;
}

static int read_parts(struct document *document, const char *main_part)
{
    struct relations relations;
    if (relations_read(document->package, main_part, document->emit, &relations))
        return -1;
    int result = read_related(document, &relations, "styles", read_styles);
    if (!result)
        result = read_related(document, &relations, "numbering", read_lists);
    relations_free(&relations);
    return result;
}

/* ---- the text ------------------------------------------------------------------------------- */

/* Says why a document without text cannot be read. */
static int judge(struct emit *emit, const struct docx_contents *contents)
{
    if (contents->has_text)
        return 0;
    if (contents->has_chunks)
        return emit_fail(emit, NB_INPUT_UNSUPPORTED, "正文为嵌入的其他文件，请用Word打开后另存",
                         "its text is a file of another kind within; open it in Word and save it "
                         "anew");
    if (contents->has_pictures)
        return emit_fail(emit, NB_INPUT_NO_TEXT, "Word文件，只有图片",
                         "a Word document with pictures and no text");
    return emit_fail(emit, NB_INPUT_NO_TEXT, "Word文件，没有文字", "a Word document without text");
}

static int read_body(struct document *document, const char *main_part)
{
    struct member member;
    struct docx_contents contents;
    int found = package_read(document->package, main_part, &member);
    if (found < 0)
        return -1;
    if (!found)
        return emit_fail(document->emit, NB_INPUT_DAMAGED, "Word文件缺少正文",
                         "the Word document has lost its text");
    int result = docx_body_read(member.bytes, member.size, &document->styles, &document->lists,
                                document->emit, &contents);
    member_free(&member);
    return result ? -1 : judge(document->emit, &contents);
}

static int read_document(struct document *document, const struct relations *root)
{
    const char *main_part = relations_of_type(root, "officeDocument");
    if (!main_part)
        return emit_fail(document->emit, NB_INPUT_DAMAGED, "Word文件缺少正文",
                         "the Word document has lost its text");
    if (read_parts(document, main_part) || properties_read(document->package, root, document->emit))
        return -1;
    return read_body(document, main_part);
}

int docx_read(struct package *package, struct emit *emit)
{
    struct document document = {.package = package, .emit = emit};
    struct relations root;
    emit->format = WIRE_DOCX;
    if (relations_read(package, "", emit, &root))
        return -1;
    docx_styles_init(&document.styles);
    docx_lists_init(&document.lists);
    int result = read_document(&document, &root);
    docx_lists_free(&document.lists);
    docx_styles_free(&document.styles);
    relations_free(&root);
    return result;
}
