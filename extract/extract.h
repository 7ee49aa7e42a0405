/*
 * The one way from the bytes of a file to its report, for the daemon and for `nianbao check`. Text
 * is parsed here; web pages, Word, Excel and PDF files are read by processes that are locked up
 * (pool.h), and what those say of a document is parsed here.
 */
#ifndef NIANBAO_EXTRACT_H
#define NIANBAO_EXTRACT_H

#include "../parser/nianbao.h"
#include "pool.h"

#define EXTRACT_NOTE 512 /* bytes of words for a log */

struct extract;

/* What is right for one thread; the program is to be told by extract_program(). */
void extract_defaults(struct pool_options *options);

/*
 * Where the reading program is: beside the program that runs, as in the build tree, or else
 * ../libexec/nianbao/ from there, as `make install` puts it. Returns a new path (free()), or NULL
 * when memory ran out. Whether there is anything is told by extract_missing().
 */
char *extract_program(void);

/* Why the program at this path cannot be run: an errno value, or 0. */
int extract_missing(const char *program);

/* Returns NULL when memory ran out. No process is started before there is a document for it. */
struct extract *extract_new(const char *program, const struct pool_options *options);

/* The program that it was made with. */
const char *extract_path(const struct extract *extract);

/* Takes over other options. */
void extract_set_options(struct extract *extract, const struct pool_options *options);

/* The longest that a process may take to read a document, once it is its turn, in ms. */
int64_t extract_longest_ms(struct extract *extract);

/*
 * Reads, parses and judges `size` bytes. Returns 0 and a new report in `*out` (nb_report_free());
 * whatever the bytes hold is an answer. Otherwise an errno value for what was lacking: memory,
 * descriptors, processes or the reading program; later, the same file may be read. `note` then says
 * what, and also after a success when a process had to be killed on the way; else it is "".
 */
int extract_parse(struct extract *extract, const unsigned char *bytes, size_t size,
                  const struct nb_options *rules, nb_report **out, char note[EXTRACT_NOTE]);

/* Ends all processes. NULL is allowed. */
void extract_free(struct extract *extract);

#endif
