/* Reads a text as the words that names are made of, however they are spelt.
 * SPDX-License-Identifier: MIT */
#include "names/words.h"

#include <stdint.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

#include "base/memory.h"
#include "base/utf8.h"

/* What a character is to a name. */
enum kind {
    KIND_LETTER,
    KIND_DIGIT,
    KIND_UNSEEN, /* nothing: a mark on a letter, a character that is not shown */
    KIND_JOINT,  /* a hyphen or an apostrophe */
    KIND_LINE,   /* the end of a line, over which a word may be broken by a hyphen */
    KIND_SPACE,  /* whatever else */
};

/* A text while it is read. */
struct reader {
    struct words *words;
    size_t most;
    enum kind before; /* of the last character seen */
    bool is_apart;    /* what comes next from the last word */
    bool is_full;
};

static bool is_joint(uint32_t character)
{
    switch (character) {
    case '\'':
    case '`':
    case '-':
    case 0x02B9: /* modifier letters that are written for an apostrophe */
    case 0x02BA:
    case 0x02BB:
    case 0x02BC:
    case 0x02BD:
    case 0x02BE:
    case 0x02BF:
    case 0x02C8:
    case 0x055A: /* of Armenian, Hebrew */
    case 0x05F3:
    case 0x05BE:
    case 0x2010: /* hyphens, and what is typed for them; no dashes of a sentence */
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2043:
    case 0x2212:
    case 0x2018: /* quotes */
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
    case 0x2035:
    case 0xA78B:
    case 0xA78C:
        return true;
    default:
        return false;
    }
}

static bool is_line_end(uint32_t character)
{
    return character == '\n' || character == '\r' || character == 0x85 || character == 0x2028 ||
           character == 0x2029;
}

static enum kind kind_of_ascii(uint32_t character)
{
    if (character >= 'a' && character <= 'z')
        return KIND_LETTER;
    if (character >= '0' && character <= '9')
        return KIND_DIGIT;
    if (character == '\'' || character == '-' || character == '`')
        return KIND_JOINT;
    if (character == '\n' || character == '\r')
        return KIND_LINE;
    const bool is_blank = character == '\t' || character == '\v' || character == '\f';
    return (character < 0x20 || character == 0x7F) && !is_blank ? KIND_UNSEEN : KIND_SPACE;
}

static bool is_of(uint32_t character, uint32_t mask)
{
    return uc_is_general_category_withtable(character, mask);
}

static enum kind kind_of(uint32_t character)
{
    if (character < 0x80)
        return kind_of_ascii(character);
    if (is_joint(character))
        return KIND_JOINT;
    if (is_line_end(character))
        return KIND_LINE;
    if (is_of(character, UC_CATEGORY_MASK_M | UC_CATEGORY_MASK_C) ||
        uc_is_property_default_ignorable_code_point(character))
        return KIND_UNSEEN;
    if (is_of(character, UC_CATEGORY_MASK_L))
        return KIND_LETTER;
    return is_of(character, UC_CATEGORY_MASK_N) ? KIND_DIGIT : KIND_SPACE;
}

/* How a folded letter that has no decomposition is written without its stroke, or NULL. */
static const char *plain_letters(uint32_t character)
{
    switch (character) {
    case 0x00E6:
        return "ae";
    case 0x00F0:
    case 0x0111:
        return "d";
    case 0x00F8:
        return "o";
    case 0x00FE:
        return "th";
    case 0x0127:
        return "h";
    case 0x0131:
        return "i";
    case 0x0142:
        return "l";
    case 0x0153:
        return "oe";
    case 0x0167:
        return "t";
    default:
        return NULL;
    }
}

/* Room for one more word. */
static bool has_item_room(struct words *words)
{
    if (words->count < words->items_room)
        return true;
    const size_t room = words->items_room ? words->items_room * 2 : 64;
    struct word *items = realloc(words->items, room * sizeof *items);
    if (!items) {
        memory_note_lack();
        return false;
    }
    words->items = items;
    words->items_room = room;
    return true;
}

