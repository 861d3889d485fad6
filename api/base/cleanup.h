/* Cleanup attributes: a value that is freed when its variable leaves scope.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdlib.h>

static inline void cleanup_free(void *pointer)
{
    free(*(void **)pointer);
}

/* `free_auto char *copy = strdup(...)`: freed on every way out of the scope. */
#define free_auto __attribute__((cleanup(cleanup_free)))

/* The caller must look at the result: whatever can fail is marked with it. */
#define must_check __attribute__((warn_unused_result))

#define printf_like(at, first) __attribute__((__format__(__printf__, at, first)))
