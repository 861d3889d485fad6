/* A secret in a file that its owner alone can reach: found there, or made.
 * SPDX-License-Identifier: MIT */
#include "base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void secret_say(char error[static SECRET_ERROR_SIZE], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error, SECRET_ERROR_SIZE, format, arguments);
    va_end(arguments);
}

static bool write_whole(int file, const char *text, size_t length)
{
    while (length > 0) {
        const ssize_t written = write(file, text, length);
        if (written < 0 && errno != EINTR)
            return false;
        text += written > 0 ? written : 0;
        length -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

/* A name lasts when its folder is written; a file system that cannot do that is not asked to. */
static void keep_name(const char *folder)
{
    const int opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0)
        return;
    (void)fsync(opened);
    (void)close(opened);
}

static bool make_secret(const char *folder, const char *path, secret_maker *make,
                        char error[static SECRET_ERROR_SIZE])
{
    char draft[PATH_MAX];
    const int length = snprintf(draft, sizeof draft, "%s.XXXXXX", path);
    char *secret = length > 0 && (size_t)length < sizeof draft ? make() : NULL;
    if (!secret) {
        secret_say(error, "%s: the key cannot be made", path);
        return false;
    }
    const int file = mkstemp(draft); /* mode 0600 */
    bool is_made = file >= 0 && write_whole(file, secret, strlen(secret)) && fsync(file) == 0;
    is_made = is_made && (link(draft, path) == 0 || errno == EEXIST);
    if (!is_made)
        secret_say(error, "%s: the key cannot be kept: %s", path, strerror(errno));
    if (file >= 0) {
        (void)close(file);
        (void)unlink(draft);
        keep_name(folder);
    }
    explicit_bzero(secret, strlen(secret));
    free(secret);
    return is_made;
}

/* Of a file that is open, or of a path. */
static bool is_its_owners(const struct stat *about, const char *path,
                          char error[static SECRET_ERROR_SIZE])
{
    if ((about->st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        secret_say(error, "%s: others can reach this key; it must have mode 0600", path);
        return false;
    }
    if (about->st_uid == geteuid() || about->st_uid == 0) /* root reaches whatever it wants */
        return true;
    secret_say(error, "%s: this key belongs to another account; it must be the service's own",
               path);
    return false;
}

bool secret_find(const char *folder, const char *path, secret_maker *make,
                 char error[static SECRET_ERROR_SIZE])
{
    struct stat about;
    if (stat(path, &about) != 0 && errno == ENOENT) {
        if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
            secret_say(error, "%s: %s", folder, strerror(errno));
            return false;
        }
        if (!make_secret(folder, path, make, error))
            return false;
    }
    if (stat(path, &about) != 0) {
        secret_say(error, "%s: %s", path, strerror(errno));
        return false;
    }
    return is_its_owners(&about, path, error);
}

/* How many bytes were read, less than `size`; -1 with a sentence. */
static ssize_t read_open(int file, const char *path, char *text, size_t size,
                         char error[static SECRET_ERROR_SIZE])
{
    struct stat about;
    if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) {
        secret_say(error, "%s: no file", path);
        return -1;
    }
    if (!is_its_owners(&about, path, error))
        return -1;
    size_t length = 0;
    while (length < size) {
        const ssize_t got = read(file, text + length, size - length);
        if (got == 0)
            return (ssize_t)length;
        if (got < 0 && errno != EINTR) {
            secret_say(error, "%s: %s", path, strerror(errno));
            return -1;
        }
        length += got > 0 ? (size_t)got : 0;
    }
    secret_say(error, "%s: longer than a key is", path);
    return -1;
}

bool secret_read(const char *path, char *text, size_t size, size_t *ret_length,
                 char error[static SECRET_ERROR_SIZE])
{
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        secret_say(error, "%s: %s", path, strerror(errno));
        return false;
    }
    const ssize_t length = read_open(file, path, text, size, error);
    (void)close(file);
    if (length < 0) {
        explicit_bzero(text, size);
        return false;
    }
    text[length] = '\0';
    *ret_length = (size_t)length;
    return true;
}
