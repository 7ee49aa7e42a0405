/* What libFuzzer calls. FUZZ_BODY is the body that this fuzzer is built around, and
 * FUZZ_MUTATE what changes inputs besides libFuzzer itself. */
#include <stdio.h>
#include <stdlib.h>

#include "bodies.h"
#include "mutator.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room);

void fuzz_broken(const char *file, int line, const char *what)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FUZZ_BODY(data, size);
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
    if (seed % 3 == 0 || size == 0)
        return LLVMFuzzerMutate(data, size, room);
    return FUZZ_MUTATE(data, size, room, seed);
}
