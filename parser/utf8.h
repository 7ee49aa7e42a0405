/* UTF-8 after RFC 3629, one code point at a time: no surrogates, no overlong forms. */
#ifndef NB_UTF8_H
#define NB_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define NB_UTF8_INVALID UINT32_MAX

/*
 * Decodes the first code point of `length` > 0 bytes into `*codepoint` and returns how many bytes
 * it took. Bytes that fit no character give NB_UTF8_INVALID and the length of the part that could
 * have begun one (at least 1), as Unicode recommends for replacement.
 */
static inline size_t nb_utf8_decode(const unsigned char *bytes, size_t length, uint32_t *codepoint)
{
    unsigned char lead = bytes[0];
    if (lead < 0x80) {
        *codepoint = lead;
        return 1;
    }
    *codepoint = NB_UTF8_INVALID;
    size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4)
        return 1;
    unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    uint32_t value = lead & (0x7F >> size);
    for (size_t i = 1; i < size; i++) {
        if (i >= length || bytes[i] < low || bytes[i] > high)
            return i;
        value = value << 6 | (bytes[i] & 0x3F);
        low = 0x80;
        high = 0xBF;
    }
    *codepoint = value;
    return size;
}

/* Writes `codepoint` (valid) into up to 4 bytes and returns how many. */
static inline size_t nb_utf8_encode(uint32_t codepoint, char *bytes)
{
    unsigned char *out = (unsigned char *)bytes;
    if (codepoint < 0x80) {
        out[0] = (unsigned char)codepoint;
        return 1;
    }
    size_t size = codepoint < 0x800 ? 2 : codepoint < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--) {
        out[i] = (unsigned char)(0x80 | (codepoint & 0x3F));
        codepoint >>= 6;
    }
    out[0] = (unsigned char)((0xF00 >> size & 0xFF) | codepoint);
    return size;
}

#endif
