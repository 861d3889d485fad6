/* One request on its way through the pipeline, and what the steps have found out so far.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <jansson.h>

#include "base/digest.h"
#include "base/refusal.h"
#include "contract/parameters.h"
#include "contract/router.h"
#include "database/transaction.h"
#include "http/headers.h"
#include "http/limits.h"
#include "http/negotiate.h"
#include "http/request.h"
#include "http/response.h"
#include "identity/identity.h"

#define SCRATCH_MAX 64

/* What a step of the pipeline came to. */
enum flow {
    GO_ON,
    ANSWERED,    /* the reply is set */
    BEGIN_AGAIN, /* the transaction is gone, and nothing was kept */
    LATER,       /* another thread goes on */
};

struct means;

struct exchange {
    const struct means *means;
    const struct request *request;
    struct response *response;
    struct route route;
    const struct operation *operation; /* NULL until routed */
    bool anonymous;
    bool is_known; /* the token was checked a moment ago: `caller` is filled */
    struct caller caller;
    struct allowance allowance; /* what is left to who asks */
    struct faults faults;
    struct parameters parameters;
    enum form form;
    bool guard;  /* CSV for a spreadsheet */
    char *after; /* the key behind `after`, owned */
    long limit;  /* rows of a page */
    char page_size[24];
    bool dry_run;
    json_t *body;                      /* owned */
    char key[IDEMPOTENCY_KEY_MAX + 1]; /* "" when there is none, or it is ignored */
    char fingerprint[DIGEST_HEX_SIZE]; /* SHA-256 of what the key stands for */
    char if_match[24];                 /* the version, or "" */
    char new_id[UUID_TEXT_SIZE];
    const char *load_form;     /* "csv", "json", "file": how a load came; or NULL */
    const char *load_filename; /* lent by the request, or NULL; and the file's type as it is said */
    const char *load_type;
    char load_sha256[DIGEST_HEX_SIZE]; /* of the bytes that came */
    char load_bytes[24];
    char *scratch[SCRATCH_MAX]; /* texts of body members, owned */
    size_t scratch_count;
    bool out_of_memory; /* a value could not be written down: nothing may be executed with it */
    int64_t ends_us;    /* when what is slow gives up; 0: it is not slow */
    struct connection *connection;     /* while the transaction is open */
    size_t head_at, main_at, reads_at; /* places in the pipeline that ran */
    bool has_head;
    bool audits;                       /* an audit event is queued */
    char *object, *before;             /* what a write changed, owned */
    char *composed;                    /* what a write composed and keeps, owned */
    char file_sha256[DIGEST_HEX_SIZE]; /* of the file that is answered, or "" */
    char *watermark; /* what a later list begins at, owned; NULL when there is none */
    struct refusal refusal;
    int64_t auth_us, database_us;
    unsigned round_trips, retries;
};

/* The value of a declared parameter, or NULL; and whether it is `true`. */
const char *exchange_parameter(const struct exchange *exchange, const char *name);
bool exchange_is_true(const struct exchange *exchange, const char *name);

/* Whether it is HEAD, which is otherwise answered as GET. */
bool exchange_is_head(const struct exchange *exchange);

/* The text of one argument of a statement, or NULL for an SQL NULL; the exchange owns it. */
const char *exchange_value(struct exchange *exchange, const struct argument *argument);

/* All of them; `values` has room for STATEMENT_ARGUMENTS_MAX. */
void exchange_values(struct exchange *exchange, const struct argument *arguments, size_t count,
                     const char **values);

/* Frees the texts made for statements; before they are asked for again. */
void exchange_forget_values(struct exchange *exchange);

/* Frees what it holds. */
void exchange_clear(struct exchange *exchange);

/* Who asks, as the database is told. */
struct claims exchange_claims(const struct exchange *exchange);

/* Where the database could not read a value: a mark of the right shape around a key of the wrong
 * one was altered, and is named. */
void exchange_name_cursor(struct exchange *exchange);

/* A copy of the first row's value, or NULL where it is NULL. False: no memory. */
must_check bool exchange_copy_first(const struct rows *rows, const char *name, char **copy);

/* Whether who asks may be shown what is restricted, so that it is to be written down. */
bool exchange_may_be_shown(const struct exchange *exchange);

/* Whether its answer may hold what is restricted, so that nobody keeps it: as above, and a write
 * whose answer is a resource that is read so. */
bool exchange_may_hold_restricted(const struct exchange *exchange);
