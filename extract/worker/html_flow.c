#include "html_flow.h"

#include <string.h>

#include "raised.h"

void html_flow_init(struct html_flow *flow)
{
    memset(flow, 0, sizeof *flow);
    nb_buffer_init(&flow->text);
}

void html_flow_free(struct html_flow *flow)
{
    nb_buffer_free(&flow->text);
}

int html_flow_is_within_line(const struct html_flow *flow)
{
    return flow->text.length && flow->text.bytes[flow->text.length - 1] != '\n';
}

static int is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static void add(struct html_flow *flow, const char *text, size_t length)
{
    if (flow->space && html_flow_is_within_line(flow))
        nb_buffer_puts(&flow->text, " ");
    flow->space = 0;
    nb_buffer_puts(&flow->text, flow->marker);
    flow->marker[0] = '\0';
    nb_buffer_add(&flow->text, text, length);
}

void html_flow_text(struct html_flow *flow, const char *text, size_t length)
{
    size_t i = 0;
    while (i < length) {
        size_t start = i;
        while (i < length && !is_space(text[i]))
            i++;
        if (i > start)
            add(flow, text + start, i - start);
        flow->space |= i < length;
        while (i < length && is_space(text[i]))
            i++;
    }
}

void html_flow_pre(struct html_flow *flow, const char *text, size_t length)
{
    add(flow, text, length);
}

void html_flow_raised(struct html_flow *flow, const char *text, size_t length)
{
    struct nb_buffer shown;
    nb_buffer_init(&shown);
    raised_add(&shown, text, length);
    flow->text.failed |= shown.failed;
    if (!shown.failed)
        html_flow_text(flow, shown.bytes, shown.length);
    nb_buffer_free(&shown);
}

void html_flow_break(struct html_flow *flow)
{
    flow->space = 0;
    nb_buffer_puts(&flow->text, "\n");
}

/* How many bytes the character takes when it leaves no mark on paper; 0 when it does. */
static size_t blank_size(const char *at)
{
    static const char *const blanks[] = {"\xC2\xA0", "\xE3\x80\x80", "\xE2\x80\x8B",
                                         "\xEF\xBB\xBF"}; /* NBSP, U+3000, ZWSP, ZWNBSP */
    if ((unsigned char)*at <= ' ')
        return 1;
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
        if (!strncmp(at, blanks[i], strlen(blanks[i])))
            return strlen(blanks[i]);
    return 0;
}

void html_flow_end(struct html_flow *flow, struct emit *emit)
{
    const char *text = flow->text.bytes;
    size_t length = flow->text.failed ? 0 : flow->text.length, blank;
    if (flow->text.failed)
        emit_no_memory(emit);
    while (length && (blank = blank_size(text))) {
        text += blank;
        length -= blank;
    }
    if (length) {
        emit_paragraph(emit, text, length);
        flow->shown = 1;
    }
    flow->text.length = 0;
    flow->space = 0;
}
