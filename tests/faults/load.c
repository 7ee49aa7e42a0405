#include "load.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../office.h"

/* Whole files wait here: on the drop directory's own file system, and left alone by the daemon. */
#define STAGING ".staging"

#define FOLDERS    8
#define LOOK_EVERY 64 /* files between two looks at how many are waiting */

/* Not an assertion: a load may run on a thread of its own. */
static void die(const char *what)
{
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    abort();
}

static unsigned draw(struct load *load, unsigned below)
{
    load->random ^= load->random << 13;
    load->random ^= load->random >> 17;
    load->random ^= load->random << 5;
    return load->random % below;
}

/* One of the first `count` bits of the mask. */
static unsigned draw_bit(struct load *load, unsigned mask, unsigned count)
{
    unsigned bit;

    do
        bit = draw(load, count);
    while (!(mask & LOAD_BIT(bit)));
    return bit;
}

void load_hash(const void *bytes, size_t size, char out[65])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;

    if (!EVP_Digest(bytes, size, digest, &length, EVP_sha256(), NULL))
        die("SHA-256");
    for (unsigned i = 0; i < length; i++)
        snprintf(out + 2 * (size_t)i, 3, "%02x", digest[i]);
}

/* ---- contents ---- */

/* A number in characters that may stand in the name of a place. */
static void spell(unsigned number, char out[64])
{
    static const char *const digits[] = {"甲", "乙", "丙", "丁", "戊",
                                         "己", "庚", "辛", "壬", "癸"};
    char decimal[16];

    snprintf(decimal, sizeof decimal, "%u", number);
    out[0] = '\0';
    for (const char *p = decimal; *p; p++)
        strcat(out, digits[*p - '0']);
}

/* A sample report in which the town has another name, with a last line of its own. */
static struct bytes sample(const char *path, const char *town, unsigned number)
{
    static const char old[] = "青萝镇";
    struct bytes text = fixture_read(path), made = {NULL, 0};
    char line[64];
    const char *at = strstr(text.data, old);

    if (!at)
        die(path);
    bytes_add(&made, text.data, (size_t)(at - text.data));
    bytes_add(&made, town, strlen(town));
    at += strlen(old);
    bytes_add(&made, at, (size_t)(text.data + text.size - at));
    snprintf(line, sizeof line, "\n（%u）\n", number);
    bytes_add(&made, line, strlen(line));
    free(text.data);
    return made;
}

static struct bytes sample_of_its_own(const char *path, unsigned number)
{
    char digits[64], town[80];

    spell(number, digits);
    snprintf(town, sizeof town, "%s镇", digits);
    return sample(path, town, number);
}

/* What it carries in is seldom what the year before carried out. */
static struct bytes sample_of_a_year(unsigned number)
{
    static const char *const towns[] = {"柳桥镇", "松岭镇", "竹溪镇"};
    static const char old[] = "2023";
    struct bytes made = sample("tests/data/valid_tabs.txt", towns[number % 3], number);
    char year[8];

    snprintf(year, sizeof year, "%u", 2021 + number / 3 % 4);
    for (char *at = made.data; (at = strstr(at, old)); at += strlen(old))
        memcpy(at, year, strlen(old));
    return made;
}

static struct bytes short_text(const char *format, unsigned number)
{
    struct bytes made = {NULL, 0};
    char text[256];