static bool begin_word(struct reader *reader)
{
    struct words *words = reader->words;
    if (!has_item_room(words))
        return false;
    words->items[words->count] = (struct word){
        .at = words->length,
        .is_apart = reader->is_apart && words->count > 0,
    };
    words->count++;
    reader->is_full = words->count > reader->most;
    reader->is_apart = false;
    return true;
}

/* The last word is one byte longer, or has become a wall. Of a wall nothing is kept. */
static void add_byte(struct words *words, char byte, bool *is_wall)
{
    struct word *word = &words->items[words->count - 1];
    if (*is_wall)
        return;
    if (word->length == WORD_BYTES_MAX) {
        words->length = word->at;
        word->length = 0;
        *is_wall = true;
        return;
    }
    words->bytes[words->length++] = byte;
    word->length++;
}

static void add_character(struct words *words, uint32_t character, const char *bytes, size_t length,
                          bool *is_wall)
{
    const char *plain = plain_letters(character);
    const size_t count = plain ? strlen(plain) : length;
    for (size_t i = 0; i < count; i++)
        add_byte(words, (plain ? plain : bytes)[i], is_wall);
}

/* What stands between words: a joint keeps them together, but for a blank beside it; a line may end
 * behind it. */
static void pass(struct reader *reader, enum kind kind)
{
    const bool is_broken_word =
        kind == KIND_LINE && (reader->before == KIND_JOINT || reader->before == KIND_LINE);
    if (kind != KIND_JOINT && !is_broken_word)
        reader->is_apart = true;
    reader->before = kind;
}

/* False: no memory, or it is no UTF-8. */
static bool read_folded(struct reader *reader, const char *text, size_t length)
{
    bool is_wall = false;
    for (size_t at = 0, taken; at < length && !reader->is_full; at += taken) {
        uint32_t character;
        taken = utf8_read(text + at, length - at, &character);
        if (taken == 0)
            return false; /* what cannot be read is not let through unread */
        const enum kind kind = kind_of(character);
        if (kind == KIND_UNSEEN)
            continue;
        if (kind != KIND_LETTER && kind != KIND_DIGIT) {
            pass(reader, kind);
            continue;
        }
        if (kind != reader->before) {
            is_wall = false;
            if (!begin_word(reader))
                return false;
        }
        reader->before = kind;
        struct word *word = &reader->words->items[reader->words->count - 1];
        word->has_letter = kind == KIND_LETTER;
        add_character(reader->words, character, text + at, taken, &is_wall);
    }
    return true;
}

static void wipe(void *memory, size_t length)
{
    if (memory)
        explicit_bzero(memory, length);
    free(memory);
}

/* A copy in one case and taken apart, the caller's to wipe. NULL: no memory. */
static uint8_t *fold(const char *text, size_t length, size_t *ret_length)
{
    size_t plain_length = 0;
    uint8_t *plain = u8_normalize(UNINORM_NFKD, (const uint8_t *)text, length, NULL, &plain_length);
    uint8_t *folded =
        plain ? u8_casefold(plain, plain_length, NULL, UNINORM_NFKD, NULL, ret_length) : NULL;
    wipe(plain, plain_length);
    return folded;
}

bool words_read(struct words *words, const char *text, size_t length, size_t most)
{
    words->count = words->length = 0;
    if (length == 0)
        return true;
    if (!utf8_is(text, length))
        return false;
    size_t folded_length = 0;
    char *folded = (char *)fold(text, length, &folded_length);
    if (!folded) {
        memory_note_lack();
        return false;
    }
    /* No letter takes more room plain than folded, but for none at all. */
    if (words->bytes_room < folded_length) {
        wipe(words->bytes, words->bytes_room);
        words->bytes = malloc(folded_length);
        words->bytes_room = words->bytes ? folded_length : 0;
    }
    struct reader reader = {.words = words, .most = most, .before = KIND_SPACE};
    const bool is_read = words->bytes && read_folded(&reader, folded, folded_length);
    if (!is_read)
        memory_note_lack();
    wipe(folded, folded_length);
    return is_read;
}

void words_free(struct words *words)
{
    wipe(words->bytes, words->bytes_room);
    free(words->items);
    *words = (struct words){0};
}
