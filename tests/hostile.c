#include "hostile.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../parser/nianbao.h"
#include "../parser/statute.h"

/* An input that is one piece over and over; one that varies has a function that writes a piece. */
struct hostile {
    const char *name, *unit;
    void (*piece)(struct bytes *out, uint32_t *seed, const struct bytes *report);
};

/* Inputs are put together of pieces of about this size. */
#define PIECE 4096

static uint32_t next(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void put(struct bytes *out, const char *string)
{
    bytes_add(out, string, strlen(string));
}

static void random_bytes(struct bytes *out, uint32_t *seed, const struct bytes *report)
{
    char piece[1024];
    (void)report;
    for (size_t i = 0; i < sizeof piece; i++)
        piece[i] = (char)(next(seed) >> 8);
    bytes_add(out, piece, sizeof piece);
}

static void random_ideographs(struct bytes *out, uint32_t *seed, const struct bytes *report)
{
    char piece[999];
    (void)report;
    for (size_t i = 0; i < sizeof piece; i += 3) {
        uint32_t c = 0x4E00 + next(seed) % 0x5200;
        piece[i] = (char)(0xE0 | c >> 12);
        piece[i + 1] = (char)(0x80 | (c >> 6 & 0x3F));
        piece[i + 2] = (char)(0x80 | (c & 0x3F));
    }
    bytes_add(out, piece, sizeof piece);
}

static const struct nb_row *random_row(uint32_t *seed)
{
    const struct nb_edition *edition = &nb_editions[next(seed) % NB_EDITIONS];
    const struct nb_table *table = &edition->tables[next(seed) % NB_TABLES];
    return &table->rows[next(seed) % (uint32_t)table->row_count];
}

static void random_labels(struct bytes *out, uint32_t *seed, const struct bytes *report)
{
    static const char *const between[] = {"", "\n", "\t", " ", "|", "\t7\t", " 12\n"};
    (void)report;
    put(out, random_row(seed)->zh);
    put(out, between[next(seed) % (sizeof between / sizeof *between)]);
}

static void random_numbers(struct bytes *out, uint32_t *seed, const struct bytes *report)
{
    static const char *const between[] = {"\n", "\t", " ", "|", ",", ".", "-", "件", "年"};
    char digits[2] = "0";
    (void)report;
    for (uint32_t n = next(seed) % 4; n > 0; n--) {
        digits[0] = (char)('0' + next(seed) % 10);
        put(out, digits);
    }
    put(out, between[next(seed) % (sizeof between / sizeof *between)]);
}

static void headings(struct bytes *out, uint32_t *seed, const struct bytes *report)
{
    static const char *const marks[] = {"一、", "二、", "三、", "四、", "五、", "六、"};
    uint32_t i = next(seed) % NB_SECTIONS;
    (void)report;
    put(out, marks[i]);
    put(out, nb_sections[i].zh);
    put(out, "\n");
}

static void whole_report(struct bytes *out, uint32_t *seed, const struct bytes *report)
{
    (void)seed;
    bytes_add(out, report->data, report->size);
}

static const struct hostile kinds[] = {
    {"random bytes", NULL, random_bytes},
    {"random ideographs", NULL, random_ideographs},
    {"random labels", NULL, random_labels},
    {"random numbers", NULL, random_numbers},
    {"all headings", NULL, headings},
    {"reports in a row", NULL, whole_report},
    {"one letter", "a", NULL},
    {"one line of text", "全年收到政府信息公开申请", NULL},
    {"NUL", "", NULL},
    {"new lines", "\n", NULL},
    {"carriage returns", "\r", NULL},
    {"tabs", "\t", NULL},
    {"tabs and lines", "\t\n", NULL},
    {"bars", "|", NULL},
    {"bars and lines", "|\n", NULL},
    {"spaces", " ", NULL},
    {"digits", "7", NULL},
    {"digits and a letter", "77777777777777777777777777777777x", NULL},
    {"one digit a line", "1\n", NULL},
    {"digits and spaces", "1 ", NULL},
    {"digits and tabs", "1\t", NULL},
    {"digits and dots", "1.", NULL},
    {"thousands", "111,", NULL},
    {"ranges", "1-", NULL},
    {"ranges in words", "1至", NULL},
    {"dashes", "-", NULL},
    {"dashes and spaces", "- ", NULL},
    {"none and spaces", "无 ", NULL},
    {"wide gaps", "件  ", NULL},
    {"brackets", "(", NULL},
    {"tags", "<", NULL},
    {"entities", "&nb", NULL},
    {"decorations", "#", NULL},
    {"marks", "（一）", NULL},
    {"marks of items", "一、", NULL},
    {"marks and lines", "1.\n", NULL},
    {"a label", "一、本年新收政府信息公开申请数量", NULL},
    {"a label a line", "一、本年新收政府信息公开申请数量\n", NULL},
    {"a row a line", "（一）予以公开\t0\t0\t0\t0\t0\t0\t0\n", NULL},
    {"a strange row a line", "其他主动公开文件\t3\t4\n", NULL},
    {"upright", "本\n年\n", NULL},
    {"a claim", "收到政府信息公开申请12件，", NULL},
    {"a claim a line", "全年收到政府信息公开申请12件。\n", NULL},
    {"denials", "未收到政府信息公开申请，", NULL},
    {"clauses", "，", NULL},
    {"full stops", "。", NULL},
    {"one item", "一件", NULL},
    {"ten thousands", "万", NULL},
    {"years", "2023年", NULL},
    {"years a line", "2023年，全镇\n", NULL},
    {"dates", "2023年1月1日至2023年12月31日", NULL},
    {"titles", "2023年政府信息公开工作年度报告", NULL},
    {"titles a line", "青萝镇2023年政府信息公开工作年度报告\n", NULL},
    {"mobile numbers", "13800138000 ", NULL},
    {"combining characters", "e\xCC\x81\xCC\x81\xCC\x81", NULL},
    {"long compatibility forms", "\xEF\xB7\xBA", NULL},
    {"enclosed numerals", "㈠①", NULL},
    {"full-width digits", "１２", NULL},
    {"broken bytes", "年\xE5\xB9", NULL},
    {"Markdown rows", "| 一 | 1 | 2 |\n|---|---|---|\n", NULL},
    {"traditional characters", "報告", NULL},
};

size_t hostile_count(void)
{
    return sizeof kinds / sizeof *kinds;
}

const char *hostile_name(size_t kind)
{
    return kinds[kind].name;
}

const char *hostile_place_name(enum hostile_place place)
{
    static const char *const names[] = {"alone",  "in prose",     "in table 3",
                                        "a cell", "in section 4", "at the end"};
    return names[place];
}

/* Fills `out` up to `size` bytes; the buffer is taken at once, so that it costs what it holds. */
static void fill(struct bytes *out, const struct hostile *kind, size_t size,
                 const struct bytes *report)
{
    uint32_t seed = 20240117;
    size_t length = kind->unit && *kind->unit ? strlen(kind->unit) : 1;
    while (out->size < size) {
        struct bytes piece = {NULL, 0};
        while (kind->piece && piece.size < PIECE)
            kind->piece(&piece, &seed, report);
        while (!kind->piece && piece.size < PIECE)
            bytes_add(&piece, kind->unit, length);
        size_t room = size - out->size, take = piece.size < room ? piece.size : room;
        memcpy(out->data + out->size, piece.data, take);
        out->size += take;
        free(piece.data);
    }
}

/* Where in the report the mass of bytes goes. */
static size_t place_in(enum hostile_place place, const struct bytes *report)
{
    static const char *const behind[] = {NULL,
                                         "（二）依申请公开。", /* in front of statements */
                                         "申请数量\t\t\t121\t31\t85\t54\t62\t111\t464\n",
                                         "一、本年新收政府信息公开申请数量\t\t\t121",
                                         "四、",
                                         NULL};
    if (place == HOSTILE_AT_END)
        return report->size;
    const char *at = strstr(report->data, behind[place]);
    if (!at)
        abort();
    size_t offset = (size_t)(at - report->data) + strlen(behind[place]);
    if (place == HOSTILE_IN_PROCEEDINGS)
        offset += strcspn(report->data + offset, "\n") + 1;
    return offset;
}

struct bytes hostile_make(size_t kind, enum hostile_place place, size_t size,
                          const struct bytes *report)
{
    struct bytes out = {malloc(size + 1), 0};
    if (!out.data)
        abort();
    if (place == HOSTILE_ALONE) {
        fill(&out, &kinds[kind], size, report);
    } else {
        size_t head = place_in(place, report), tail = report->size - head;
        memcpy(out.data, report->data, head);
        out.size = head;
        fill(&out, &kinds[kind], size - tail, report);
        memcpy(out.data + out.size, report->data + head, tail);
        out.size += tail;
    }
    out.data[out.size] = '\0';
    return out;
}

/* What the child does: reads the input, renders it, and says what of the time was spent on that. */
static int spend(const struct bytes *input, double *seconds)
{
    static const struct nb_source source = {"input.txt", 0, NULL};
    nb_report *report;
    struct timespec begin, end;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
    if (nb_parse(input->data, input->size, NULL, &report))
        return 1;
    json_t *document = nb_report_json(report, &source, NB_ZH);
    char *dump = document ? json_dumps(document, NB_DUMP_FLAGS) : NULL;
    char *text = nb_report_text(report, &source, NB_EN, 0);
    int status = dump && text ? 0 : 1;
    free(dump);
    free(text);
    json_decref(document);
    nb_report_free(report);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    *seconds = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    return status;
}

struct hostile_cost hostile_run(size_t kind, enum hostile_place place, size_t size,
                                const struct bytes *report, unsigned limit)
{
    struct hostile_cost cost = {0};
    struct rusage usage = {0};
    int ends[2], status = 0;
    if (pipe(ends))
        abort();
    pid_t child = fork();
    if (child == 0) {
        setrlimit(RLIMIT_CPU, &(struct rlimit){limit, limit});
        struct bytes input = hostile_make(kind, place, size, report);
        int result = spend(&input, &cost.seconds);
        free(input.data);
        if (write(ends[1], &cost.seconds, sizeof cost.seconds) < 0)
            _exit(1);
        _exit(result);
    }
    close(ends[1]);
    if (child < 0 || read(ends[0], &cost.seconds, sizeof cost.seconds) < 0 ||
        wait4(child, &status, 0, &usage) != child)
        abort();
    close(ends[0]);
    cost.kib = usage.ru_maxrss;
    cost.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    cost.status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    return cost;
}
