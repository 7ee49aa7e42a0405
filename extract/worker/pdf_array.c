#include "pdf_array.h"

#include <stdint.h>
#include <stdlib.h>

#define FIRST_ROOM 64

int pdf_reserve(void **array, size_t *room, size_t count, size_t size)
{
    if (count <= *room)
        return 0;
    size_t wanted = *room ? *room : FIRST_ROOM;
    while (wanted < count) {
        if (wanted > SIZE_MAX / 2 / size)
            return -1;
        wanted *= 2;
    }
    void *larger = realloc(*array, wanted * size);
    if (!larger)
        return -1;
    *array = larger;
    *room = wanted;
    return 0;
}

int pdf_by_value(const void *a, const void *b)
{
    const double *one = a, *other = b;
    return (*one > *other) - (*one < *other);
}
