/* The router and a plain list of templates find the same operation for any path.
 * SPDX-License-Identifier: MIT
 *
 * An input is a method, a blank and a request target. */
#include "contract/router.h"

#include <string.h>

#include "fuzz.h"
#include "http/target.h"

static bool is_parameter(struct piece segment)
{
    return segment.length && segment.bytes[0] == '{';
}

/* Whether a template takes a path. `ret_order` has a bit for each segment, the first one highest,
 * set where a literal matched: of two templates the one with the greater order is meant. */
static bool takes(const char *template, struct piece path, unsigned *ret_order)
{
    struct piece left = {template + 1, strlen(template + 1)};
    *ret_order = 0;
    for (unsigned depth = 0;; depth++) {
        const bool last[] = {!memchr(left.bytes, '/', left.length),
                             !path.length || !memchr(path.bytes, '/', path.length)};
        const struct piece wanted = fuzz_until(&left, '/'), there = fuzz_until(&path, '/');
        if (last[0] != last[1])
            return false;
        if (!is_parameter(wanted)) {
            if (wanted.length != there.length ||
                memcmp(wanted.bytes, there.bytes, there.length) != 0)
                return false;
            *ret_order |= 1u << (31 - depth);
        } else if (there.length == 0) {
            return false;
        }
        if (last[0])
            return true;
    }
}

/* The template that is meant, or NULL. */
static const char *find_template(struct piece path)
{
    const char *found = NULL;
    unsigned greatest = 0, order;
    for (size_t i = 0; i < operation_count; i++) {
        if (takes(operations[i].path, path, &order) && (!found || order > greatest)) {
            found = operations[i].path;
            greatest = order;
        }
    }
    return found;
}

static void check_values(const struct route *route, const char *template, struct piece path)
{
    struct piece left = {template + 1, strlen(template + 1)};
    size_t count = 0;
    while (left.length) {
        const struct piece wanted = fuzz_until(&left, '/'), there = fuzz_until(&path, '/');
        if (!is_parameter(wanted))
            continue;
        hold(count < route->value_count);
        hold(route->values[count].start == there.bytes);
        hold(route->values[count].length == there.length);
        count++;
    }
    hold(count == route->value_count);
}

static void check_route(struct piece path, enum method method)
{
    struct route route;
    const bool found = route_find(path.bytes, path.length, method, &route);
    const struct piece behind_slash = {path.bytes + 1, path.length ? path.length - 1 : 0};
    const char *template = path.length && path.bytes[0] == '/' ? find_template(behind_slash) : NULL;
    unsigned allowed = 0;
    const struct operation *meant = NULL;
    for (size_t i = 0; template && i < operation_count; i++) {
        if (strcmp(operations[i].path, template) != 0)
            continue;
        allowed |= 1u << operations[i].method;
        if (operations[i].method == method)
            meant = &operations[i];
    }
    hold(route.allowed == allowed);
    hold(route.operation == meant);
    hold(found == (meant != NULL));
    if (template)
        check_values(&route, template, behind_slash);
}

static int hex(char c)
{
    const char *digits = "0123456789ABCDEF0123456789abcdef", *at = c ? strchr(digits, c) : NULL;
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return at ? (int)(at - digits) % 16 : -1;
}

/* Percent-decoding that leaves alone what is no escape. */
static size_t decode(const char *text, size_t length, char *out)
{
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        const bool escape =
            text[i] == '%' && length - i > 2 && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0;
        out[used++] = escape ? (char)(hex(text[i + 1]) * 16 + hex(text[i + 2])) : text[i];
        i += escape ? 2 : 0;
    }
    return used;
}

/* What is shown of a target means the same, and can stand in a header and in JSON. */
static void check_shown(struct piece target)
{
    text_auto shown = {0};
    target_write(&shown, target.bytes, target.length);
    hold(!text_failed(&shown) && shown.length >= target.length);
    for (size_t i = 0; i < shown.length; i++)
        hold(shown.data[i] > ' ' && shown.data[i] < 0x7f && !strchr("\"\\<>", shown.data[i]));
    free_auto char *meant = malloc(target.length + 1);
    free_auto char *means = malloc(shown.length + 1);
    hold(meant && means);
    const size_t length = decode(target.bytes, target.length, meant);
    hold(decode(shown.data ? shown.data : "", shown.length, means) == length);
    hold(memcmp(means, meant, length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct piece rest = fuzz_whole(data, size);
    free_auto char *name = fuzz_text(fuzz_until(&rest, ' '));
    const enum method method = method_find(name);
    hold(method == METHOD_COUNT || strcmp(name, "HEAD") == 0 ||
         strcmp(method_name(method), name) == 0);
    free_auto char *target = fuzz_text(rest);
    const char *path = target_path(target);
    hold(path >= target ? path <= target + strlen(target) : strcmp(path, "/") == 0);
    check_route((struct piece){path, strcspn(path, "?")}, method);
    check_route(rest, method);
    check_shown(rest);
    return 0;
}
