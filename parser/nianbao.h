/*
 * nianbao: reads and checks government-information-disclosure annual reports
 * (政府信息公开工作年度报告).
 *
 * The library is pure: it opens no file, reads no clock, keeps no global state and writes nowhere.
 * Bytes go in, a report comes out, and the report can be turned into JSON or into a text for
 * people. Calls on different reports may run in different threads at the same time.
 *
 * One thing is done for it: for a text that is not in UTF-8 it calls iconv(), and libc loads the
 * tables of GB18030, Big5 and UTF-16 from its own directory (gconv; in Debian's package libc6).
 * Where they cannot be loaded such a text gets a finding that says so; UTF-8 needs none of them.
 *
 * Ownership follows jansson's words: a function that returns something new says so, and names the
 * call that frees it; every other pointer is borrowed and lives as long as the report.
 */
#ifndef NIANBAO_H
#define NIANBAO_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "codes.h"
#include "document.h"

#define NB_VERSION        "0.1.0"
#define NB_SCHEMA_VERSION "1.0" /* of the report document */

/*
 * The version of the rules; changes with any rule, severity or label table.
 * 1.1: mobile and identity numbers also in groups and behind +86, hidden in all that is quoted;
 *      more wordings that report on fees; a sum with cells that are not known has no `expected`.
 *      Claims for every row, kind of applicant and result; what is a report told from the papers
 *      that only look like one; structure.several_reports; more wordings of labels, headings and
 *      titles.
 * 1.2: other encodings and formats; pictures and scans are input.no_text, locked files
 *      input.encrypted; headings of columns in any order; two tables of section 4 contest each
 *      other; a list of contents is no part of a title.
 * 1.3: history.carry_over and history.in_force, where the year before is known.
 */
#define NB_RULESET "1.3"

/* What the report is worth as a whole. */
enum nb_status {
    NB_VALID,        /* a report, and no finding of severity error */
    NB_INVALID,      /* a report with at least one error */
    NB_UNRECOGNIZED, /* not a report, or not readable as one */
};

enum nb_lang {
    NB_ZH,
    NB_EN,
};

/* Rules that the caller may change. Fill with nb_options_init() before changing a field. */
struct nb_options {
    /* Severity of each finding code, NB_SEVERITY_DEFAULT where the code's own applies. */
    signed char severity[NB_CODES];
};

#define NB_SEVERITY_DEFAULT (-1)

/* Where the bytes came from: what the report document says in "source". */
struct nb_source {
    const char *name;   /* file name; bytes that are not UTF-8 are shown as U+FFFD */
    uint64_t size;      /* in bytes */
    const char *sha256; /* 64 hexadecimal digits, or NULL when the content was not read */
};

typedef struct nb_report nb_report;

#pragma GCC visibility push(default) /* what the shared library offers */

/* Sets every option to its default. */
void nb_options_init(struct nb_options *options);

/*
 * Parses and judges `size` bytes. `options` may be NULL for the defaults. Whatever the bytes hold
 * is an answer (a report whose status is NB_UNRECOGNIZED at worst); the only failure is memory.
 * Returns 0 and a new report in `*out` (free with nb_report_free()), or -1 when memory ran out, and
 * then `*out` is NULL. `bytes` is not needed after the call.
 */
int nb_parse(const void *bytes, size_t size, const struct nb_options *options, nb_report **out);

/*
 * The same of a document that a reader of another format has told of (document.h), and that is not
 * changed. `media_type` and `charset` are what the report says of its source; `charset` is NULL for
 * formats that have their own. A document that is not sound (nb_document_error()) is the caller's
 * to turn away.
 */
int nb_parse_document(const struct nb_document *document, const char *media_type,
                      const char *charset, const struct nb_options *options, nb_report **out);

/*
 * The report for a file whose content was not read: one finding `code` (one of the input.* codes)
 * and the status NB_UNRECOGNIZED. `detail` says what stood in the way, in both languages, such as
 * "符号链接" and "a symbolic link"; either may be NULL. Returns like nb_parse().
 */
int nb_reject(enum nb_code code, const char *detail_zh, const char *detail_en,
              const struct nb_options *options, nb_report **out);

/* The same for a file that is known to be of this media type, a static string. */
int nb_reject_as(const char *media_type, enum nb_code code, const char *detail_zh,
                 const char *detail_en, const struct nb_options *options, nb_report **out);

/* Frees the report; NULL is allowed. */
void nb_report_free(nb_report *report);

