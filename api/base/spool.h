/* A file without a name that holds what is being sent, until it is read or dropped.
 * SPDX-License-Identifier: MIT
 *
 * It has no name in its folder from the beginning, so nothing is left behind whatever happens. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/cleanup.h"
#include "base/digest.h"

struct spool;

enum spool_state {
    SPOOL_GOOD,
    SPOOL_FULL,   /* the disk has no room for it, or would soon have none for others */
    SPOOL_FAILED, /* the folder cannot be written to, or memory is missing */
};

/* Opens one in `folder`, which must have room for `expected` bytes (0: it is not known how many
 * come). NULL with `state`. Ended with spool_free. */
must_check struct spool *spool_new(const char *folder, uint64_t expected, enum spool_state *state);
void spool_free(struct spool *spool);

/* Adds bytes at the end. After anything but SPOOL_GOOD it is of no more use. */
must_check enum spool_state spool_add(struct spool *spool, const char *bytes, size_t length);

/* No more is added: from now on it can be read, and its digest is known. */
void spool_end(struct spool *spool);

uint64_t spool_size(const struct spool *spool);

/* SHA-256 of all of it, as hex. */
const char *spool_sha256(const struct spool *spool);

/* Reads from `offset`. Returns how many bytes, 0 at the end, -1 when the disk fails. */
must_check ssize_t spool_read(const struct spool *spool, uint64_t offset, char *out, size_t most);
