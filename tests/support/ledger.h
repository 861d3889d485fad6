/* Funds with money in them, for tests of what is spent, passed on and closed.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>

#include "support/http.h"
#include "support/service.h"

#define POOLED "kcst-pooled-budget"
#define POOLED_FUND "/v1/funds/" POOLED
/* A post that the pooled budget pays £12,000 a year for, from April 2018 to March 2020, and so a
 * purpose of it. */
#define POST "test-post"

/* A service at a day, with that post and a fund 'reserve' that the fire service hosts too. */
struct service *ledger_start(const char *today);

/* Tokens of the pooled budget's host, of a partner that reads it whole, and of one that knows of it
 * but reads nothing of what is in it. */
const char *ledger_host(struct service *service);
const char *ledger_reader(struct service *service);
const char *ledger_outsider(struct service *service);

/* Posts a partner's contribution to the pooled budget for a financial year, in its first weeks.
 * The caller frees its address. */
char *ledger_pay(struct service *service, const char *partner, const char *year, long long pence);

/* Confirms it, as received on the day it says. */
void ledger_confirm(struct service *service, const char *contribution);

/* Posts spending from a fund of the fire service's, or a transfer from one to another; the test
 * fails when that is refused. The caller frees its address. */
char *ledger_spend(struct service *service, const char *purpose, const char *day, long long pence,
                   const char *decision);
char *ledger_pass_on(struct service *service, const char *from, const char *to, const char *day,
                     long long pence);

/* Takes back what stands at an address; closes a year. The test fails when that is refused. */
void ledger_take_back(struct service *service, const char *address);
char *ledger_close(struct service *service, const char *fund, const char *year);

/* Makes a spending, a transfer and a closing of the pooled budget's, each with the id that
 * contract_target names. Of any service whose day is in 2018/19. */
void ledger_examples(const struct service *service);

/* The first value that SQL gives is this text. */
void assert_sql(const struct service *service, const char *sql, const char *expected);

/* What stands on the accounts, as "fund kind item pence, ..." without those on which nothing does;
 * and that each fund's accounts sum to nothing. */
void assert_ledger(const struct service *service, const char *expected);

/* How many rows there are in each table that a write of this service adds to; audit events of what
 * was read, also by a dry run, are not counted. The caller frees it. */
char *ledger_counts(const struct service *service);

/* What a write promises about its key and its dry run. Its first body is accepted, its second would
 * be under another key: the key is asked for and must be one, a dry run keeps nothing and has no
 * Location, the same once more is answered with the first reply, and another body is refused
 * (`other` NULL: there is no other that is taken). The caller frees the first reply. */
struct reply assert_keyed(const struct service *service, const char *token, const char *target,
                          const char *body, const char *other, bool key_required);

/* What a read promises: by token, by scope, by form and by tag; a wrong address is refused with the
 * parameter named; an outsider is told that there is nothing. `outsider` NULL: nobody is. */
void assert_readable(const struct service *service, const char *token, const char *outsider,
                     const char *target, const char *wrong, const char *parameter);

/* The CSV of an address, by Accept and by format=csv, and that HEAD says the same of it. The caller
 * frees it. */
char *ledger_csv(const struct service *service, const char *token, const char *target);