enum nb_status nb_report_status(const nb_report *report);
const char *nb_status_name(enum nb_status status); /* "valid", "invalid", "unrecognized" */

/* The status that a report document says, NB_UNRECOGNIZED when it says none. */
enum nb_status nb_document_status(const json_t *document);

/* The reporting year, or 0 when it is not known. */
int nb_report_year(const nb_report *report);

/* The agency as the title names it (UTF-8), or NULL when it is not known. */
const char *nb_report_agency(const nb_report *report);

/* How many findings have this severity. */
size_t nb_report_count(const nb_report *report, enum nb_severity severity);

/* The code of finding `index`, counted from 0 in document order, or -1 past the last one. */
int nb_report_code(const nb_report *report, size_t index);

/*
 * The report document. Messages are in `lang`. Returns a new reference, or NULL when memory ran
 * out. Dump it with NB_DUMP_FLAGS: they keep decimals in their shortest digits.
 */
json_t *nb_report_json(const nb_report *report, const struct nb_source *source, enum nb_lang lang);

#define NB_DUMP_FLAGS (JSON_COMPACT | JSON_REAL_PRECISION(15))

/*
 * The name under which spellings of one agency compare equal: compatibility characters become plain
 * ones (as in NFKD), white space and what cannot be seen goes, brackets go while what they hold
 * stays (a branch is another agency), 人民政府 at the end goes, and so does one of `prefixes` at
 * the front, the longest that fits. Nothing goes that would leave nothing.
 *
 * `prefixes` (NULL, or a list that ends with NULL) are the spellings of the one area whose agencies
 * report here, as in 云州市云岫县, 云岫县: two areas in one list make one agency of their bureaus.
 * Bytes that are not UTF-8 count as U+FFFD.
 * Returns a new string (free()), empty only for an empty name, or NULL when memory ran out.
 */
char *nb_agency_key(const char *agency, const char *const *prefixes);

/*
 * Cuts a list of such prefixes, as people write it, at blanks, also full-width ones. Returns a new
 * list that ends with NULL (one free() for all of it), or NULL when memory ran out.
 */
char **nb_agency_prefixes(const char *text);

/*
 * Judges a report document by that of the same agency for the year before (`before`, also a report
 * document): makes the findings history.* of `document` anew, behind all others and with the
 * severities of `options` (NULL: the defaults), counts its checks history.*, and sets its status by
 * its findings. Everything else stays as it is.
 *
 * A number counts whether it was read or inferred: an inferred one is the only one that the rest of
 * its report allows, so that two reports which differ in it cannot both be right; the message says
 * which was inferred. Where a number is not known, nothing is found and the check is undecided. The
 * suspect is a cell of `document` alone, and only where its own identities accuse it as well: else
 * the year before may as well be wrong.
 *
 * `before` is not known, and all is undecided, where it is NULL, unrecognized, without tables, or
 * not of the year before; whether it is of the same agency is the caller's to know. A `document`
 * that is unrecognized or without tables has no cells to judge and stays as it is.
 *
 * Returns 1 when its findings history.* have changed, 0 when they are as they were (the checks may
 * have changed even so), or -1 when memory ran out; the document is to be dropped then.
 */
int nb_history_judge(json_t *document, const json_t *before, const struct nb_options *options,
                     enum nb_lang lang);

/*
 * The report for people: name, year, status, and each finding with its place, the row and column by
 * their names, what stands there and what was expected. `colour` adds ANSI escapes; without it the
 * text has none, and no control character of the source gets through either way.
 * Returns a new NUL-terminated UTF-8 string (free()), or NULL when memory ran out.
 */
char *nb_report_text(const nb_report *report, const struct nb_source *source, enum nb_lang lang,
                     int colour);

/*
 * The same, made from a report document, whose messages stay in the language in which they were
 * made: `lang` should be that. What is not as nb_report_json() makes it is left out. Returns like
 * nb_report_text().
 */
char *nb_document_text(const json_t *document, enum nb_lang lang, int colour);

enum nb_markup {
    NB_PLAIN,
    NB_MARKDOWN,
};

/*
 * What there is to know of a finding code: when it is found, how severe it is, an example, how to
 * fix it, and what the rule rests on. With `code` -1 all codes, and the identities of each edition.
 * Returns a new NUL-terminated UTF-8 string (free()), or NULL when memory ran out.
 */
char *nb_rules_text(int code, enum nb_lang lang, enum nb_markup markup);

#pragma GCC visibility pop

#endif
