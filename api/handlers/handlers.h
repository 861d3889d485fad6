/* The few operations that SQL alone cannot do: x-handler in the contract.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "database/pool.h"
#include "http/request.h"
#include "http/response.h"

/* A handler fills the response, or the refusal when it returns false. */
typedef bool handler(const struct request *request, struct response *response, struct pool *pool,
                     struct refusal *refusal);

/* The handler of this name; every x-handler of the contract has one (a test says so). */
handler *handler_find(const char *name);
