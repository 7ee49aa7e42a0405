/* Changes of an input that keep it a table of a report, where bytes alone would soon break it. */
#ifndef NIANBAO_TESTS_FUZZ_MUTATOR_H
#define NIANBAO_TESTS_FUZZ_MUTATOR_H

#include <stddef.h>
#include <stdint.h>

/*
 * Deletes, doubles or swaps lines, cells and words of the `size` bytes in place, or puts a label of
 * the form, a number or a sign where one of them stood. Returns the new size, at most `room`.
 */
size_t fuzz_mutate(uint8_t *data, size_t size, size_t room, unsigned seed);

/* The same for files of other formats; see ../mutate.h. */
size_t fuzz_mutate_file(uint8_t *data, size_t size, size_t room, unsigned seed);

#endif
