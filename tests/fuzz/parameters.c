/* Path and query: what is taken reads back as the same, whatever way it was written.
 * SPDX-License-Identifier: MIT
 *
 * An input is a method, a blank and a request target, as for the router. */
#include "contract/parameters.h"

#include <string.h>

#include "base/text.h"
#include "fuzz.h"

static void start_contract(void)
{
    static bool started;
    char error[256];
    hold(started || contract_start(error));
    started = true;
}

static void check_faults(const struct faults *faults)
{
    hold(faults->count <= FAULTS_MAX && faults->count <= faults->total);
    for (size_t i = 0; i < faults->count; i++) {
        const struct fault *fault = &faults->items[i];
        hold(fault->parameter && !fault->pointer && fault->code && fault->code[0]);
        hold(strlen(fault->detail) >= 1 && strlen(fault->detail) <= FAULT_DETAIL_MAX);
        hold(fuzz_is_utf8(fault->detail, strlen(fault->detail)));
        for (const char *c = fault->parameter; *c; c++)
            hold(*c > ' ' && *c < 0x7f);
    }
}

static bool is_same(const struct operation *operation, const struct parameters *one,
                    const struct parameters *other)
{
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const char *left = one->values[i], *right = other->values[i];
        if (!left != !right || (left && strcmp(left, right) != 0))
            return false;
    }
    return true;
}

/* The template with the values in it, every byte of them escaped, and the query likewise. */
static void write_target(const struct operation *operation, const struct parameters *read,
                         struct text *path, struct text *query)
{
    size_t at = 0;
    for (const char *c = operation->path; *c; c++) {
        if (*c != '{') {
            text_add_char(path, *c);
            continue;
        }
        free_auto char *value = fuzz_percent(read->values[at++]);
        text_add_string(path, value);
        c += strcspn(c, "}");
    }
    text_add_string(query, "&");
    for (size_t i = operation->parameter_count; i-- > 0;) {
        if (operation->parameters[i].place != PLACE_QUERY || !read->values[i])
            continue;
        free_auto char *name = fuzz_percent(operation->parameters[i].name);
        free_auto char *value = fuzz_percent(read->values[i]);
        text_add_format(query, "%s=%s&", name, value);
    }
}

/* What was read is written differently, in another order, and read again. */
static void check_written_otherwise(const struct operation *operation,
                                    const struct parameters *read)
{
    text_auto path = {0};
    text_auto query = {0};
    write_target(operation, read, &path, &query);
    hold(!text_failed(&path) && !text_failed(&query));
    struct route route;
    hold(route_find(path.data, path.length, operation->method, &route));
    hold(route.operation == operation);
    struct parameters again = {{0}};
    faults_auto_t faults = {0};
    hold(parameters_read(operation, &route, query.data, &again, &faults));
    hold(faults.total == 0);
    hold(is_same(operation, read, &again));
    parameters_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    start_contract();
    struct piece rest = fuzz_whole(data, size);
    free_auto char *method = fuzz_text(fuzz_until(&rest, ' '));
    free_auto char *target = fuzz_text(rest);
    char *mark = strchr(target, '?');
    const char *query = mark ? mark + 1 : NULL;
    struct route route;
    if (!route_find(target, strcspn(target, "?"), method_find(method), &route))
        return -1;
    struct parameters read = {{0}}, same = {{0}};
    faults_auto_t faults = {0}, again = {0};
    hold(parameters_read(route.operation, &route, query, &read, &faults));
    check_faults(&faults);
    hold(parameters_read(route.operation, &route, query, &same, &again));
    hold(again.total == faults.total && is_same(route.operation, &read, &same));
    if (faults.total == 0)
        check_written_otherwise(route.operation, &read);
    parameters_clear(&read);
    parameters_clear(&same);
    return 0;
}
