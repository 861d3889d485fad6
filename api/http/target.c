/* The target of a request: what of it means anything here, and how it is shown again.
 * SPDX-License-Identifier: MIT */
#include "http/target.h"

#include <string.h>
#include <strings.h>

const char *target_path(const char *target)
{
    size_t scheme = 0;
    if (strncasecmp(target, "http://", 7) == 0)
        scheme = 7;
    else if (strncasecmp(target, "https://", 8) == 0)
        scheme = 8;
    if (scheme == 0)
        return target;
    const char *path = target + scheme + strcspn(target + scheme, "/?");
    return *path == '/' ? path : "/";
}

void target_write(struct text *out, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)bytes[i];
        if (c <= ' ' || c >= 0x7f || strchr("\"<>\\^`{|}", c))
            text_add_format(out, "%%%02X", c);
        else
            text_add_char(out, (char)c);
    }
}
