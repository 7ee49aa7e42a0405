#include "../parser/nianbao.h"

/* Stands in for the parser's own. */
__attribute__((weak)) int nb_parse_document(const struct nb_document *document,
                                            const char *media_type, const char *charset,
                                            const struct nb_options *options, nb_report **out)
{
    (void)document;
    (void)charset;
    return nb_reject_as(media_type, NB_INPUT_UNSUPPORTED, NULL, NULL, options, out);
}
