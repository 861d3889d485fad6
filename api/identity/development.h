/* The development key: made at first use, signs tokens for trying the service out.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <limits.h>

#include "base/cleanup.h"
#include "identity/strict.h"

/* Finds the key in the state folder, or makes it there: a private JWK that only its owner can read.
 * Of several that make it at one moment all find the same. False with a sentence when it cannot be
 * had. */
must_check bool development_key(const char *state_folder, char ret_path[static PATH_MAX],
                                char error[static STRICT_ERROR_SIZE]);
