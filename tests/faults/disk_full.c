/* Makes the disk full for a PostgreSQL that a test has started: loaded into it by LD_PRELOAD.
 * SPDX-License-Identifier: MIT
 *
 * While the file named by SAFER_DISK_FULL exists there is no room: what would make a data file
 * longer fails with ENOSPC and, when the file holds the word "wal", so does every write to the
 * write-ahead log. When it holds the word "bad", the disk does not work: EIO in place of ENOSPC. */
#undef _FILE_OFFSET_BITS /* or pwrite would be compiled as pwrite64, which is here as well */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static bool holds(const char *path, const char *wanted)
{
    char word[4] = "";
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    const ssize_t length = file < 0 ? 0 : read(file, word, 3);
    if (file >= 0)
        (void)close(file);
    return length == 3 && strcmp(word, wanted) == 0;
}

/* Whether there is no room for these bytes. */
static bool is_full(int file, off_t offset, size_t length)
{
    const char *path = getenv("SAFER_DISK_FULL");
    struct stat about;
    if (!path || access(path, F_OK) != 0 || fstat(file, &about) != 0)
        return false;
    char link[64], name[512];
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    const ssize_t size = readlink(link, name, sizeof name - 1);
    name[size > 0 ? size : 0] = '\0';
    const bool grows = offset + (off_t)length > about.st_size;
    const bool full =
        strstr(name, "/pg_wal/") ? holds(path, "wal") : strstr(name, "/base/") && grows;
    if (full)
        errno = holds(path, "bad") ? EIO : ENOSPC;
    return full;
}

#define NEXT(name) ((__typeof__(&(name)))(uintptr_t)dlsym(RTLD_NEXT, #name))

static size_t whole(const struct iovec *parts, int count)
{
    size_t length = 0;
    for (int i = 0; i < count; i++)
        length += parts[i].iov_len;
    return length;
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset)
{
    return is_full(file, offset, length) ? -1 : NEXT(pwrite)(file, bytes, length, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t offset)
{
    return is_full(file, offset, length) ? -1 : NEXT(pwrite64)(file, bytes, length, offset);
}

ssize_t pwritev(int file, const struct iovec *parts, int count, off_t offset)
{
    return is_full(file, offset, whole(parts, count)) ? -1
                                                      : NEXT(pwritev)(file, parts, count, offset);
}

ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t offset)
{
    return is_full(file, offset, whole(parts, count)) ? -1
                                                      : NEXT(pwritev64)(file, parts, count, offset);
}

int posix_fallocate(int file, off_t offset, off_t length)
{
    return is_full(file, offset, (size_t)length) ? errno
                                                 : NEXT(posix_fallocate)(file, offset, length);
}
