/* Addresses are read as what they are written, and no network holds more than its bits say.
 * SPDX-License-Identifier: MIT
 *
 * An input is a list of networks, a line end, and the value of X-Forwarded-For. */
#include "http/address.h"

#include <string.h>

#include "base/text.h"
#include "fuzz.h"

static void check_address(const char *text)
{
    struct address address, again;
    if (!address_read(text, strlen(text), &address))
        return;
    char written[ADDRESS_TEXT_SIZE];
    address_write(&address, written);
    hold(address_read(written, strlen(written), &again));
    hold(memcmp(&address, &again, sizeof address) == 0);
    if (address_is_v4(&address))
        return;
    text_auto bracketed = {0};
    text_add_format(&bracketed, "[%s]:8080", written);
    hold(address_read(bracketed.data, bracketed.length, &again));
    hold(memcmp(&address, &again, sizeof address) == 0);
}

/* Whoever speaks is believed only as far as proxies vouch for him. */
static void check_forwarded(const struct networks *proxies, const char *forwarded)
{
    struct address proxy, stranger;
    hold(address_read("10.1.2.3", 8, &proxy) && address_read("192.0.2.1", 9, &stranger));
    const struct address *const peers[] = {&proxy, &stranger};
    for (size_t i = 0; i < 2; i++) {
        const struct address client = address_behind(proxies, *peers[i], forwarded);
        const bool is_peer = memcmp(&client, peers[i], sizeof client) == 0;
        hold(is_peer || networks_hold(proxies, peers[i]));
        char written[ADDRESS_TEXT_SIZE];
        address_write(&client, written);
        hold(written[0]);
    }
    const struct address same = address_behind(proxies, stranger, NULL);
    hold(memcmp(&same, &stranger, sizeof same) == 0);
    if (!networks_hold(proxies, &stranger) && networks_hold(proxies, &proxy)) {
        text_auto longer = {0};
        text_add_format(&longer, "%s, 192.0.2.1", forwarded);
        const struct address last = address_behind(proxies, proxy, longer.data);
        hold(memcmp(&last, &stranger, sizeof last) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct piece rest = fuzz_whole(data, size);
    if (fuzz_has_nul(rest))
        return -1;
    free_auto char *list = fuzz_text(fuzz_line(&rest));
    free_auto char *forwarded = fuzz_text(rest);
    check_address(forwarded);
    char error[256] = "";
    struct networks *proxies = networks_read(list, error);
    hold(proxies || error[0]);
    if (proxies)
        check_forwarded(proxies, forwarded);
    networks_free(proxies);
    return 0;
}
