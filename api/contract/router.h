/* Finds the operation a request means: literal beats parameter, 404 and 405 are told apart.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "contract/operation.h"

#define ROUTE_VALUES_MAX 8

struct route {
    const struct operation *operation; /* when found */
    unsigned allowed;                  /* bit 1 << method for each method the path has */
    struct {
        const char *start; /* into the path given, still percent-encoded */
        size_t length;
    } values[ROUTE_VALUES_MAX]; /* of the path's parameters, in order */
    size_t value_count;
};

/* Looks `path` (no query, still percent-encoded) up for `method`. True when an operation was found.
 * Else `allowed` is 0 when there is no such path (404), or says which methods it has (405). */
bool route_find(const char *path, size_t length, enum method method, struct route *route);

/* "GET", "POST" ...; and the reverse, METHOD_COUNT for a method we do not have. HEAD is GET. */
const char *method_name(enum method method);
enum method method_find(const char *name);
