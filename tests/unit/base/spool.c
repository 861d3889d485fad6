/* A file without a name: what is added is read again, and nothing is left behind.
 * SPDX-License-Identifier: MIT */
#include "base/spool.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <signal.h>

static const char *folder(void)
{
    const char *given = getenv("TMPDIR");
    return given ? given : "/tmp";
}

static char own_folder[4096];

static int entries(const char *path)
{
    int count = 0;
    DIR *open = opendir(path);
    cr_assert_not_null(open);
    while (readdir(open))
        count++;
    closedir(open);
    return count;
}

static void make_folder(void)
{
    snprintf(own_folder, sizeof own_folder, "%s/spool-XXXXXX", folder());
    cr_assert_not_null(mkdtemp(own_folder));
}

static void remove_folder(void)
{
    rmdir(own_folder);
}

TestSuite(spool, .init = make_folder, .fini = remove_folder);

Test(spool, what_was_added_is_read_from_anywhere_and_its_digest_is_known)
{
    enum spool_state state;
    struct spool *spool = spool_new(own_folder, 0, &state);
    cr_assert_not_null(spool);
    cr_assert_eq(state, SPOOL_GOOD);
    cr_assert_eq(spool_add(spool, "ab", 2), SPOOL_GOOD);
    cr_assert_eq(spool_add(spool, "c", 1), SPOOL_GOOD);
    spool_end(spool);
    char read[8] = "";
    cr_assert_eq(spool_size(spool), 3);
    cr_assert_str_eq(spool_sha256(spool),
                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    cr_assert_eq(spool_read(spool, 0, read, 8), 3);
    cr_assert_eq(memcmp(read, "abc", 3), 0);
    cr_assert_eq(spool_read(spool, 2, read, 8), 1);
    cr_assert_eq(read[0], 'c');
    cr_assert_eq(spool_read(spool, 3, read, 8), 0);
    spool_free(spool);
}

Test(spool, it_has_no_name_at_any_time)
{
    enum spool_state state;
    struct spool *spool = spool_new(own_folder, 0, &state);
    cr_assert_eq(spool_add(spool, "x", 1), SPOOL_GOOD);
    cr_assert_eq(entries(own_folder), 2, ". and ..");
    spool_free(spool);
    cr_assert_eq(entries(own_folder), 2);
}

Test(spool, more_than_the_disk_has_is_refused_at_once)
{
    enum spool_state state;
    cr_assert_null(spool_new(own_folder, (uint64_t)1 << 60, &state));
    cr_assert_eq(state, SPOOL_FULL);
}

Test(spool, a_folder_that_is_not_there_is_no_full_disk)
{
    enum spool_state state;
    cr_assert_null(spool_new("/nonexistent/folder", 0, &state));
    cr_assert_eq(state, SPOOL_FAILED);
}

Test(spool, a_disk_that_takes_no_more_is_full)
{
    enum spool_state state;
    signal(SIGXFSZ, SIG_IGN);
    struct spool *spool = spool_new(own_folder, 0, &state);
    const struct rlimit before_long = {.rlim_cur = 4, .rlim_max = RLIM_INFINITY};
    setrlimit(RLIMIT_FSIZE, &before_long);
    const enum spool_state first = spool_add(spool, "abcd", 4), second = spool_add(spool, "e", 1);
    const struct rlimit any = {.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
    setrlimit(RLIMIT_FSIZE, &any);
    spool_free(spool);
    cr_assert_eq(first, SPOOL_GOOD);
    cr_assert_eq(second, SPOOL_FULL);
}
