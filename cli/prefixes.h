/*
 * The names of an area as they are typed: "云州市云岫县 云岫县".
 */
#ifndef NIANBAO_PREFIXES_H
#define NIANBAO_PREFIXES_H

#define PREFIXES_MOST 32

struct prefixes {
    const char *list[PREFIXES_MOST + 1]; /* for nb_agency_key(); ends with NULL */
    char *words;                         /* owned; what the list points into */
};

/* Cuts `text` at blanks; words beyond PREFIXES_MOST are left out. Returns 0, or -1 without memory.
 */
int prefixes_read(struct prefixes *prefixes, const char *text);
void prefixes_free(struct prefixes *prefixes);

#endif
