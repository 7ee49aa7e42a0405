/*
 * The findings of a file, as a text beside it: NAME.findings.txt.
 */
#ifndef NIANBAOD_BESIDE_H
#define NIANBAOD_BESIDE_H

enum beside {
    BESIDE_WRITTEN,
    BESIDE_FOUND, /* an earlier run that was cut short left this very text, whole by now */
    BESIDE_TAKEN, /* something else has the name */
    BESIDE_ERROR, /* errno says what */
};

/*
 * Whether a file of that name can come into the directory `dir`: nothing has the name and, unless
 * it brings `findings` of its own, none lie there that would be taken for its. To be asked before
 * they are written: where that is cut short they must not lie beside another file.
 */
int beside_is_free(int dir, const char *file, int findings);

/*
 * Writes the findings of `file`, one name in the directory `dir`. What lies there is not
 * overwritten, but completed where it is the beginning of this text and the file is not in place
 * yet, or is known to be `ours`. It is not synced: the text can be made again from the file with
 * `nianbao check`.
 */
enum beside beside_write(int dir, const char *file, int ours, const char *text);

/* Removes them: their file has not come. errno stays as it is. */
void beside_remove(int dir, const char *file);

#endif
