/* ZIP files that tests write, in memory. All of it fails the running test when it goes wrong. */
#ifndef TESTS_ZIP_H
#define TESTS_ZIP_H

#include <stddef.h>

/* A ZIP file that is being written; it must stay where it is until then. */
struct zip {
    unsigned char *bytes; /* what is complete after zip_end(); the caller frees it */
    size_t size;
    struct archive *archive;
};

/* Begins a file; `options` are those of libarchive's writer, or NULL. */
void zip_begin(struct zip *zip, const char *options);
void zip_add(struct zip *zip, const char *name, const void *bytes, size_t size);
void zip_add_text(struct zip *zip, const char *name, const char *text);
void zip_end(struct zip *zip);

#endif
