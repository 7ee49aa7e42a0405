/*
 * The keys of the configuration: where each one stands in the file, what a value must look like,
 * and where it goes. What is said of all keys in one place is the table in config_key.c.
 */
#ifndef NIANBAOD_CONFIG_KEY_H
#define NIANBAOD_CONFIG_KEY_H

#include <stddef.h>
#include <stdint.h>

#include "config.h"

enum config_kind {
    KIND_DIRECTORY,
    KIND_FILE,
    KIND_ENDPOINT,
    KIND_NAMES,
    KIND_TEXT, /* up to here they are texts, from here on numbers */
    KIND_NUMBER,
    KIND_SIZE,
    KIND_WORD,
};

struct config_key {
    const char *section, *name;
    enum config_kind kind;
    size_t offset; /* in struct config */
    int reload;    /* it may change while the daemon runs */
    int64_t min, max;
    const char *fallback;
    const char *words; /* KIND_WORD: separated by blanks, in the order of the enum */
};

#define CONFIG_KEYS 30

extern const struct config_key config_keys[CONFIG_KEYS];

int config_is_text(const struct config_key *key);

/* The key's place in a configuration, by what it is. */
char **config_text(struct config *config, const struct config_key *key);
int64_t *config_number(struct config *config, const struct config_key *key);

/*
 * Sets the key from a value in the file `file`. Returns 0, or -1 with a sentence in `mistake`; a
 * text may have been set even so.
 */
int config_set(struct config *config, const struct config_key *key, const char *file,
               const char *value, char *mistake, size_t size);

/* The key's value as it would stand in a file, cut where it does not fit. */
void config_print(struct config *config, const struct config_key *key, char *out, size_t size);

#endif
