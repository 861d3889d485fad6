/* A secret in a file that its owner alone can reach: found there, or made.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"

/* The size of every `error` here, which is filled with a sentence that names the file. */
#define SECRET_ERROR_SIZE 512

/* Writes a sentence into `error`, cut where it would not fit. */
void secret_say(char error[static SECRET_ERROR_SIZE], const char *format, ...) printf_like(2, 3);

/* Makes the text of a new secret, which is then freed. NULL: it could not. */
typedef char *secret_maker(void);

/* Sees that there is a secret at `path`, in `folder`; where there is none, both are made, with
 * modes 0600 and 0700. Whoever makes it writes it beside its place and links it there whole: of
 * several that do so at one moment all find the same, and what is found has outlived a loss of
 * power. False: it cannot be had, or others can reach it than this process's account and
 * root, one of which it must belong to. */
must_check bool secret_find(const char *folder, const char *path, secret_maker *make,
                            char error[static SECRET_ERROR_SIZE]);

/* Reads the secret at `path`, a NUL behind it; `ret_length` says how long it is, less than `size`.
 * False: there is none, it is longer, or others can reach it, as above. */
must_check bool secret_read(const char *path, char *text, size_t size, size_t *ret_length,
                            char error[static SECRET_ERROR_SIZE]);
