/* Regular expressions of the contract: ECMA-262's, run by PCRE2, with an end to what they may cost.
 * SPDX-License-Identifier: MIT */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "contract/pattern.h"

#include <assert.h>
#include <pcre2.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"

enum { STEPS_MAX = 20000, HEAP_MAX_KIB = 1024 };

struct pattern {
    pcre2_code *code;
    bool anchored; /* can be found at the text's start only */
};

struct pattern *pattern_new(const char *expression, size_t length, char error[static 128])
{
    /* ECMA-262's meaning where PCRE2's differs: $ only at the very end, \u and \x, empty classes.
     */
    const uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALT_BSUX |
                             PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF |
                             PCRE2_NEVER_BACKSLASH_C;
    int reason = PCRE2_ERROR_NOMEMORY;
    PCRE2_SIZE offset;
    struct pattern *const pattern = calloc(1, sizeof *pattern);
    if (pattern != NULL)
        pattern->code =
            pcre2_compile((PCRE2_SPTR)expression, length, options, &reason, &offset, NULL);
    if (pattern == NULL || pattern->code == NULL) {
        free(pattern);
        pcre2_get_error_message(reason, (PCRE2_UCHAR *)error, 128);
        return NULL;
    }
    uint32_t seen = 0;
    pcre2_pattern_info(pattern->code, PCRE2_INFO_ALLOPTIONS, &seen);
    pattern->anchored = seen & PCRE2_ANCHORED;
    return pattern;
}

void pattern_free(struct pattern *pattern)
{
    if (pattern == NULL)
        return;
    pcre2_code_free(pattern->code);
    free(pattern);
}

/* Memory for one match: what PCRE2 asks of an ordinary pattern fits, the rest is malloc's. */
struct arena {
    _Alignas(max_align_t) unsigned char bytes[24 * 1024];
    size_t used;
};

static void *arena_take(PCRE2_SIZE size, void *context)
{
    struct arena *const arena = context;
    const size_t align = _Alignof(max_align_t);
    const size_t needed = (size + align - 1) / align * align;
    if (needed > sizeof arena->bytes - arena->used)
        return memory_take(size);
    void *const taken = arena->bytes + arena->used;
    arena->used += needed;
    return taken;
}

static void arena_give(void *pointer, void *context)
{
    const struct arena *const arena = context;
    const uintptr_t address = (uintptr_t)pointer, start = (uintptr_t)arena->bytes;
    if (address < start || address >= start + sizeof arena->bytes)
        free(pointer);
}

/* PCRE2 counts its steps anew from each character it starts at. */
static uint32_t step_limit(const struct pattern *pattern, size_t length)
{
    return pattern->anchored ? STEPS_MAX : 100 + STEPS_MAX / (uint32_t)(length + 1);
}

static int search(const struct pattern *pattern, const char *text, size_t length,
                  pcre2_match_data *data, pcre2_match_context *limits)
{
    if (data == NULL || limits == NULL)
        return PCRE2_ERROR_NOMEMORY;
    pcre2_set_match_limit(limits, step_limit(pattern, length));
    pcre2_set_heap_limit(limits, HEAP_MAX_KIB);
    return pcre2_match(pattern->code, (PCRE2_SPTR)text, length, 0, 0, data, limits);
}

enum pattern_answer pattern_check(const struct pattern *pattern, const char *text, size_t length)
{
    assert(length <= PATTERN_TEXT_MAX);
    struct arena arena;
    arena.used = 0;
    pcre2_general_context *const memory =
        pcre2_general_context_create(arena_take, arena_give, &arena);
    if (memory == NULL)
        return PATTERN_GIVEN_UP;
    pcre2_match_context *const limits = pcre2_match_context_create(memory);
    pcre2_match_data *const data = pcre2_match_data_create(1, memory);
    const int answer = search(pattern, text, length, data, limits);
    pcre2_match_data_free(data);
    pcre2_match_context_free(limits);
    pcre2_general_context_free(memory);
    if (answer >= 0)
        return PATTERN_FOUND;
    return answer == PCRE2_ERROR_NOMATCH ? PATTERN_NOT_FOUND : PATTERN_GIVEN_UP;
}
