/* Marks: what stands for a name, so that it is known again and cannot be read.
 * SPDX-License-Identifier: MIT */
#include "names/marks.h"

#include <assert.h>
#include <string.h>

#include "base/digest.h"
#include "base/hex.h"
#include "base/memory.h"

#define MARK_SIZE (MARK_DIGITS / 2)

/* What is hashed before the words. Nothing else that is hashed under the key begins so. */
#define NARROW "1"
#define WIDE "2"

struct mark {
    unsigned char bytes[MARK_SIZE];
};

static struct mark mark_of(struct keyed_digest *digest, const char *kind, const char *bytes,
                           size_t length)
{
    unsigned char whole[KEYED_DIGEST_SIZE];
    struct mark mark;
    keyed_digest_add(digest, kind, 1);
    keyed_digest_add(digest, bytes, length);
    keyed_digest_take(digest, whole);
    memcpy(mark.bytes, whole, MARK_SIZE);
    return mark;
}

static int compare_marks(const void *one, const void *other)
{
    return memcmp(one, other, MARK_SIZE);
}

/* The marks of the runs that begin with one word; how many. */
static size_t mark_runs(struct keyed_digest *digest, const struct words *words, size_t first,
                        struct mark *marks)
{
    const char *start = words->bytes + words->items[first].at;
    bool has_letter = false, is_apart = false;
    size_t length = 0, count = 0;
    for (size_t i = first; i < words->count && i < first + NAME_WORDS_MAX; i++) {
        const struct word *word = &words->items[i];
        if (word->length == 0)
            break;
        length += word->length;
        has_letter = has_letter || word->has_letter;
        is_apart = is_apart || (i > first && word->is_apart);
        if (!has_letter)
            continue;
        marks[count++] = mark_of(digest, WIDE, start, length);
        if (!is_apart)
            marks[count++] = mark_of(digest, NARROW, start, length);
    }
    return count;
}

bool marks_add(struct text *out, struct keyed_digest *digest, const struct words *words)
{
    if (words->count == 0)
        return true;
    const size_t per_word = (size_t)2 * NAME_WORDS_MAX;
    free_auto struct mark *marks = calloc(words->count * per_word, sizeof *marks);
    if (!marks) {
        memory_note_lack();
        return false;
    }
    size_t count = 0;
    for (size_t i = 0; i < words->count; i++)
        count += mark_runs(digest, words, i, marks + count);
    qsort(marks, count, sizeof *marks, compare_marks);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || compare_marks(&marks[i - 1], &marks[i]) != 0)
            hex_add(out, (const char *)marks[i].bytes, MARK_SIZE);
    return !text_failed(out);
}

bool name_is_fit(const struct words *words)
{
    bool has_letter = false;
    if (words->count > NAME_WORDS_MAX)
        return false;
    for (size_t i = 0; i < words->count; i++) {
        if (words->items[i].length == 0)
            return false;
        has_letter = has_letter || words->items[i].has_letter;
    }
    return has_letter;
}

void mark_add_name(struct text *out, struct keyed_digest *digest, const struct words *words)
{
    assert(name_is_fit(words));
    const struct mark mark =
        mark_of(digest, words->count == 1 ? NARROW : WIDE, words->bytes, words->length);
    hex_add(out, (const char *)mark.bytes, MARK_SIZE);
}
