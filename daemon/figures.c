#include "figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The members that are taken over as they stand, and the rows of `requests`. */
enum {
    STATUS,
    EDITION,
    YEAR,
    DISCLOSURE,
    CHECKS,
    TAKEN,
    REQUESTS = TAKEN,
    MEMBERS,
};

static const char *const members[MEMBERS] = {
    [STATUS] = "status", [EDITION] = "edition",   [YEAR] = "year",
    [CHECKS] = "checks", [REQUESTS] = "requests", [DISCLOSURE] = "disclosure",
};

static const char *const rows[] = {"carried_in", "carried_out"};

#define ROWS (sizeof rows / sizeof rows[0])

struct skim figures_document(struct skim event)
{
    static const char *const name = "data";
    struct skim data;

    if (skim_members(event, &name, 1, &data) != 0)
        data.text = NULL;
    return data;
}

int figures_has_history(struct skim document)
{
    static const char mark[] = "\"code\":\"history.";

    return memmem(document.text, document.size, mark, sizeof mark - 1) != NULL;
}

static void print_members(FILE *out, const char *const names[], const struct skim values[],
                          size_t count)
{
    for (size_t i = 0; i < count; i++)
        fprintf(out, "\"%s\":%.*s,", names[i], (int)values[i].size, values[i].text);
}

/* A document with the figures only, as a text; NULL when it cannot be had. */
static char *print_figures(const struct skim found[MEMBERS], const struct skim row[ROWS],
                           size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);

    if (!out)
        return NULL;
    fputc('{', out);
    print_members(out, members, found, TAKEN);
    fputs("\"requests\":{", out);
    print_members(out, rows, row, ROWS - 1);
    fprintf(out, "\"%s\":%.*s},\"findings\":[]}", rows[ROWS - 1], (int)row[ROWS - 1].size,
            row[ROWS - 1].text);
    int failed = ferror(out);
    if (fclose(out) == 0 && !failed)
        return text;
    free(text);
    return NULL;
}

static int all_there(const struct skim *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!values[i].text)
            return 0;
    return 1;
}

/* The document with the figures only: a new reference, or NULL when it cannot be had. */
static json_t *take_figures(struct skim document, struct skim *checks)
{
    struct skim found[MEMBERS], row[ROWS];
    size_t size;

    if (skim_members(document, members, MEMBERS, found) != 0 || !all_there(found, MEMBERS) ||
        skim_members(found[REQUESTS], rows, ROWS, row) != 0 || !all_there(row, ROWS))
        return NULL;
    *checks = found[CHECKS];
    char *text = print_figures(found, row, &size);
    json_t *figures = text ? json_loadb(text, size, 0, NULL) : NULL;
    free(text);
    return figures;
}

int figures_agree(struct skim document, struct skim before, char **checks, struct skim *place)
{
    struct skim unused;

    *checks = NULL;
    if (!document.text || !before.text || figures_has_history(document))
        return 0;
    json_t *now = take_figures(document, place), *former = take_figures(before, &unused);
    /* No finding, so neither its severity nor its language matters. */
    if (now && former && nb_history_judge(now, former, NULL, NB_EN) == 0)
        *checks = json_dumps(json_object_get(now, "checks"), NB_DUMP_FLAGS);
    json_decref(now);
    json_decref(former);
    return *checks != NULL;
}