    /* The formats are this file's own. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(text, sizeof text, format, number);
#pragma GCC diagnostic pop
    bytes_add(&made, text, strlen(text));
    return made;
}

static struct bytes word(unsigned number)
{
    char body[128];

    snprintf(body, sizeof body, "<w:p><w:r><w:t>no report, number %u</w:t></w:r></w:p>", number);
    return office_word(&(struct office_word){.body = body});
}

static struct bytes make(struct load *load, enum load_kind kind)
{
    unsigned number = load->number++;

    switch (kind) {
    case LOAD_VALID: return sample_of_its_own("tests/data/valid_tabs.txt", number);
    case LOAD_INVALID: return sample_of_its_own("tests/data/wrong_cell.txt", number);
    case LOAD_YEARS: return sample_of_a_year(number);
    case LOAD_REVISION: return sample("tests/data/valid_tabs.txt", "石桥镇", number);
    case LOAD_HTML: return short_text("<html><body><p>no report, %u</p></body></html>\n", number);
    case LOAD_DOCX: return word(number);
    default: return short_text("no report at all, number %u\n", number);
    }
}

/* ---- ways ---- */

static int write_bytes(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, bytes, size);
        if (n < 0)
            return -1;
        bytes += n;
        size -= (size_t)n;
    }
    return 0;
}

static int create(const char *path, const struct bytes *content, unsigned pause_ms)
{
    size_t half = content->size / 2;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0)
        return -1;
    int failed = write_bytes(fd, content->data, half) != 0;
    if (!failed && pause_ms)
        usleep(pause_ms * 1000);
    failed = failed || write_bytes(fd, content->data + half, content->size - half) != 0;
    int error = errno;
    if (failed)
        unlink(path);
    close(fd);
    errno = error;
    return failed ? -1 : 0;
}

static int create_aside(const char *aside, const struct bytes *content)
{
    unlink(aside); /* of an earlier try that failed */
    return create(aside, content, 0);
}

/* Never in the place of another, which the account would miss. */
static int put_in_place(const char *aside, const char *path, int by_link)
{
    int failed =
        by_link ? link(aside, path) : renameat2(AT_FDCWD, aside, AT_FDCWD, path, RENAME_NOREPLACE);
    int error = errno;

    if (failed || by_link)
        unlink(aside);
    errno = error;
    return failed;
}

static int drop_as(struct load *load, enum load_way way, const char *name,
                   const struct bytes *content)
{
    char path[PATH_MAX + 300], aside[PATH_MAX + 316];

    snprintf(path, sizeof path, "%s/%s", load->drop, name);
    if (way == LOAD_WRITE || way == LOAD_SLOW)
        return create(path, content, way == LOAD_SLOW && !draw(load, 6) ? 20 + draw(load, 200) : 0);
    if (way == LOAD_PART)
        snprintf(aside, sizeof aside, "%s.part", path);
    else
        snprintf(aside, sizeof aside, "%s/" STAGING "/file", load->drop);
    if (create_aside(aside, content) != 0)
        return -1;
    return put_in_place(aside, path, way == LOAD_LINK);
}

/* ---- one file ---- */

static struct dropped *note(struct load *load, const char *name, const struct bytes *content,
                            enum load_kind kind)
{
    if (load->count == load->capacity) {
        load->capacity = load->capacity ? 2 * load->capacity : 256;
        load->files = realloc(load->files, load->capacity * sizeof *load->files);
        if (!load->files)
            die("memory");
    }
    struct dropped *file = &load->files[load->count++];
    file->name = strdup(name);
    if (!file->name)
        die("memory");
    load_hash(content->data, content->size, file->sha256);
    file->size = content->size;
    file->kind = kind;
    return file;
}

/* Some names come again, and most are new. */
static void make_name(struct load *load, enum load_way way, char name[64])
{
    static const char *const extensions[] = {".txt", ".htm", ".docx", "", ".年报.txt"};
    const char *extension = extensions[draw(load, 5)];
    unsigned number = draw(load, 8) ? load->number : draw(load, 10);

    if (way == LOAD_FOLDER)
        snprintf(name, 64, "folder %u/%u/%u%s", draw(load, FOLDERS), draw(load, 3), number,
                 extension);
    else
        snprintf(name, 64, "file %u%s", number, extension);
}

static int make_folders(const struct load *load, const char *name)
{
    char path[PATH_MAX + 300];

    snprintf(path, sizeof path, "%s/%s", load->drop, name);
    for (char *slash = path + strlen(load->drop) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            return -1;
        *slash = '/';
    }
    return 0;
}

