/* The hosts that a connection string names, tried one at a time.
 * SPDX-License-Identifier: MIT */
#include "database/hosts.h"

#include <stdio.h>
#include <string.h>

#define SETTINGS_MAX 96  /* libpq 15 knows 40 */
#define ELEMENT_MAX 1025 /* a socket's folder or a host's name, and its NUL */

enum list { LIST_HOST, LIST_HOSTADDR, LIST_PORT, LIST_COUNT };

static const char *const list_names[LIST_COUNT] = {"host", "hostaddr", "port"};

struct hosts {
    PQconninfoOption *options;
    const char *lists[LIST_COUNT]; /* of the options; NULL where not given */
    size_t count;
};

static size_t elements(const char *list)
{
    size_t count = 1;
    for (; *list; list++)
        count += *list == ',';
    return count;
}

/* The `at`-th element of a list; "" is libpq's default. A list of one holds for all. False when it
 * is too long for any host. */
static bool element(const char *list, size_t at, char text[static ELEMENT_MAX])
{
    text[0] = '\0';
    if (!list)
        return true;
    for (size_t i = elements(list) == 1 ? 0 : at; i > 0; i--)
        list = strchr(list, ',') + 1;
    const size_t length = strcspn(list, ",");
    if (length >= ELEMENT_MAX)
        return false;
    memcpy(text, list, length);
    text[length] = '\0';
    return true;
}

/* How many hosts are named, or 1 when libpq is to make what it can of the lists. */
static size_t count_hosts(const struct hosts *hosts)
{
    const char *host = hosts->lists[LIST_HOST], *address = hosts->lists[LIST_HOSTADDR];
    const char *port = hosts->lists[LIST_PORT], *leading = address ? address : host;
    if (!leading)
        return 1;
    const size_t count = elements(leading);
    if ((host && elements(host) != count) ||
        (port && elements(port) != 1 && elements(port) != count))
        return 1;
    char text[ELEMENT_MAX];
    for (size_t at = 0; at < count; at++)
        for (size_t list = 0; list < LIST_COUNT; list++)
            if (!element(hosts->lists[list], at, text))
                return 1;
    return count;
}

struct hosts *hosts_read(const char *url, char error[static 256])
{
    char *complaint = NULL;
    struct hosts *hosts = calloc(1, sizeof *hosts);
    if (hosts)
        hosts->options = PQconninfoParse(url, &complaint);
    if (!hosts || !hosts->options) {
        /* What libpq complains of it quotes, a password too. */
        (void)snprintf(error, 256, "%s",
                       complaint ? "the connection string is not of libpq's form" : "no memory");
        PQfreemem(complaint);
        free(hosts);
        return NULL;
    }
    for (const PQconninfoOption *option = hosts->options; option->keyword; option++)
        for (size_t list = 0; list < LIST_COUNT; list++)
            if (option->val && *option->val && strcmp(option->keyword, list_names[list]) == 0)
                hosts->lists[list] = option->val;
    hosts->count = count_hosts(hosts);
    return hosts;
}

void hosts_free(struct hosts *hosts)
{
    if (!hosts)
        return;
    PQconninfoFree(hosts->options);
    free(hosts);
}

size_t hosts_count(const struct hosts *hosts)
{
    return hosts->count;
}

/* One host's own value of a setting that may be a list; the string's for any other. */
static const char *value_of(const struct hosts *hosts, const PQconninfoOption *option, size_t at,
                            char texts[LIST_COUNT][ELEMENT_MAX])
{
    for (size_t list = 0; list < LIST_COUNT; list++)
        if (hosts->count > 1 && strcmp(option->keyword, list_names[list]) == 0) {
            (void)element(hosts->lists[list], at, texts[list]);
            return texts[list];
        }
    return option->val;
}

PGconn *hosts_start(const struct hosts *hosts, size_t at, const char *const *names,
                    const char *const *values)
{
    const char *all_names[SETTINGS_MAX + 1], *all_values[SETTINGS_MAX + 1];
    char texts[LIST_COUNT][ELEMENT_MAX];
    size_t count = 0;
    for (const PQconninfoOption *option = hosts->options; option->keyword; option++) {
        const char *value = option->val ? value_of(hosts, option, at, texts) : NULL;
        if (!value || !*value || count == SETTINGS_MAX)
            continue;
        all_names[count] = option->keyword;
        all_values[count++] = value;
    }
    for (size_t i = 0; names[i] && count < SETTINGS_MAX; i++) {
        all_names[count] = names[i];
        all_values[count++] = values[i];
    }
    all_names[count] = all_values[count] = NULL;
    return PQconnectStartParams(all_names, all_values, 0);
}

void hosts_name(const struct hosts *hosts, size_t at, char *name, size_t size)
{
    char texts[LIST_COUNT][ELEMENT_MAX] = {"", "", ""};
    for (size_t list = 0; list < LIST_COUNT; list++)
        (void)element(hosts->lists[list], hosts->count > 1 ? at : 0, texts[list]);
    const char *host = texts[LIST_HOSTADDR][0] ? texts[LIST_HOSTADDR] : texts[LIST_HOST];
    const char *port = texts[LIST_PORT];
    (void)snprintf(name, size, "%s%s%s", *host ? host : "the default host", *port ? " port " : "",
                   port);
}
