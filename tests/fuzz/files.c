#include "mutator.h"

#include <stdlib.h>
#include <string.h>

#include "../mutate.h"

size_t fuzz_mutate_file(uint8_t *data, size_t size, size_t room, unsigned seed)
{
    struct bytes file = {(char *)data, size};
    uint32_t state = seed | 1;
    struct bytes changed = mutate_file(&file, &file, &state);

    size = changed.size < room ? changed.size : room;
    if (size)
        memcpy(data, changed.data, size);
    free(changed.data);
    return size;
}
