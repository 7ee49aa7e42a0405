#include "privacy.h"

#define MAX_FINDINGS 50 /* of each kind; a list of people needs no more to be noticed */

/* GB 11643-1999, after ISO 7064 MOD 11-2. */
static int is_id_number(const uint32_t *c)
{
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 17; i++) {
        if (!nb_is_digit(c[i]))
            return 0;
        sum += (int)(c[i] - '0') * weights[i];
    }
    int month = (int)((c[10] - '0') * 10 + c[11] - '0'),
        day = (int)((c[12] - '0') * 10 + c[13] - '0');
    uint32_t last = c[17] == 'x' ? 'X' : c[17];
    return c[0] != '0' && month >= 1 && month <= 12 && day >= 1 && day <= 31 &&
           last == (uint32_t) "10X98765432"[sum % 11];
}

static int is_mobile_number(const uint32_t *c)
{
    return c[0] == '1' && c[1] >= '3' && c[1] <= '9';
}

/* The first three and the last two characters, stars between. */
static void add(struct nb_report *report, const struct nb_text *text, enum nb_code code,
                size_t start, size_t length)
{
    char masked[20];
    for (size_t i = 0; i < length; i++)
        masked[i] = i < 3 || i + 2 >= length ? (char)text->cp[start + i] : '*';
    struct nb_finding *f = nb_report_add(report, code, (uint32_t)nb_text_line(text, start) + 1);
    if (!f)
        return;
    f->text = nb_arena_string(&report->arena, masked, length);
    if (!f->text)
        report->failed = 1;
    f->detail_zh = f->detail_en = f->text;
}

void nb_privacy_judge(struct nb_report *report, const struct nb_text *text)
{
    const uint32_t *c = text->cp;
    int ids = 0, mobiles = 0;
    for (size_t i = 0; i < text->length;) {
        size_t start = i;
        while (i < text->length && nb_is_digit(c[i]))
            i++;
        size_t length = i - start;
        int x = i < text->length && (c[i] == 'X' || c[i] == 'x');
        if (length + (size_t)x == 18 && is_id_number(c + start) && ids++ < MAX_FINDINGS)
            add(report, text, NB_PRIVACY_ID_NUMBER, start, 18);
        else if (length == 11 && is_mobile_number(c + start) && mobiles++ < MAX_FINDINGS)
            add(report, text, NB_PRIVACY_MOBILE_NUMBER, start, 11);
        i += i == start;
    }
}
