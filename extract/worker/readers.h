/*
 * The readers of formats. Each gets the whole file, describes it through `emit` (whose format it
 * sets to what it found), and returns 0, or -1 after emit_fail(). They run in a process of their
 * own that is locked up: no file, no network, a limit on memory and time. It ends with its
 * document, but what they allocate they free: tests and fuzzers read many in one process.
 */
#ifndef NIANBAO_READERS_H
#define NIANBAO_READERS_H

#include "emit.h"

/* A web page in UTF-8, with or without a byte order mark; the charset it names is ignored. */
int html_read(const unsigned char *bytes, size_t size, struct emit *emit);

/* A web page with its parts in one file (MHTML, RFC 2557). */
int mhtml_read(const unsigned char *bytes, size_t size, struct emit *emit);

/* A ZIP file that holds a Word or Excel document (ECMA-376); other ZIP files are refused. */
int office_read(const unsigned char *bytes, size_t size, struct emit *emit);

/* A PDF file (ISO 32000) that opens without a password and has text. */
int pdf_read(const unsigned char *bytes, size_t size, struct emit *emit);

/*
 * Opens a sound PDF file of one page for as long as this process runs, so that the tables of
 * characters that it uses stay in memory. Where they cannot be opened later, files that use others
 * lack that text.
 */
void pdf_keep_tables(const unsigned char *bytes, size_t size);

#endif
