/*
 * What speaks for reading bytes in one encoding rather than in another: how familiar the characters
 * are that come out. Bytes read in the wrong way give characters too, but hardly any that people
 * write every day, and still fewer that the labels of the statutory form are made of.
 */
#ifndef NB_EVIDENCE_H
#define NB_EVIDENCE_H

#include <stddef.h>
#include <stdint.h>

struct nb_evidence {
    signed char worth[0x10000];  /* of a byte of the character */
    unsigned char seen[0x10000]; /* how often it stood in this reading */
};

/* Starts with what is known of the statutory form. */
void nb_evidence_init(struct nb_evidence *evidence);

/* The ideographs of a text in UTF-8 are in everyday use. */
void nb_evidence_learn(struct nb_evidence *evidence, const char *text, size_t length);

/*
 * How much speaks for a reading, which is given as UTF-8. Each character counts as many bytes as it
 * took in the source: `narrow` for ASCII and `wide` for others, or with `wide` 0 what it takes in
 * UTF-8. Readings of the same bytes can be compared; none of 0 or less makes sense.
 */
int64_t nb_evidence_weigh(struct nb_evidence *evidence, const unsigned char *text, size_t length,
                          int narrow, int wide);

#endif
