/* What a request says, as marks: of every text of its body, or of the names it brings.
 * SPDX-License-Identifier: MIT */
#include "names/guard.h"

#include <string.h>

#include "base/hex.h"
#include "base/memory.h"
#include "contract/pointer.h"
#include "names/key.h"
#include "names/marks.h"

/* One look through a body. */
struct look {
    struct keyed_digest *digest;
    struct words words;
    struct text *out;
    struct faults *faults;
    size_t bytes_left, words_left;
    bool is_weighing;       /* lengths alone are looked at, before anything is done with a text */
    bool is_first, is_over; /* of what is added; enough is found to refuse it */
};

static void end_look(struct look *look)
{
    keyed_digest_free(look->digest);
    words_free(&look->words);
}

#define look_auto __attribute__((cleanup(end_look))) struct look

static bool begin_look(struct look *look, struct text *out, struct faults *faults)
{
    *look = (struct look){
        .digest = names_digest(),
        .out = out,
        .faults = faults,
        .bytes_left = GUARD_BYTES_MAX,
        .words_left = GUARD_WORDS_MAX,
        .is_first = true,
    };
    if (!look->digest)
        memory_note_lack();
    return look->digest;
}

/* {"pointer": "...", and a comma before it where one is due. */
static void begin_item(struct look *look, const char *pointer)
{
    text_add_string(look->out, look->is_first ? "" : ",");
    look->is_first = false;
    text_add_string(look->out, "{\"pointer\":");
    text_add_json_string(look->out, pointer, strlen(pointer));
}

static bool refuse_length(struct look *look, const char *pointer)
{
    look->is_over = true;
    faults_add_pointer(look->faults, pointer, "maxWords",
                       "there is more text than is looked through for protected names: at most %zu "
                       "words and %zu bytes in one request; send less at a time",
                       GUARD_WORDS_MAX, GUARD_BYTES_MAX);
    return true;
}

static bool has_letters(const struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        if (words->items[i].has_letter)
            return true;
    return false;
}

static bool look_at_text(struct look *look, const json_t *value, const struct step *at)
{
    char pointer[POINTER_MAX];
    const size_t length = json_string_length(value);
    pointer_write("", at, pointer);
    if (look->is_weighing) {
        if (length > look->bytes_left)
            return refuse_length(look, pointer);
        look->bytes_left -= length;
        return true;
    }
    if (!words_read(&look->words, json_string_value(value), length, look->words_left))
        return false;
    if (look->words.count > look->words_left)
        return refuse_length(look, pointer);
    look->words_left -= look->words.count;
    if (!has_letters(&look->words))
        return true;
    begin_item(look, pointer);
    text_add_string(look->out, ",\"marks\":\"");
    const bool is_marked = marks_add(look->out, look->digest, &look->words);
    text_add_string(look->out, "\"}");
    return is_marked;
}

/* As deep as json_read lets a body be. */
static bool look_at(struct look *look, const json_t *value, const struct step *at)
{
    bool is_done = true;
    if (json_is_string(value))
        return look_at_text(look, value, at);
    const size_t count = json_array_size(value);
    for (size_t i = 0; i < count && is_done && !look->is_over; i++) {
        const struct step step = {.parent = at, .index = i};
        is_done = look_at(look, json_array_get(value, i), &step);
    }
    json_t *members = (json_t *)value; /* jansson's iterators ask for it so */
    void *member = json_object_iter(members);
    for (; member && is_done && !look->is_over; member = json_object_iter_next(members, member)) {
        const char *name = json_object_iter_key(member);
        const struct step step = {.parent = at, .name = name, .length = strlen(name)};
        is_done = look_at(look, json_object_iter_value(member), &step);
    }
    return is_done;
}

bool guard_texts(const json_t *body, struct text *out, struct faults *faults)
{
    look_auto look;
    if (!begin_look(&look, out, faults))
        return false;
    text_add_char(out, '[');
    look.is_weighing = true;
    bool is_done = look_at(&look, body, NULL);
    look.is_weighing = false;
    is_done = is_done && (look.is_over || look_at(&look, body, NULL));
    text_add_char(out, ']');
    return is_done && !text_failed(out);
}

static bool look_at_name(struct look *look, const json_t *value, const struct step *at)
{
    char pointer[POINTER_MAX];
    const size_t length = json_string_length(value);
    const bool is_long = length > NAME_BYTES_MAX;
    pointer_write("", at, pointer);
    if (!is_long && !words_read(&look->words, json_string_value(value), length, NAME_WORDS_MAX))
        return false;
    if (is_long || !name_is_fit(&look->words)) {
        faults_add_pointer(look->faults, pointer, "name",
                           "must have a letter, and at most %d words and %d bytes; what a hyphen "
                           "or an apostrophe divides counts as words",
                           NAME_WORDS_MAX, NAME_BYTES_MAX);
        return true;
    }
    begin_item(look, pointer);
    text_add_string(look->out, ",\"mark\":\"");
    mark_add_name(look->out, look->digest, &look->words);
    text_add_format(look->out, "\",\"words\":%zu}", look->words.count);
    return true;
}

bool guard_names(const json_t *body, const char *member, struct text *out, struct faults *faults)
{
    look_auto look;
    const json_t *names = json_object_get(body, member);
    const struct step top = {.name = member, .length = strlen(member)};
    if (!begin_look(&look, out, faults))
        return false;
    text_add_char(out, '[');
    for (size_t i = 0; i < json_array_size(names); i++) {
        const json_t *name = json_array_get(names, i);
        const struct step step = {.parent = &top, .index = i};
        if (json_is_string(name) && !look_at_name(&look, name, &step))
            return false;
    }
    text_add_char(out, ']');
    return !text_failed(out);
}

static int add_to_digest(const char *bytes, size_t length, void *digest)
{
    keyed_digest_add(digest, bytes, length);
    return 0;
}

bool guard_fingerprint(const char *what, size_t length, const json_t *body,
                       char out[static DIGEST_HEX_SIZE])
{
    unsigned char bytes[KEYED_DIGEST_SIZE];
    text_auto digits = {0};
    struct keyed_digest *digest = names_digest();
    if (!digest)
        return false;
    keyed_digest_add(digest, "request\n", strlen("request\n"));
    keyed_digest_add(digest, what, length);
    const bool is_whole =
        !body || json_dump_callback(body, add_to_digest, digest,
                                    JSON_SORT_KEYS | JSON_COMPACT | JSON_ENCODE_ANY) == 0;
    keyed_digest_take(digest, bytes);
    keyed_digest_free(digest);
    hex_add(&digits, (const char *)bytes, sizeof bytes);
    if (!is_whole || text_failed(&digits))
        return false;
    memcpy(out, digits.data, DIGEST_HEX_SIZE);
    return true;
}

void guard_wipe(json_t *value)
{
    if (json_is_string(value))
        explicit_bzero((char *)json_string_value(value), json_string_length(value));
    for (size_t i = 0; i < json_array_size(value); i++)
        guard_wipe(json_array_get(value, i));
    void *member = json_object_iter(value);
    for (; member; member = json_object_iter_next(value, member))
        guard_wipe(json_object_iter_value(member));
}
