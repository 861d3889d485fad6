/* SHA-256 agrees with FIPS 180-4's examples; identifiers are UUIDv7 and sort by time.
 * SPDX-License-Identifier: MIT */
#include "base/digest.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/clock.h"

Test(digest, agrees_with_the_published_examples)
{
    char hex[DIGEST_HEX_SIZE];
    digest_sha256_hex("abc", 3, hex);
    cr_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest_sha256_hex("", 0, hex);
    cr_assert_str_eq(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

Test(uuid, has_the_shape_of_version_7_and_the_time_in_front)
{
    clock_fake_set(0x0123456789ab, -1);
    char one[UUID_TEXT_SIZE], other[UUID_TEXT_SIZE];
    uuid_v7(one);
    uuid_v7(other);
    cr_assert_eq(strlen(one), 36);
    cr_assert_eq(strncmp(one, "01234567-89ab-7", 15), 0, "%s", one);
    cr_assert(strchr("89ab", one[19]), "%s", one);
    cr_assert_str_neq(one, other);
    clock_fake_set(0x0123456789ac, -1);
    uuid_v7(other);
    cr_assert_lt(strcmp(one, other), 0);
    clock_fake_set(-1, -1);
}

Test(uuid, of_version_4_is_random_from_its_first_digit)
{
    clock_fake_set(0x0123456789ab, -1);
    char one[UUID_TEXT_SIZE], other[UUID_TEXT_SIZE];
    uuid_v4(one);
    uuid_v4(other);
    cr_assert_eq(strlen(one), 36);
    cr_assert_eq(one[14], '4', "%s", one);
    cr_assert(strchr("89ab", one[19]), "%s", one);
    cr_assert_str_neq(one, other);
    cr_assert_neq(strncmp(one, "01234567-89ab", 13), 0, "%s", one);
    cr_assert_neq(strncmp(one, other, 13), 0, "%s %s", one, other);
    clock_fake_set(-1, -1);
}

Test(digest, the_digest_of_pieces_is_that_of_the_whole)
{
    char whole[DIGEST_HEX_SIZE], pieces[DIGEST_HEX_SIZE];
    digest_sha256_hex("abc", 3, whole);
    struct digest *digest = digest_begin();
    cr_assert_not_null(digest);
    digest_add(digest, "a", 1);
    digest_add(digest, "", 0);
    digest_add(digest, "bc", 2);
    digest_end(digest, pieces);
    cr_assert_str_eq(pieces, whole);
}

/* RFC 4231, test case 2. */
Test(keyed_digest, agrees_with_the_published_example_and_begins_anew)
{
    static const unsigned char expected[KEYED_DIGEST_SIZE] =
        "\x5b\xdc\xc1\x46\xbf\x60\x75\x4e\x6a\x04\x24\x26\x08\x95\x75\xc7"
        "\x5a\x00\x3f\x08\x9d\x27\x39\x83\x9d\xec\x58\xb9\x64\xec\x38\x43";
    unsigned char out[KEYED_DIGEST_SIZE];
    struct keyed_digest *digest = keyed_digest_new("Jefe", 4);
    cr_assert_not_null(digest);
    for (int i = 0; i < 3; i++) {
        keyed_digest_add(digest, "what do ya want ", 16);
        keyed_digest_add(digest, "for nothing?", 12);
        keyed_digest_take(digest, out);
        cr_expect_eq(memcmp(out, expected, sizeof out), 0);
    }
    keyed_digest_free(digest);
    keyed_digest_free(NULL);
}

Test(random_key, is_another_each_time)
{
    unsigned char one[32] = {0}, other[32] = {0}, none[32] = {0};
    cr_assert(random_key(one, sizeof one) && random_key(other, sizeof other));
    cr_expect_neq(memcmp(one, other, sizeof one), 0);
    cr_expect_neq(memcmp(one, none, sizeof one), 0);
}
