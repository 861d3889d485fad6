/* Regular expressions of the contract: ECMA-262's, run by PCRE2, with an end to what they may cost.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>

#include "base/cleanup.h"

/* Longer texts are not shown to a pattern: the cost may grow with their square. In bytes. */
#define PATTERN_TEXT_MAX 4096

/* Immutable once made: threads share it without a lock. */
struct pattern;

enum pattern_answer { PATTERN_FOUND, PATTERN_NOT_FOUND, PATTERN_GIVEN_UP };

/* Compiles an expression, which is UTF-8 and need not be anchored. NULL with the reason in `error`.
 * The caller owns it. */
must_check struct pattern *pattern_new(const char *expression, size_t length,
                                       char error[static 128]);

void pattern_free(struct pattern *pattern);

/* Whether the pattern is found anywhere in `text`, at most PATTERN_TEXT_MAX bytes of UTF-8. Given
 * up after some thousand steps. Allocates nothing for an ordinary pattern. */
must_check enum pattern_answer pattern_check(const struct pattern *pattern, const char *text,
                                             size_t length);
