/* How long it takes to find the operation of a path: nanoseconds, the least of many rounds.
 * SPDX-License-Identifier: MIT
 *
 * Linked with the operations that routing.py makes up; each path template is its own path, as a
 * name in braces is a segment like any other. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "contract/router.h"

#define ROUNDS 2000

static int64_t now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

int main(void)
{
    int64_t least = INT64_MAX;
    size_t found = 0;
    for (int round = 0; round < ROUNDS; round++) {
        const int64_t began = now_ns();
        for (size_t i = 0; i < operation_count; i++) {
            struct route route;
            found += route_find(operations[i].path, strlen(operations[i].path),
                                operations[i].method, &route);
        }
        const int64_t took = now_ns() - began;
        least = took < least ? took : least;
    }
    if (found != operation_count * ROUNDS)
        return 1;
    printf("%.1f\n", (double)least / (double)operation_count);
    return 0;
}
