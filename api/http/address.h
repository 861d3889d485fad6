/* Clients' addresses, and the networks of the proxies that may speak for others.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/cleanup.h"

#define ADDRESS_TEXT_SIZE 46

/* An IPv6 address; an IPv4 address in its mapped form (RFC 4291, section 2.5.5.2). */
struct address {
    uint8_t bytes[16];
};

/* Of a socket's peer; all zero when it is of neither family. */
struct address address_of(const struct sockaddr *peer);

/* Reads what stands in a forwarding header: an IPv4 or IPv6 address, the latter also in brackets,
 * perhaps with a port behind. A NUL ends the text there or later. False when it is none. */
must_check bool address_read(const char *text, size_t length, struct address *address);

/* "192.0.2.1" or "2001:db8::1". */
void address_write(const struct address *address, char out[static ADDRESS_TEXT_SIZE]);

bool address_is_v4(const struct address *address);

/* Networks: addresses or CIDR blocks, separated by blanks. */
struct networks;

/* NULL with a sentence when the text is no such list. The caller frees it. */
must_check struct networks *networks_read(const char *text, char error[static 256]);
void networks_free(struct networks *networks);
bool networks_hold(const struct networks *networks, const struct address *address);

/* The client's address as the proxies tell it: `forwarded` is what X-Forwarded-For holds, in the
 * order of its coming, separated by commas (NULL: nothing). Each proxy adds, at the end, whom it
 * speaks for, so the last address that is not itself a proxy is as far as can be believed. */
struct address address_behind(const struct networks *proxies, struct address peer,
                              const char *forwarded);
