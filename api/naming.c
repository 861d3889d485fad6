/* What the pipeline does where names may be in a body: x-names of the contract.
 * SPDX-License-Identifier: MIT */
#include "naming.h"

#include "names/guard.h"

bool naming_is_of(const struct operation *operation)
{
    return operation->guards_names || operation->keeps_names;
}

bool naming_is_wanted(const struct exchange *exchange)
{
    return exchange->operation && naming_is_of(exchange->operation);
}

bool naming_read(struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    if (!naming_is_wanted(exchange))
        return true;
    text_auto marks = {0};
    const bool is_read =
        operation->keeps_names
            ? guard_names(exchange->body, operation->keeps_names, &marks, &exchange->faults)
            : guard_texts(exchange->body, &marks, &exchange->faults);
    if (is_read)
        exchange->name_marks = text_detach(&marks);
    return is_read;
}

bool naming_fingerprint(struct exchange *exchange, const char *what, size_t length)
{
    return guard_fingerprint(what, length, exchange->body, exchange->fingerprint);
}

/* libmicrohttpd's buffer is not ours to overwrite; what comes next on its connection does. */
void naming_wipe(struct exchange *exchange)
{
    if (!naming_is_wanted(exchange))
        return;
    guard_wipe(exchange->body);
    request_wipe_body(exchange->request);
}
