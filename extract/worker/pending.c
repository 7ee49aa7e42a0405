#include "readers.h"

/* Stand in for readers that are not built in. */
#define NO_READER(name)                                                                            \
    __attribute__((weak)) int name(const unsigned char *bytes, size_t size, struct emit *emit)     \
    {                                                                                              \
        (void)bytes;                                                                               \
        (void)size;                                                                                \
        return emit_fail(emit, NB_INPUT_UNSUPPORTED, "不支持的格式", "a format that is not read"); \
    }

NO_READER(html_read)
NO_READER(mhtml_read)
NO_READER(office_read)
NO_READER(pdf_read)
