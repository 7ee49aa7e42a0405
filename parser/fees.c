#include "fees.h"

#define MAX_CLAUSE 200 /* characters; of a longer clause only that many are looked at */

struct clause {
    uint32_t cp[MAX_CLAUSE];
    size_t length;
};

static int has(struct clause *clause, const char32_t *words)
{
    struct nb_text view = {.cp = clause->cp, .length = clause->length};
    return nb_text_find(&view, 0, clause->length, words, NULL) != SIZE_MAX;
}

/*
 * 信息处理费 is what it is called. Other wordings speak of fees without the name; then the clause
 * must not be about the fees of other business, which some agencies report on in this place.
 */
static int reports(struct clause *clause)
{
    static const char32_t by_name[] = U"信息处理费|公开处理费|信息公开费";
    static const char32_t charge[] = U"收费|费用|处理费|缴费";
    static const char32_t taken[] = U"收取|免费|收缴";
    static const char32_t of_what[] = U"费用|元|信息公开|依申请|申请人";
    static const char32_t elsewhere[] =
        U"事业性|涉企|目录|清单|停车|物业|教育|学校|医疗|医院|违规|乱收|经费|污水|垃圾|水费|电费|"
        U"殡葬|景区|培训|中介|专项|节约|诉讼费";
    if (has(clause, by_name))
        return 1;
    return !has(clause, elsewhere) &&
           (has(clause, charge) || (has(clause, taken) && has(clause, of_what)));
}

static int ends_clause(uint32_t c)
{
    return c == ',' || c == ';' || c == ':' || c == 0x3002 || c == 0xFF0C;
}

int nb_fees_are_reported(const struct nb_text *text, size_t start, size_t end)
{
    struct clause clause = {.length = 0};
    for (size_t i = start; i <= end; i++) {
        if (i < end && !ends_clause(text->cp[i])) {
            uint32_t c = text->cp[i];
            if (c != ' ' && c != '\n' && c != '\t' && clause.length < MAX_CLAUSE)
                clause.cp[clause.length++] = c;
            continue;
        }
        if (reports(&clause))
            return 1;
        clause.length = 0;
    }
    return 0;
}
