/* The key under which protected names are kept, and what is made with it.
 * SPDX-License-Identifier: MIT
 *
 * It is read once, before the first request, and only read after that. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/digest.h"

/* 16 hexadecimal digits and a NUL. */
#define NAMES_KEY_ID_SIZE 17

/* Reads the key from `path`, 64 hexadecimal digits, or where `path` is empty from `names-key` in
 * the state folder, where it is made when there is none. False with a sentence that names the file:
 * it cannot be had, is no key, or others than its owner can reach it. */
must_check bool names_start(const char *path, const char *state_folder, char error[static 512]);

/* Forgets the key. */
void names_stop(void);

/* Which key it is: the first 16 hexadecimal digits of SHA-256 over a label and the key, so that
 * marks under another are known for such. Empty where there is none. */
const char *names_key_id(void);

/* A digest under the key, the caller's to free. NULL: no memory. */
must_check struct keyed_digest *names_digest(void);
