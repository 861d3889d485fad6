/* A name is the same in every form and case of its letters, and is found wherever it is written.
 * SPDX-License-Identifier: MIT
 *
 * An input is a text; the first line of it is tried as a name in the rest. What the marks of a text
 * are is compared with what they are when each run is marked by itself. */
#include "names/marks.h"

#include <string.h>
#include <unicase.h>
#include <uninorm.h>

#include "base/digest.h"
#include "fuzz.h"

enum { WORDS_MAX = 5000 };

static struct keyed_digest *digest;

/* In memory that ends where the text does. */
static char *mark_text(const char *text, size_t length, struct words *words)
{
    text_auto marks = {0};
    free_auto char *copy = fuzz_text((struct piece){text, length});
    hold(words_read(words, copy, length, WORDS_MAX));
    hold(words->count <= WORDS_MAX);
    hold(marks_add(&marks, digest, words));
    text_add_string(&marks, "");
    char *whole = text_detach(&marks);
    return whole ? whole : strdup("");
}

/* Places, lengths and bytes: each word behind the one before, of letters or digits alone. */
static void check_words(const struct words *words)
{
    size_t at = 0;
    for (size_t i = 0; i < words->count; i++) {
        const struct word *word = &words->items[i];
        hold(word->at == at && word->length <= WORD_BYTES_MAX);
        hold(fuzz_is_utf8(words->bytes + word->at, word->length));
        for (size_t j = 0; j < word->length; j++) {
            const char c = words->bytes[word->at + j];
            hold((c & 0x80) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
        }
        at += word->length;
    }
    hold(at == words->length && at <= words->bytes_room);
    hold(words->count == 0 || !words->items[0].is_apart);
}

static void check_marks(const char *marks, size_t words)
{
    const size_t length = strlen(marks);
    hold(length % MARK_DIGITS == 0);
    hold(length <= words * 2 * NAME_WORDS_MAX * MARK_DIGITS);
    for (size_t at = MARK_DIGITS; at < length; at += MARK_DIGITS)
        hold(memcmp(marks + at - MARK_DIGITS, marks + at, MARK_DIGITS) < 0);
}

static bool has_mark(const char *marks, const char *mark)
{
    for (; *marks; marks += MARK_DIGITS)
        if (strncmp(marks, mark, MARK_DIGITS) == 0)
            return true;
    return false;
}

typedef uint8_t *change(const uint8_t *text, size_t length, size_t *ret_length);

static uint8_t *compose(const uint8_t *text, size_t length, size_t *ret_length)
{
    return u8_normalize(UNINORM_NFC, text, length, NULL, ret_length);
}

static uint8_t *decompose(const uint8_t *text, size_t length, size_t *ret_length)
{
    return u8_normalize(UNINORM_NFD, text, length, NULL, ret_length);
}

static uint8_t *raise(const uint8_t *text, size_t length, size_t *ret_length)
{
    return u8_toupper(text, length, NULL, NULL, NULL, ret_length);
}

static uint8_t *lower(const uint8_t *text, size_t length, size_t *ret_length)
{
    return u8_tolower(text, length, NULL, NULL, NULL, ret_length);
}

static void check_changed(struct piece text, const char *marks, change *make)
{
    size_t length = 0;
    words_auto words = {0};
    free_auto uint8_t *changed = make((const uint8_t *)text.bytes, text.length, &length);
    hold(changed);
    free_auto char *others = mark_text((const char *)changed, length, &words);
    hold(strcmp(marks, others) == 0);
}

/* In the middle of other words, and in each of its words alone where it is one. */
static void check_name(struct piece name, struct piece rest)
{
    words_auto words = {0}, others = {0};
    text_auto mark = {0}, whole = {0};
    free_auto char *marks = mark_text(name.bytes, name.length, &words);
    if (!name_is_fit(&words))
        return;
    mark_add_name(&mark, digest, &words);
    hold(mark.length == MARK_DIGITS && has_mark(marks, mark.data));
    text_add(&whole, rest.bytes, rest.length);
    text_add_string(&whole, " x ");
    text_add(&whole, name.bytes, name.length);
    text_add_string(&whole, "’s x");
    hold(!text_failed(&whole));
    free_auto char *found = mark_text(whole.data, whole.length, &others);
    hold(others.count == WORDS_MAX || has_mark(found, mark.data));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct piece rest = fuzz_whole(data, size);
    if (!digest)
        digest = keyed_digest_new("a key of thirty-two bytes, or so", 32);
    hold(digest);
    words_auto words = {0};
    if (!fuzz_is_utf8(rest.bytes, rest.length)) {
        free_auto char *copy = fuzz_text(rest);
        hold(!words_read(&words, copy, rest.length, WORDS_MAX));
        return 0;
    }
    free_auto char *marks = mark_text(rest.bytes, rest.length, &words);
    check_words(&words);
    check_marks(marks, words.count);
    if (rest.length) {
        check_changed(rest, marks, compose);
        check_changed(rest, marks, decompose);
        check_changed(rest, marks, raise);
        check_changed(rest, marks, lower);
    }
    const struct piece name = fuzz_line(&rest);
    check_name(name, rest);
    return 0;
}
