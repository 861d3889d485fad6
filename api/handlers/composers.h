/* Answers that are calculated from rows rather than being rows: x-compose in the contract.
 * SPDX-License-Identifier: MIT
 *
 * A composer is given what the operation's statements answer, and writes the body. It knows nothing
 * of requests or transactions. */
#pragma once

#include "base/refusal.h"
#include "base/text.h"
#include "database/rows.h"
#include "http/negotiate.h"

struct composition {
    const struct rows *head; /* one row, of <operation>.head.sql. Where rows come in parts it is
                                there until the next of them are asked for */
    struct rows rows;        /* the first rows, or all of them */
    enum form form;          /* what is wanted: JSON, or CSV where the contract offers it */
    bool guard;              /* of CSV: against spreadsheet formulas */
    bool is_write;           /* the text is kept, not sent: always JSON */
    struct refusal refusal;  /* why there is no answer; its slug is "" when memory was missing */
    /* Puts the next rows into `rows`: none when there are no more. False: they cannot be had, and
     * the composer has nothing to say of it. NULL where all rows are there. */
    bool (*more)(struct composition *composition);
    void *context; /* more's own */
};

/* Writes the body into `out`. False: there is no answer. */
typedef bool composer(struct composition *composition, struct text *out);

/* The composer of this name, NULL when there is none; a test asks for each the contract names. */
composer *composer_find(const char *name);
