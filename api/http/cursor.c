/* The `after` of a list: an opaque mark of the last row a client has seen.
 * SPDX-License-Identifier: MIT */
#include "http/cursor.h"

#include <jansson.h>
#include <string.h>

#include "base/memory.h"

#define MARK_MAX 1024

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void encode(struct text *out, const unsigned char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i += 3) {
        const unsigned a = bytes[i];
        const unsigned b = i + 1 < length ? bytes[i + 1] : 0;
        const unsigned c = i + 2 < length ? bytes[i + 2] : 0;
        const char four[4] = {alphabet[a >> 2], alphabet[(a & 3) << 4 | b >> 4],
                              alphabet[(b & 15) << 2 | c >> 6], alphabet[c & 63]};
        text_add(out, four, length - i >= 3 ? 4 : length - i + 1);
    }
}

static bool decode(const char *mark, size_t length, char out[static MARK_MAX], size_t *used)
{
    unsigned bits = 0, count = 0;
    *used = 0;
    if (length % 4 == 1)
        return false;
    for (size_t i = 0; i < length; i++) {
        const char *at = memchr(alphabet, mark[i], 64);
        if (!at)
            return false;
        bits = bits << 6 | (unsigned)(at - alphabet);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out[(*used)++] = (char)(bits >> count & 255);
        }
    }
    return true;
}

void cursor_write(struct text *out, const char *operation, const char *key, size_t length)
{
    text_auto json = {0};
    text_add_format(&json, "{\"list\":\"%s\",\"after\":", operation);
    text_add_json_string(&json, key, length);
    text_add_char(&json, '}');
    if (text_failed(&json))
        out->failed = true;
    else
        encode(out, (const unsigned char *)json.data, json.length);
}

char *cursor_read(const char *mark, const char *operation)
{
    char json[MARK_MAX];
    size_t length = strlen(mark), used;
    if (length == 0 || length > MARK_MAX || !decode(mark, length, json, &used))
        return NULL;
    memory_begin_reading();
    json_auto_t *value = json_loadb(json, used, JSON_REJECT_DUPLICATES, NULL);
    if (!memory_end_reading())
        return NULL;
    const char *list = json_string_value(json_object_get(value, "list"));
    const char *key = json_string_value(json_object_get(value, "after"));
    if (!list || !key || strcmp(list, operation) != 0)
        return NULL;
    char *copy = strdup(key);
    if (!copy)
        memory_note_lack();
    return copy;
}
