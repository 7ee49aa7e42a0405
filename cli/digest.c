#include "digest.h"

#include <string.h>
#include <time.h>

#include "print.h"

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text != NULL ? text : "-";
}

/* The time of an event, such as 2025-01-31T08:00:00.123Z, by the clock on the wall. */
static void print_time(FILE *out, const char *utc)
{
    struct tm tm;
    time_t t;
    char local[32];

    memset(&tm, 0, sizeof tm);
    if (strptime(utc, "%Y-%m-%dT%H:%M:%S", &tm) == NULL || (t = timegm(&tm)) == (time_t)-1 ||
        localtime_r(&t, &tm) == NULL || strftime(local, sizeof local, "%F %T", &tm) == 0)
        print_safe(out, utc);
    else
        fputs(local, out);
}

static size_t count_findings(const json_t *data, enum nb_severity severity)
{
    const json_t *findings = json_object_get(data, "findings"), *finding;
    size_t i, n = 0;

    json_array_foreach(findings, i, finding) n +=
        strcmp(text_of(finding, "severity"), nb_severity_name(severity)) == 0;
    return n;
}

static const char *status_word(const char *status, enum nb_lang lang)
{
    if (lang == NB_EN)
        return status;
    if (strcmp(status, nb_status_name(NB_VALID)) == 0)
        return "合格";
    if (strcmp(status, nb_status_name(NB_INVALID)) == 0)
        return "有错误";
    return strcmp(status, nb_status_name(NB_UNRECOGNIZED)) == 0 ? "无法识别" : status;
}

void digest_print(FILE *out, const json_t *event, enum nb_lang lang)
{
    const json_t *data = json_object_get(event, "data");
    json_int_t year = json_integer_value(json_object_get(data, "year"));
    const char *digits = text_of(event, "sequence");

    print_time(out, text_of(event, "time"));
    fputs("  #", out);
    print_safe(out, digits + strspn(digits, "0"));
    fputs("  ", out);
    print_safe(out, text_of(data, "agency"));
    if (year > 0)
        fprintf(out, "  %" JSON_INTEGER_FORMAT "  ", year);
    else
        fputs("  -  ", out);
    print_safe(out, status_word(text_of(data, "status"), lang));
    fprintf(out,
            tr(lang, "  错误 %zu 警告 %zu 提示 %zu  ", "  %zu errors %zu warnings %zu infos  "),
            count_findings(data, NB_ERROR), count_findings(data, NB_WARNING),
            count_findings(data, NB_INFO));
    print_safe(out, text_of(json_object_get(data, "source"), "name"));
    putc('\n', out);
}
