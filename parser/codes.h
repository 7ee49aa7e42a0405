/*
 * The finding codes: one list yields the enum, the names and the default severities. Codes are
 * stable; new ones are added, none is renamed. What each means and how it is worded stands in
 * codebook.c and is printed by nb_rules_text().
 */
#ifndef NIANBAO_CODES_H
#define NIANBAO_CODES_H

enum nb_severity {
    NB_OFF, /* the finding is not made */
    NB_INFO,
    NB_WARNING,
    NB_ERROR,
};

/* clang-format off */
#define NB_CODE_LIST(X)                                                       \
    X(STRUCTURE_SECTION_MISSING,  "structure.section_missing",  NB_ERROR)     \
    X(STRUCTURE_SECTION_ORDER,    "structure.section_order",    NB_ERROR)     \
    X(STRUCTURE_TABLE_MISSING,    "structure.table_missing",    NB_ERROR)     \
    X(STRUCTURE_TABLE_TRUNCATED,  "structure.table_truncated",  NB_ERROR)     \
    X(STRUCTURE_ROW_MISSING,      "structure.row_missing",      NB_ERROR)     \
    X(STRUCTURE_ROW_EXTRA,        "structure.row_extra",        NB_INFO)      \
    X(STRUCTURE_EDITION_MISMATCH, "structure.edition_mismatch", NB_ERROR)     \
    X(STRUCTURE_YEAR_MISMATCH,    "structure.year_mismatch",    NB_ERROR)     \
    X(STRUCTURE_TITLE_MISSING,    "structure.title_missing",    NB_WARNING)   \
    X(STRUCTURE_SEVERAL_REPORTS,  "structure.several_reports",  NB_ERROR)     \
    X(CELL_MISSING,               "cell.missing",               NB_WARNING)   \
    X(CELL_BLANK,                 "cell.blank",                 NB_WARNING)   \
    X(CELL_MALFORMED,             "cell.malformed",             NB_ERROR)     \
    X(CELL_AMBIGUOUS,             "cell.ambiguous",             NB_WARNING)   \
    X(REQUESTS_BALANCE,           "requests.balance",           NB_ERROR)     \
    X(REQUESTS_PROCESSED_SUM,     "requests.processed_sum",     NB_ERROR)     \
    X(REQUESTS_ROW_SUM,           "requests.row_sum",           NB_ERROR)     \
    X(PROCEEDINGS_SUM,            "proceedings.sum",            NB_ERROR)     \
    X(CLAIM_MISMATCH,             "claim.mismatch",             NB_WARNING)   \
    X(HISTORY_CARRY_OVER,         "history.carry_over",         NB_ERROR)     \
    X(HISTORY_IN_FORCE,           "history.in_force",           NB_WARNING)   \
    X(SECTION6_FEE_MISSING,       "section6.fee_statement_missing", NB_INFO)  \
    X(PRIVACY_ID_NUMBER,          "privacy.id_number",          NB_WARNING)   \
    X(PRIVACY_MOBILE_NUMBER,      "privacy.mobile_number",      NB_WARNING)   \
    X(INPUT_EMPTY,                "input.empty",                NB_ERROR)     \
    X(INPUT_TOO_LARGE,            "input.too_large",            NB_ERROR)     \
    X(INPUT_ENCODING,             "input.encoding",             NB_ERROR)     \
    X(INPUT_UNSUPPORTED,          "input.unsupported",          NB_ERROR)     \
    X(INPUT_DAMAGED,              "input.damaged",              NB_ERROR)     \
    X(INPUT_ENCRYPTED,            "input.encrypted",            NB_ERROR)     \
    X(INPUT_NO_TEXT,              "input.no_text",              NB_ERROR)     \
    X(INPUT_UNREADABLE,           "input.unreadable",           NB_ERROR)     \
    X(INPUT_NOT_A_REPORT,         "input.not_a_report",         NB_ERROR)     \
    X(INPUT_BYTES_REPLACED,       "input.bytes_replaced",       NB_WARNING)
/* clang-format on */

enum nb_code {
#define NB_CODE_ENUM(id, name, severity) NB_##id,
    NB_CODE_LIST(NB_CODE_ENUM)
#undef NB_CODE_ENUM
        NB_CODES
};

#pragma GCC visibility push(default) /* what the shared library offers */

/* "requests.balance" and the like; NULL when `code` is out of range. */
const char *nb_code_name(int code);

/* The code with that name, or -1. */
int nb_code_by_name(const char *name);

/* "off", "info", "warning", "error". */
const char *nb_severity_name(enum nb_severity severity);

/* The severity with that name, or -1. */
int nb_severity_by_name(const char *name);

#pragma GCC visibility pop

#endif
