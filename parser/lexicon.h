/*
 * The words that statements about the tables are made of, each with what it means to them. This is
 * the table to extend when a report puts something in other words.
 */
#ifndef NB_LEXICON_H
#define NB_LEXICON_H

#include <stddef.h>

#include "quantity.h"
#include "text.h"

#define NB_LEXICON_FORMS   1024
#define NB_LEXICON_BUCKETS 1024 /* a power of two */

enum nb_sense {
    NB_WORD_FILLER,     /* says nothing: 共, 已, 事项 */
    NB_WORD_OPAQUE,     /* known, but as good as unknown: 申请人 is no 申请 */
    NB_WORD_ROW,        /* names rows of a table */
    NB_WORD_COLUMN,     /* names columns of a table */
    NB_WORD_REQUEST,    /* a request for information */
    NB_WORD_APPLY,      /* a request for anything: 申请 */
    NB_WORD_DISCLOSURE, /* disclosure as a subject: 信息公开 */
    NB_WORD_CAUSE,      /* what follows came of what is before: 因, 引发 */
    NB_WORD_DENIAL,     /* 未, 无, 没有 */
    NB_WORD_JOIN,       /* 和, 、 */
    NB_WORD_EACH,       /* 各2件 */
    NB_WORD_RESPECTIVE, /* 分别为2件、1件 */
    NB_WORD_OF_WHICH,   /* 其中 */
    NB_WORD_CARRY,      /* 结转 */
    NB_WORD_PAST,       /* 上年 */
    NB_WORD_NEXT,       /* 下年 */
    NB_WORD_NOW,        /* 全年, 本年 */
    NB_WORD_WHILE,      /* another span of time: 上半年, 历年 */
    NB_WORD_SINCE,      /* more than the year, unless the year is named: 累计 */
    NB_WORD_COMPARE,    /* 同比, 减少 */
    NB_WORD_PART,       /* the clause speaks of a part: 通过…, 按时 */
    NB_WORD_THING,      /* another thing that is received or dealt with: 举报, 提案 */
    NB_WORD_KIND,       /* the same, up to the end of the sentence: 涉及… */
    NB_WORD_PUBLISH,    /* 公开, 解读: no count of documents made */
    NB_WORD_BODY,       /* a body, by its last characters: 局, 街道 */
};

enum nb_family { NB_OF_NOTHING, NB_OF_REQUESTS, NB_OF_PROCEEDINGS, NB_OF_DOCUMENTS, NB_FAMILIES };

enum nb_word_flags {
    NB_WORD_VERB = 1,     /* names its rows only with an object: 收到…申请 */
    NB_WORD_DENIABLE = 2, /* its denial means none */
    NB_WORD_WHOLE = 4,    /* behind 其中 it is a part of itself */
    NB_WORD_NIL = 8,      /* the word says "none" by itself: 零申请 */
    NB_WORD_LOOSE = 16,   /* a verb that adds nothing to other rows: 结转下年办理 */
    NB_WORD_CARRIED = 32, /* from one year to another */
    NB_WORD_ARRIVES = 64, /* a verb of what others send: 收到, which can be said of a review too */
};

struct nb_word {
    const char32_t *forms; /* '|' between them */
    enum nb_sense sense;
    enum nb_family family;
    int flags;
    /* Rows or columns: '+' between those of a sum. Rows may have several readings, '|' between;
     * a number is held against the first, unless it agrees with another one. */
    const char *ids;
};

/* The words by their first characters. */
struct nb_lexicon {
    short first[NB_LEXICON_BUCKETS];
    short next[NB_LEXICON_FORMS];
    const char32_t *form[NB_LEXICON_FORMS];
    const struct nb_word *word[NB_LEXICON_FORMS];
    int count;
};

/* Sorts the words into the buckets; nothing is allocated. */
void nb_lexicon_init(struct nb_lexicon *lexicon);

/*
 * The longest word that stands at cp[start], before `end`, passing over spaces and line breaks
 * between its characters. Returns the index behind it, or `start` when none does.
 */
size_t nb_lexicon_match(const struct nb_lexicon *lexicon, const struct nb_text *text, size_t start,
                        size_t end, const struct nb_word **word);

#endif
