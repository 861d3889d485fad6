/* A list's mark comes back as the key it was made of, and only to that list.
 * SPDX-License-Identifier: MIT
 *
 * An input is tried as a mark, and as the key of one. */
#include "http/cursor.h"

#include <jansson.h>
#include <string.h>

#include "fuzz.h"

enum { KEY_FITS = 100 }; /* bytes of a key whose mark is never too long, even all escaped */

static void check_key(struct piece key, const char *list, const char *other)
{
    text_auto mark = {0};
    cursor_write(&mark, list, key.bytes, key.length);
    hold(!text_failed(&mark));
    hold(strspn(mark.data, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
         mark.length);
    free_auto char *back = cursor_read(mark.data, list);
    free_auto char *wrong = cursor_read(mark.data, other);
    hold(back || key.length > KEY_FITS);
    hold(!back || (strlen(back) == key.length && memcmp(back, key.bytes, key.length) == 0));
    hold(!wrong);
}

/* A text of any bytes that are UTF-8 is what JSON reads back. */
static void check_json_string(struct piece key)
{
    text_auto json = {0};
    text_add_json_string(&json, key.bytes, key.length);
    hold(!text_failed(&json));
    json_auto_t *read = json_loadb(json.data, json.length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    hold(json_string_length(read) == key.length);
    hold(memcmp(json_string_value(read), key.bytes, key.length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct piece whole = fuzz_whole(data, size);
    if (whole.length && fuzz_is_utf8(whole.bytes, whole.length)) {
        check_json_string(whole);
        if (!fuzz_has_nul(whole))
            check_key(whole, "list_funds", "list_fund_contributors");
    }
    free_auto char *mark = fuzz_text(whole);
    free_auto char *key = cursor_read(mark, "list_funds");
    if (key)
        check_key((struct piece){key, strlen(key)}, "list_funds", "list_contributions");
    return 0;
}
