#include "units.h"

#include "zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#define ZIP_ROOM ((size_t)4 << 20)

void zip_begin(struct zip *zip, const char *options)
{
    zip->bytes = malloc(ZIP_ROOM);
    zip->size = 0;
    zip->archive = archive_write_new();
    assert_non_null(zip->bytes);
    assert_non_null(zip->archive);
    assert_int_equal(archive_write_set_format_zip(zip->archive), ARCHIVE_OK);
    assert_int_equal(archive_write_set_bytes_in_last_block(zip->archive, 1), ARCHIVE_OK);
    assert_int_equal(archive_write_set_options(zip->archive, options), ARCHIVE_OK);
    if (options && strstr(options, "encryption"))
        assert_int_equal(archive_write_set_passphrase(zip->archive, "secret"), ARCHIVE_OK);
    assert_int_equal(archive_write_open_memory(zip->archive, zip->bytes, ZIP_ROOM, &zip->size),
                     ARCHIVE_OK);
}

void zip_add(struct zip *zip, const char *name, const void *bytes, size_t size)
{
    struct archive_entry *entry = archive_entry_new();
    assert_non_null(entry);
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (int64_t)size);
    assert_int_equal(archive_write_header(zip->archive, entry), ARCHIVE_OK);
    assert_int_equal(archive_write_data(zip->archive, bytes, size), (ssize_t)size);
    archive_entry_free(entry);
}

void zip_end(struct zip *zip)
{
    assert_int_equal(archive_write_free(zip->archive), ARCHIVE_OK);
    unsigned char *bytes = realloc(zip->bytes, zip->size); /* a sanitizer sees a read past it */
    assert_non_null(bytes);
    zip->bytes = bytes;
}

void zip_add_text(struct zip *zip, const char *name, const char *text)
{
    zip_add(zip, name, text, strlen(text));
}
