/*
 * What each fuzzer does with an input, and what must hold of the answer. The fuzzers call these on
 * inputs of their own making, the test suite on every input that was ever found to break one.
 */
#ifndef NIANBAO_TESTS_FUZZ_BODIES_H
#define NIANBAO_TESTS_FUZZ_BODIES_H

#include <stddef.h>
#include <stdint.h>

/* Called when something does not hold; the fuzzers and the test suite each have their own. */
_Noreturn void fuzz_broken(const char *file, int line, const char *what);

#define FUZZ_HOLDS(condition) ((condition) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #condition))

void fuzz_charset(const uint8_t *data, size_t size); /* bytes of any encoding */
void fuzz_decode(const uint8_t *data, size_t size);  /* bytes to text */
void fuzz_tokens(const uint8_t *data, size_t size);
void fuzz_align(const uint8_t *data, size_t size);  /* with every table of every edition */
void fuzz_report(const uint8_t *data, size_t size); /* the whole parser, from the outside */

/* Readers of formats, and the parser behind them. */
void fuzz_html(const uint8_t *data, size_t size);
void fuzz_mhtml(const uint8_t *data, size_t size);
void fuzz_office(const uint8_t *data, size_t size);
void fuzz_pdf(const uint8_t *data, size_t size);

#endif
