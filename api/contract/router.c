/* Finds the operation a request means: literal beats parameter, 404 and 405 are told apart.
 * SPDX-License-Identifier: MIT */
#include "contract/router.h"

#include <string.h>

/* By bytes, then length: a segment may hold anything, a NUL too. */
static int compare(const char *literal, const char *segment, size_t length)
{
    const size_t own = strnlen(literal, length + 1), common = own < length ? own : length;
    const int order = memcmp(literal, segment, common);
    return order ? order : (own > length) - (own < length);
}

/* The literal child of `node` that is this segment, or NULL: binary search, so that five hundred
 * operations cost what fifty do. */
static const struct route_node *literal_child(const struct route_node *node, const char *segment,
                                              size_t length)
{
    size_t low = 0, high = node->literal_count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        const struct route_node *child = &route_nodes[node->first_child + middle];
        const int order = compare(child->literal, segment, length);
        if (order == 0)
            return child;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static bool has_operation(const struct route_node *node)
{
    for (int i = 0; i < METHOD_COUNT; i++)
        if (node->by_method[i])
            return true;
    return false;
}

/* The node `path` leads to from `node`, or NULL. `path` begins behind a slash. The tree is as deep
 * as the longest template, and so is the recursion. */
static const struct route_node *descend(const struct route_node *node, const char *path,
                                        const char *end, struct route *route)
{
    const char *slash = memchr(path, '/', (size_t)(end - path));
    const char *stop = slash ? slash : end;
    const size_t length = (size_t)(stop - path);
    const struct route_node *child = literal_child(node, path, length);
    if (child) {
        const struct route_node *found = slash ? descend(child, slash + 1, end, route) : child;
        if (found && has_operation(found))
            return found;
    }
    if (!node->has_parameter_child || length == 0 || route->value_count == ROUTE_VALUES_MAX)
        return NULL;
    child = &route_nodes[node->first_child + node->literal_count];
    route->values[route->value_count].start = path;
    route->values[route->value_count++].length = length;
    const struct route_node *found = slash ? descend(child, slash + 1, end, route) : child;
    if (found && has_operation(found))
        return found;
    route->value_count--;
    return NULL;
}

bool route_find(const char *path, size_t length, enum method method, struct route *route)
{
    *route = (struct route){0};
    if (length == 0 || path[0] != '/')
        return false;
    const struct route_node *node = descend(&route_nodes[0], path + 1, path + length, route);
    if (!node)
        return false;
    for (int i = 0; i < METHOD_COUNT; i++)
        if (node->by_method[i])
            route->allowed |= 1u << i;
    if (method < METHOD_COUNT)
        route->operation = node->by_method[method];
    return route->operation;
}

static const char *const names[METHOD_COUNT] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

const char *method_name(enum method method)
{
    return names[method];
}

enum method method_find(const char *name)
{
    if (strcmp(name, "HEAD") == 0)
        return METHOD_GET;
    for (int i = 0; i < METHOD_COUNT; i++)
        if (strcmp(name, names[i]) == 0)
            return (enum method)i;
    return METHOD_COUNT;
}
