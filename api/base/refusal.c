/* Why a request was not done: what becomes a problem document.
 * SPDX-License-Identifier: MIT */
#include "base/refusal.h"

#include <stdio.h>

void refusal_set(struct refusal *refusal, const char *slug, const char *sentence)
{
    refusal_clear(refusal);
    (void)snprintf(refusal->slug, sizeof refusal->slug, "%s", slug);
    if (sentence)
        text_add_string(&refusal->detail, sentence);
}

void refusal_cause(struct refusal *refusal, const char *format, ...)
{
    char sentence[1024];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    text_clear(&refusal->cause);
    text_add_string(&refusal->cause, sentence);
}

void refusal_clear(struct refusal *refusal)
{
    text_free(&refusal->detail);
    text_free(&refusal->members);
    text_free(&refusal->cause);
    refusal->slug[0] = '\0';
    refusal->retry_after = 0;
}
