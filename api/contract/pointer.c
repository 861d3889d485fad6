/* Where in a JSON document: steps chained on the stack, written as a JSON pointer only when asked.
 * SPDX-License-Identifier: MIT */
#include "contract/pointer.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* A bounded text that is being written; what does not fit whole is left out. */
struct output {
    char *text;
    size_t length, size;
};

static void put(struct output *out, const char *bytes, size_t length)
{
    if (length >= out->size - out->length)
        return;
    memcpy(out->text + out->length, bytes, length);
    out->length += length;
    out->text[out->length] = '\0';
}

/* Characters that could disturb a terminal, a log or the reading order of a sentence. */
static bool is_disturbing(uint32_t character)
{
    return character < 0x20 || (character >= 0x7F && character <= 0x9F) || character == 0x061C ||
           character == 0x200E || character == 0x200F ||
           (character >= 0x2028 && character <= 0x202E) ||
           (character >= 0x2066 && character <= 0x2069) || character == 0xFEFF;
}

static void put_pointer_name(struct output *out, const char *name, size_t length)
{
    const char *const end = name + length;
    for (unsigned shown = 0; name < end; shown++) {
        uint32_t character;
        const size_t bytes = utf8_read(name, (size_t)(end - name), &character);
        if (bytes == 0 || shown == NAME_SHOWN_MAX) {
            put(out, "…", strlen("…"));
            return;
        }
        if (character == '~')
            put(out, "~0", 2);
        else if (character == '/')
            put(out, "~1", 2);
        else if (is_disturbing(character))
            put(out, "\uFFFD", strlen("\uFFFD"));
        else
            put(out, name, bytes);
        name += bytes;
    }
}

static void put_steps(struct output *out, const struct step *at)
{
    if (at == NULL)
        return;
    put_steps(out, at->parent);
    put(out, "/", 1);
    if (at->name != NULL) {
        put_pointer_name(out, at->name, at->length);
        return;
    }
    char digits[24];
    const int length = snprintf(digits, sizeof digits, "%zu", at->index);
    put(out, digits, (size_t)length);
}

void pointer_write(const char *prefix, const struct step *at, char out[static POINTER_MAX])
{
    out[0] = '\0';
    struct output output = {.text = out, .size = POINTER_MAX};
    put(&output, prefix, strlen(prefix));
    put_steps(&output, at);
}

void name_write(const char *name, size_t length, char out[static NAME_TEXT_MAX])
{
    out[0] = '\0';
    struct output output = {.text = out, .size = NAME_TEXT_MAX};
    const char *const end = name + length;
    for (size_t shown = 0; name < end;) {
        uint32_t character;
        const size_t bytes = utf8_read(name, (size_t)(end - name), &character);
        const bool disturbing = bytes != 0 && is_disturbing(character);
        const bool quoted = bytes != 0 && (character == '"' || character == '\\');
        const size_t width = disturbing ? 6 : quoted ? 2 : 1;
        shown += width;
        if (bytes == 0 || shown > NAME_SHOWN_MAX) {
            put(&output, "…", strlen("…"));
            return;
        }
        if (disturbing) {
            char escape[16];
            const int written = snprintf(escape, sizeof escape, "\\u%04X", (unsigned)character);
            put(&output, escape, (size_t)written);
        } else {
            if (quoted)
                put(&output, "\\", 1);
            put(&output, name, bytes);
        }
        name += bytes;
    }
}
