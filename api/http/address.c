/* Clients' addresses, and the networks of the proxies that may speak for others.
 * SPDX-License-Identifier: MIT */
#include "http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define V4_BITS 96 /* before an IPv4 address in its mapped form */
#define NETWORKS_MAX 256
#define BLANKS " \t"

struct network {
    struct address address;
    unsigned bits;
};

struct networks {
    size_t count;
    struct network items[];
};

static const uint8_t v4_prefix[V4_BITS / 8] = {[10] = 0xff, [11] = 0xff};

bool address_is_v4(const struct address *address)
{
    return memcmp(address->bytes, v4_prefix, sizeof v4_prefix) == 0;
}

static struct address mapped(const struct in_addr *four)
{
    struct address address;
    memcpy(address.bytes, v4_prefix, sizeof v4_prefix);
    memcpy(address.bytes + sizeof v4_prefix, four, sizeof *four);
    return address;
}

struct address address_of(const struct sockaddr *peer)
{
    struct address address = {{0}};
    if (peer->sa_family == AF_INET)
        return mapped(&((const struct sockaddr_in *)(const void *)peer)->sin_addr);
    if (peer->sa_family == AF_INET6)
        memcpy(address.bytes, &((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr,
               sizeof address.bytes);
    return address;
}

static bool read_bare(const char *text, size_t length, struct address *address)
{
    char copy[ADDRESS_TEXT_SIZE];
    struct in_addr four;
    if (length == 0 || length >= sizeof copy)
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    if (inet_pton(AF_INET, copy, &four) == 1) {
        *address = mapped(&four);
        return true;
    }
    return inet_pton(AF_INET6, copy, address->bytes) == 1;
}

static bool is_port(const char *text, size_t length)
{
    return length == 0 || (length <= 6 && text[0] == ':' && length > 1 &&
                           strspn(text + 1, "0123456789") >= length - 1);
}

bool address_read(const char *text, size_t length, struct address *address)
{
    if (length && text[0] == '[') {
        const char *end = memchr(text, ']', length);
        return end && read_bare(text + 1, (size_t)(end - text) - 1, address) &&
               !address_is_v4(address) && is_port(end + 1, (size_t)(text + length - end) - 1);
    }
    if (read_bare(text, length, address))
        return true;
    const char *colon = memchr(text, ':', length);
    return colon && read_bare(text, (size_t)(colon - text), address) &&
           is_port(colon, (size_t)(text + length - colon));
}

void address_write(const struct address *address, char out[static ADDRESS_TEXT_SIZE])
{
    const bool four = address_is_v4(address);
    const void *bytes = four ? address->bytes + sizeof v4_prefix : address->bytes;
    if (!inet_ntop(four ? AF_INET : AF_INET6, bytes, out, ADDRESS_TEXT_SIZE))
        out[0] = '\0';
}

static bool read_network(const char *text, size_t length, struct network *network)
{
    const char *slash = memchr(text, '/', length);
    const size_t address_length = slash ? (size_t)(slash - text) : length;
    if (!read_bare(text, address_length, &network->address))
        return false;
    const bool four = address_is_v4(&network->address);
    network->bits = 128;
    if (!slash)
        return true;
    const size_t digits = length - address_length - 1;
    if (digits == 0 || digits > 3 || strspn(slash + 1, "0123456789") < digits)
        return false;
    const unsigned long bits = strtoul(slash + 1, NULL, 10);
    network->bits = (unsigned)bits + (four ? V4_BITS : 0);
    return bits <= (four ? 32 : 128);
}

struct networks *networks_read(const char *text, char error[static 256])
{
    struct networks *networks =
        calloc(1, sizeof *networks + NETWORKS_MAX * sizeof *networks->items);
    (void)snprintf(error, 256, "no memory");
    for (size_t length; networks && *(text += strspn(text, BLANKS)); text += length) {
        length = strcspn(text, BLANKS);
        if (networks->count < NETWORKS_MAX &&
            read_network(text, length, &networks->items[networks->count])) {
            networks->count++;
            continue;
        }
        (void)snprintf(error, 256, "%.*s is no proxy's address or network, or one too many",
                       length < 64 ? (int)length : 64, text);
        free(networks);
        return NULL;
    }
    return networks;
}

void networks_free(struct networks *networks)
{
    free(networks);
}

static bool is_in(const struct network *network, const struct address *address)
{
    const size_t whole = network->bits / 8;
    const unsigned rest = network->bits % 8;
    if (memcmp(network->address.bytes, address->bytes, whole) != 0)
        return false;
    return rest == 0 || (network->address.bytes[whole] ^ address->bytes[whole]) >> (8 - rest) == 0;
}

bool networks_hold(const struct networks *networks, const struct address *address)
{
    for (size_t i = 0; i < networks->count; i++)
        if (is_in(&networks->items[i], address))
            return true;
    return false;
}

struct address address_behind(const struct networks *proxies, struct address peer,
                              const char *forwarded)
{
    size_t end = forwarded ? strlen(forwarded) : 0;
    while (end > 0 && networks_hold(proxies, &peer)) {
        size_t start = end;
        while (start > 0 && forwarded[start - 1] != ',')
            start--;
        const char *item = forwarded + start;
        size_t length = end - start;
        for (; length && strchr(BLANKS, *item); length--)
            item++;
        while (length && strchr(BLANKS, item[length - 1]))
            length--;
        struct address next;
        if (!address_read(item, length, &next))
            return peer;
        peer = next;
        end = start ? start - 1 : 0;
    }
    return peer;
}