/* A content of its own, or one that was there before. */
static struct bytes make_drawn(struct load *load, enum load_kind *kind)
{
    unsigned place = draw(load, LOAD_KEPT);
    struct bytes made = {NULL, 0}, *kept = &load->kept[place];

    *kind = draw_bit(load, load->kinds, LOAD_KINDS);
    if (*kind == LOAD_DUPLICATE && kept->data) {
        *kind = load->kept_kinds[place];
        bytes_add(&made, kept->data, kept->size);
        return made;
    }
    if (*kind == LOAD_DUPLICATE)
        *kind = LOAD_NONSENSE;
    made = make(load, *kind);
    free(kept->data);
    memset(kept, 0, sizeof *kept);
    bytes_add(kept, made.data, made.size);
    load->kept_kinds[place] = *kind;
    return made;
}

int load_drop(struct load *load)
{
    char name[64];
    enum load_kind kind;
    struct bytes content = make_drawn(load, &kind);
    enum load_way way = draw_bit(load, load->ways, LOAD_WAYS);

    make_name(load, way, name);
    int failed = make_folders(load, name) != 0 || drop_as(load, way, name, &content) != 0;
    if (failed && errno == EEXIST) { /* that name still waits */
        snprintf(name, sizeof name, "other %u", load->number++);
        failed = drop_as(load, way, name, &content) != 0;
    }
    int error = errno;
    if (!failed)
        note(load, name, &content, kind);
    free(content.data);
    errno = error;
    return failed ? -1 : 0;
}

void load_drop_many(struct load *load, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (load_drop(load) != 0)
            die("drop");
}

int load_drop_bytes(struct load *load, const char *name, const void *bytes, size_t size,
                    enum load_kind kind)
{
    struct bytes content = {NULL, 0};

    bytes_add(&content, bytes, size);
    int failed = drop_as(load, LOAD_RENAME, name, &content);
    if (!failed)
        note(load, name, &content, kind);
    free(content.data);
    return failed ? -1 : 0;
}

/* ---- as a whole ---- */

void load_init(struct load *load, const char *drop, unsigned kinds, unsigned ways)
{
    char staging[PATH_MAX + 16];

    memset(load, 0, sizeof *load);
    snprintf(load->drop, sizeof load->drop, "%s", drop);
    load->kinds = kinds;
    load->ways = ways;
    load->most_waiting = 2000;
    load->random = 2463534242u;
    snprintf(staging, sizeof staging, "%s/" STAGING, drop);
    if (mkdir(staging, 0700) != 0 && errno != EEXIST)
        die(staging);
}

void load_free(struct load *load)
{
    for (size_t i = 0; i < load->count; i++)
        free(load->files[i].name);
    for (size_t i = 0; i < LOAD_KEPT; i++)
        free(load->kept[i].data);
    free(load->files);
}

static size_t waiting(const struct load *load)
{
    DIR *dir = opendir(load->drop);
    size_t count = 0;

    if (!dir)
        return 0;
    while (readdir(dir))
        count++;
    closedir(dir);
    return count;
}

static void *run(void *arg)
{
    struct load *load = arg;

    for (unsigned turn = 0; !load->stop; turn++) {
        while (turn % LOOK_EVERY == 0 && waiting(load) > load->most_waiting && !load->stop)
            usleep(10000);
        if (load_drop(load) != 0 && errno != ENOSPC && errno != ENOENT && errno != EROFS)
            die("drop");
        usleep(load->pause_us);
    }
    return NULL;
}

void load_start(struct load *load, unsigned per_second)
{
    load->stop = 0;
    load->pause_us = 1000000 / per_second;
    if (pthread_create(&load->thread, NULL, run, load) != 0)
        die("thread");
}

void load_stop(struct load *load)
{
    load->stop = 1;
    if (pthread_join(load->thread, NULL) != 0)
        die("thread");
}
