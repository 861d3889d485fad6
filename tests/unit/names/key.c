/* The key of protected names: made once, everybody's who shares the folder, and nobody else's.
 * SPDX-License-Identifier: MIT */
#include "names/key.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/secret.h"

static char folder[64], state[100], path[120];

static void start(void)
{
    snprintf(folder, sizeof folder, "/tmp/safer-names-XXXXXX");
    cr_assert(mkdtemp(folder));
    snprintf(state, sizeof state, "%s/state", folder);
    snprintf(path, sizeof path, "%s/names-key", state);
}

static void stop(void)
{
    names_stop();
    unlink(path);
    rmdir(state);
    cr_expect_eq(rmdir(folder), 0, "something is left in %s", folder);
}

TestSuite(names_key, .init = start, .fini = stop);

static void write_key(const char *text)
{
    (void)mkdir(state, 0700);
    FILE *file = fopen(path, "w");
    cr_assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
    cr_assert_eq(chmod(path, 0600), 0);
}

static const char digits[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

Test(names_key, is_made_at_the_first_start_for_its_owner_alone_and_stays)
{
    char error[512] = "", id[NAMES_KEY_ID_SIZE], text[100];
    struct stat about;
    size_t length;
    cr_assert(names_start("", state, error), "%s", error);
    cr_assert_eq(stat(path, &about), 0);
    cr_expect_eq(about.st_mode & 0777, 0600);
    cr_assert(secret_read(path, text, sizeof text, &length, error), "%s", error);
    cr_expect_eq(length, 65);
    cr_expect_eq(strspn(text, "0123456789abcdef"), 64);
    snprintf(id, sizeof id, "%s", names_key_id());
    cr_expect_eq(strspn(id, "0123456789abcdef"), 16);
    names_stop();
    cr_expect_str_eq(names_key_id(), "");
    cr_assert(names_start("", state, error), "%s", error);
    cr_expect_str_eq(names_key_id(), id);
}

Test(names_key, has_a_name_that_is_a_hash_over_a_label_and_it)
{
    char error[512] = "";
    write_key(digits);
    cr_assert(names_start(path, "/nowhere", error), "%s", error);
    /* python3 -c 'import hashlib; print(hashlib.sha256(b"safer protected names\n" +
       bytes(range(32))).hexdigest()[:16])' */
    cr_expect_str_eq(names_key_id(), "cd4aaf7676efaaab");
}

Test(names_key, is_what_marks_are_made_with)
{
    char error[512] = "";
    unsigned char out[KEYED_DIGEST_SIZE], expected[KEYED_DIGEST_SIZE], bytes[32];
    for (unsigned char i = 0; i < sizeof bytes; i++)
        bytes[i] = i;
    write_key(digits);
    cr_assert(names_start("", state, error), "%s", error);
    struct keyed_digest *ours = names_digest(), *theirs = keyed_digest_new(bytes, sizeof bytes);
    keyed_digest_add(ours, "a", 1);
    keyed_digest_add(theirs, "a", 1);
    keyed_digest_take(ours, out);
    keyed_digest_take(theirs, expected);
    cr_expect_eq(memcmp(out, expected, sizeof out), 0);
    keyed_digest_free(ours);
    keyed_digest_free(theirs);
}

Test(names_key, that_others_can_reach_is_refused_and_named)
{
    static const mode_t modes[] = {0640, 0604, 0620, 0601, 0644, 0660};
    char error[512];
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        write_key(digits);
        cr_assert_eq(chmod(path, modes[i]), 0);
        for (int own = 0; own < 2; own++) {
            cr_expect_not(names_start(own ? "" : path, state, error), "%o", modes[i]);
            cr_expect(strstr(error, path) && strstr(error, "0600"), "%s", error);
        }
    }
    cr_assert_eq(chmod(path, 0400), 0);
    cr_expect(names_start(path, state, error), "%s", error);
}

/* Of whoever the tests run as, another's file is made a stranger's by one of the two. */
static uid_t pretended;

uid_t geteuid(void)
{
    return pretended ? pretended : getuid();
}

Test(names_key, of_another_account_is_refused_and_named)
{
    char error[512];
    write_key(digits);
    if (getuid() == 0)
        cr_assert_eq(chown(path, 4711, (gid_t)-1), 0);
    else
        pretended = getuid() + 1;
    for (int own = 0; own < 2; own++) {
        cr_expect_not(names_start(own ? "" : path, state, error));
        cr_expect(strstr(error, path) && strstr(error, "another account"), "%s", error);
    }
    if (getuid() == 0)
        pretended = 4711;
    else
        pretended = 0;
    cr_expect(names_start(path, state, error), "%s", error);
}

Test(names_key, that_is_none_is_refused_and_named_and_not_shown)
{
    static const char *const wrong[] = {
        "",
        "\n",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1g",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0001020304050607",
        " 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    };
    char error[512];
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        write_key(wrong[i]);
        cr_expect_not(names_start("", state, error), "%s", wrong[i]);
        cr_expect(strstr(error, path), "%s", error);
        cr_expect_null(strstr(error, "0102"));
        cr_expect_str_eq(names_key_id(), "");
    }
    write_key("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F\r\n");
    cr_expect(names_start("", state, error), "%s", error);
}

Test(names_key, that_is_named_and_not_there_is_not_made)
{
    char error[512];
    cr_expect_not(names_start(path, state, error));
    cr_expect(strstr(error, path), "%s", error);
    cr_expect_eq(access(state, F_OK), -1);
    cr_assert_eq(mkdir(state, 0700), 0);
    cr_expect_not(names_start(path, state, error));
    cr_expect_not(names_start(state, state, error), "a folder is no key");
    cr_expect_eq(access(path, F_OK), -1);
}

Test(names_key, where_none_can_be_kept_is_said)
{
    char error[512], longest[5000];
    cr_expect_not(names_start("", "/proc/nowhere", error));
    cr_expect(strstr(error, "/proc/nowhere"), "%s", error);
    memset(longest, 'a', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    cr_expect_not(names_start("", longest, error));
    cr_expect(strstr(error, "too long"), "%s", error);
}

static char *make_secret(void)
{
    return strdup("a secret");
}

static char *make_none(void)
{
    return NULL;
}

static void *find_secret(void *context)
{
    char error[512];
    *(bool *)context = secret_find(state, path, make_secret, error);
    return NULL;
}

Test(names_key, several_that_make_it_at_one_moment_find_the_same)
{
    pthread_t threads[8];
    bool made[8];
    for (int i = 0; i < 8; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, find_secret, &made[i]), 0);
    for (int i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
        cr_expect(made[i]);
    }
    char text[20], error[512];
    size_t length;
    cr_assert(secret_read(path, text, sizeof text, &length, error));
    cr_expect_str_eq(text, "a secret");
    /* and nothing lies beside it, or the folder could not be removed */
}

Test(names_key, that_cannot_be_made_leaves_nothing)
{
    char error[512];
    cr_expect_not(secret_find(state, path, make_none, error));
    cr_expect(strstr(error, path), "%s", error);
    cr_expect_eq(access(path, F_OK), -1);
}

Test(names_key, longer_than_there_is_room_is_refused)
{
    char text[9], error[512];
    size_t length;
    write_key("a secret");
    cr_expect_not(secret_read(path, text, 8, &length, error));
    cr_expect(strstr(error, "longer"), "%s", error);
    cr_expect(secret_read(path, text, 9, &length, error));
    cr_expect_eq(length, 8);
}
