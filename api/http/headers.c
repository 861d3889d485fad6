/* Headers that a write brings: what their values mean, or that they mean nothing.
 * SPDX-License-Identifier: MIT */
#include "http/headers.h"

#include <string.h>
#include <strings.h>

bool headers_read_key(const char *value, char ret_key[static IDEMPOTENCY_KEY_MAX + 1])
{
    size_t length = strlen(value);
    if (length >= 2 && value[0] == '"' && value[length - 1] == '"') {
        value++;
        length -= 2;
    }
    if (length < 1 || length > IDEMPOTENCY_KEY_MAX)
        return false;
    for (size_t i = 0; i < length; i++)
        if (value[i] <= ' ' || value[i] >= 0x7f || value[i] == '"')
            return false;
    memcpy(ret_key, value, length);
    ret_key[length] = '\0';
    return true;
}

bool headers_is_json(const char *content_type)
{
    static const char json[] = "application/json";
    const size_t length = sizeof json - 1;
    return content_type && strncasecmp(content_type, json, length) == 0 &&
           (content_type[length] == '\0' || strchr("; \t", content_type[length]));
}
