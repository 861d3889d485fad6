/* What an error of the database means to a client: SQLSTATE and constraint to problem.
 * SPDX-License-Identifier: MIT */
#include "database/sqlstate.h"

#include <string.h>

struct row {
    const char *key, *slug, *pointer;
};

static const struct row constraints[] = {
#define CONSTRAINT(name, slug, pointer) {name, slug, pointer},
#define SQLSTATE(code, slug)
#include "database/sqlstate.def"
#undef CONSTRAINT
#undef SQLSTATE
    {NULL, NULL, NULL},
};

static const struct row states[] = {
#define CONSTRAINT(name, slug, pointer)
#define SQLSTATE(code, slug) {code, slug, NULL},
#include "database/sqlstate.def"
#undef CONSTRAINT
#undef SQLSTATE
    {NULL, NULL, NULL},
};

/* A code of five characters names one state, one of two its whole class. */
static const struct row *find_state(const char *sqlstate)
{
    for (const struct row *row = states; row->key; row++)
        if (strcmp(row->key, sqlstate) == 0)
            return row;
    for (const struct row *row = states; row->key; row++)
        if (strlen(row->key) == 2 && strncmp(row->key, sqlstate, 2) == 0)
            return row;
    return NULL;
}

static const struct row *find_constraint(const char *constraint)
{
    for (const struct row *row = constraints; row->key; row++)
        if (strcmp(row->key, constraint) == 0)
            return row;
    return NULL;
}

static void add_pointer(struct refusal *refusal, const char *pointer, const char *slug)
{
    if (!pointer)
        return;
    text_add_format(
        &refusal->members,
        "\"errors\":[{\"pointer\":\"%s\",\"code\":\"%s\",\"detail\":\"is refused by a rule of the "
        "record\"}]",
        pointer, slug);
}

/* The members of a JSON object without its braces; what is no object adds nothing. */
static void add_members(struct refusal *refusal, const char *object)
{
    const size_t length = object ? strlen(object) : 0;
    if (length > 2 && object[0] == '{' && object[length - 1] == '}')
        text_add(&refusal->members, object + 1, length - 2);
}

static int retry_after(const char *slug)
{
    static const char *const soon[] = {"idempotency-key-in-use", "busy",    "unavailable",
                                       "outcome-unknown",        "timeout", NULL};
    for (size_t i = 0; soon[i]; i++)
        if (strcmp(soon[i], slug) == 0)
            return 1;
    return 0;
}

void sqlstate_refuse(const struct sql_error *error, struct refusal *refusal)
{
    const char *sqlstate = error->sqlstate ? error->sqlstate : "08006";
    if (strcmp(sqlstate, SQLSTATE_REFUSED) == 0 && error->constraint) {
        refusal_set(refusal, error->constraint, error->message);
        add_members(refusal, error->detail);
        refusal->retry_after = retry_after(error->constraint);
        return;
    }
    if (strcmp(sqlstate, SQLSTATE_REPLAY) == 0) {
        refusal_set(refusal, SQLSTATE_REPLAY, NULL);
        return;
    }
    const struct row *row = error->constraint ? find_constraint(error->constraint) : NULL;
    if (!row)
        row = find_state(sqlstate);
    refusal_set(refusal, row ? row->slug : "internal-error", NULL);
    if (row)
        add_pointer(refusal, row->pointer, row->slug);
    refusal->retry_after = retry_after(refusal->slug);
    /* The message of a data exception or a broken constraint may quote values: those are not
     * logged. */
    const bool quotes = strncmp(sqlstate, "22", 2) == 0 || strncmp(sqlstate, "23", 2) == 0;
    const char *reason = quotes ? error->constraint : error->message;
    refusal_cause(refusal, "%s %s", sqlstate, reason ? reason : "");
}
