/* A growing text with a maximum, for everything the service writes.
 * SPDX-License-Identifier: MIT
 *
 * A text that would pass its maximum, or for which there is no memory, keeps what it has, takes no
 * more and says so: writers need not check each step, only `text_failed` at the end. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"

struct text {
    char *data; /* NUL-terminated once anything was added; owned */
    size_t length, capacity;
    size_t maximum; /* 0: TEXT_MAXIMUM */
    bool failed;
};

#define TEXT_MAXIMUM ((size_t)64 * 1024 * 1024)

void text_add(struct text *text, const char *bytes, size_t length);
void text_add_string(struct text *text, const char *string);
void text_add_char(struct text *text, char c);
void text_add_format(struct text *text, const char *format, ...) printf_like(2, 3);

/* `bytes` as a JSON string with its quotes (RFC 8259, section 7). The bytes are UTF-8 already. */
void text_add_json_string(struct text *text, const char *bytes, size_t length);

/* The same in two steps, for who has room of his own: how many bytes it takes, and writing them;
 * the place behind them is returned. */
size_t json_string_room(const char *bytes, size_t length);
char *json_string_put(char *next, const char *bytes, size_t length);

/* A number as it was read if it had up to 15 digits, else the shortest that is read as the same;
 * without an exponent, but for what no value of an indicator is. Not for what is infinite or none.
 */
void text_add_number(struct text *text, double number);

/* The same with room of one's own: how many bytes it is, with a NUL behind them. */
#define NUMBER_ROOM 48
size_t number_put(char out[static NUMBER_ROOM], double number);

/* Room for `length` more bytes at the end, or NULL when there is none; then `text_commit` what was
 * written. */
char *text_reserve(struct text *text, size_t length);
void text_commit(struct text *text, size_t length);

bool text_failed(const struct text *text);
void text_clear(struct text *text); /* empty again, memory kept */
void text_free(struct text *text);  /* empty again, memory freed */

/* The bytes, NUL-terminated, now the caller's to free; the text is empty. NULL if nothing was ever
 * added. */
char *text_detach(struct text *text);

#define text_auto __attribute__((cleanup(text_free))) struct text
