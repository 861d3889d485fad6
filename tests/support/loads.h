/* Loads of observations: an indicator to load, and the three ways to send rows.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "support/door.h"

#define OBSERVATIONS "/v1/observations"
#define HEADER "indicator,area,period,value,status\n"
#define ROW "burglary,E10000016,2017-03,812,final\n"
#define FORM_TYPE "multipart/form-data; boundary=xyz"
#define FORM_START                                                                                 \
    "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n"
#define FORM_END "\r\n--xyz--\r\n"

/* A service with some settings (ended by NULL; or NULL) that knows the indicators `burglary`, of
 * each month, and `thefts`, of each quarter; the partner kcc writes them. */
struct service *start_loads(const char *const *settings);

const char *loader(struct service *service);

/* Sends rows as a body of text/csv, as JSON, as a file in a form. `key` may be NULL; `target` is
 * OBSERVATIONS with a query, or without. */
struct reply send_csv(struct service *service, const char *target, const char *csv);
struct reply send_json(struct service *service, const char *target, const char *json);
struct reply send_file(struct service *service, const char *target, const char *key,
                       const char *csv, size_t length);

/* How many observations there are. */
long observations(const struct service *service);

/* What a metric of the service is now. */
long metric(const struct service *service, const char *name);

/* Kilobytes of memory of the service's process: "VmHWM", "VmRSS". */
long memory_of(const struct service *service, const char *name);
