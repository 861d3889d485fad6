/* Why a request was not done: what becomes a problem document.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "base/text.h"

struct refusal {
    char slug[64];       /* the problem's, as in problem.def; "" while there is none */
    struct text detail;  /* a sentence for the person who asked; empty: the problem's own */
    struct text members; /* JSON members to add, `"errors":[...]`, without braces; or empty */
    int retry_after;     /* seconds; 0: none */
    struct text cause;   /* for the log alone, never for the client */
};

/* Fills `refusal` anew. `sentence` may be NULL. */
void refusal_set(struct refusal *refusal, const char *slug, const char *sentence);
void refusal_cause(struct refusal *refusal, const char *format, ...) printf_like(2, 3);
void refusal_clear(struct refusal *refusal);
