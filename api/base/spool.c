/* A file without a name that holds what is being sent, until it is read or dropped.
 * SPDX-License-Identifier: MIT */
#include "base/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* What is left free for others: a sixteenth of the disk, but no more than this. */
#define RESERVE ((uint64_t)1024 * 1024 * 1024)
#define RESERVE_PART 16
/* How often it is looked whether that much is still free. */
#define LOOK_EVERY ((uint64_t)32 * 1024 * 1024)

struct spool {
    int file;
    struct digest *digest; /* until it ends */
    uint64_t size, looked_at;
    char sha256[DIGEST_HEX_SIZE];
};

static int open_unnamed(const char *folder)
{
    int file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT))
        return file;
    char path[4096]; /* a file system that has no such files */
    if (snprintf(path, sizeof path, "%s/upload-XXXXXX", folder) >= (int)sizeof path)
        return -1;
    file = mkostemp(path, O_CLOEXEC);
    if (file >= 0)
        (void)unlink(path);
    return file;
}

/* Whether the disk has room for so many bytes and for others. Where it cannot say, writing will. */
static bool has_room(int file, uint64_t bytes)
{
    struct statvfs disk;
    if (fstatvfs(file, &disk) != 0)
        return true;
    const uint64_t free_bytes = (uint64_t)disk.f_bavail * disk.f_frsize;
    uint64_t reserve = (uint64_t)disk.f_blocks * disk.f_frsize / RESERVE_PART;
    if (reserve > RESERVE)
        reserve = RESERVE;
    return free_bytes >= reserve && free_bytes - reserve >= bytes;
}

struct spool *spool_new(const char *folder, uint64_t expected, enum spool_state *state)
{
    struct spool *spool = calloc(1, sizeof *spool);
    *state = SPOOL_FAILED;
    if (!spool)
        return NULL;
    spool->digest = digest_begin();
    spool->file = spool->digest ? open_unnamed(folder) : -1;
    if (spool->file >= 0 && has_room(spool->file, expected)) {
        *state = SPOOL_GOOD;
        return spool;
    }
    if (spool->file >= 0 || errno == ENOSPC || errno == EDQUOT)
        *state = SPOOL_FULL;
    spool_free(spool);
    return NULL;
}

void spool_free(struct spool *spool)
{
    if (!spool)
        return;
    if (spool->digest)
        digest_end(spool->digest, NULL);
    if (spool->file >= 0)
        close(spool->file);
    free(spool);
}

enum spool_state spool_add(struct spool *spool, const char *bytes, size_t length)
{
    digest_add(spool->digest, bytes, length);
    while (length > 0) {
        const ssize_t written = write(spool->file, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? SPOOL_FULL : SPOOL_FAILED;
        bytes += written;
        length -= (size_t)written;
        spool->size += (uint64_t)written;
    }
    if (spool->size - spool->looked_at < LOOK_EVERY)
        return SPOOL_GOOD;
    spool->looked_at = spool->size;
    return has_room(spool->file, 0) ? SPOOL_GOOD : SPOOL_FULL;
}

void spool_end(struct spool *spool)
{
    digest_end(spool->digest, spool->sha256);
    spool->digest = NULL;
}

uint64_t spool_size(const struct spool *spool)
{
    return spool->size;
}

const char *spool_sha256(const struct spool *spool)
{
    return spool->sha256;
}

ssize_t spool_read(const struct spool *spool, uint64_t offset, char *out, size_t most)
{
    for (;;) {
        const ssize_t got = pread(spool->file, out, most, (off_t)offset);
        if (got >= 0 || errno != EINTR)
            return got;
    }
}
