/* A request as it came in, put together from what Ulfius and libmicrohttpd know of it.
 * SPDX-License-Identifier: MIT */
#include "http/request.h"

#include <microhttpd.h>
#include <string.h>
#include <strings.h>
#include <ulfius.h>

#include "base/digest.h"
#include "base/text.h"
#include "http/target.h"
#include "http/visits.h"

const char *request_header(const struct request *request, const char *name)
{
    return u_map_get_case(request->headers, name);
}

/* The client's own X-Request-Id where it can stand in a log line as it is. */
static bool take_request_id(struct request *request)
{
    const char *id = request_header(request, "X-Request-Id");
    const size_t length = id ? strlen(id) : 0;
    if (length < 8 || length >= REQUEST_ID_SIZE ||
        strspn(id, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.") != length)
        return false;
    memcpy(request->id, id, length + 1);
    return true;
}

static enum MHD_Result join_forwarded(void *opaque, enum MHD_ValueKind kind, const char *name,
                                      const char *value)
{
    (void)kind;
    struct text *joined = opaque;
    if (strcasecmp(name, "X-Forwarded-For") == 0)
        text_add_format(joined, "%s%s", joined->length ? "," : "", value ? value : "");
    return MHD_YES;
}

/* The peer's address or, where that is a proxy, whom it speaks for. */
static void find_address(const struct visit *visit, const struct networks *proxies,
                         struct request *request)
{
    struct address address = visit->peer;
    if (networks_hold(proxies, &address)) {
        text_auto forwarded = {0};
        (void)MHD_get_connection_values(visit->connection, MHD_HEADER_KIND, join_forwarded,
                                        &forwarded);
        address = address_behind(proxies, address, forwarded.data);
    }
    address_write(&address, request->address);
}

void request_read(struct request *request, const struct visit *visit,
                  const struct _u_request *incoming, const struct networks *proxies)
{
    request->method = incoming->http_verb;
    request->target = target_path(incoming->http_url);
    request->path_length = strcspn(request->target, "?");
    request->query = request->target[request->path_length] == '?'
                         ? request->target + request->path_length + 1
                         : NULL;
    request->body = visit->dropped ? NULL : incoming->binary_body;
    request->body_length = visit->dropped ? 0 : incoming->binary_body_length;
    request->body_too_long = visit->too_long;
    request->body_dropped = visit->dropped;
    request->upload = visit->upload;
    request->http_1_0 = incoming->http_protocol && strcmp(incoming->http_protocol, "HTTP/1.0") == 0;
    request->arrived_us = visit->arrived_us;
    request->connection = visit->connection;
    request->headers = incoming->map_header;
    find_address(visit, proxies, request);
    if (!take_request_id(request))
        uuid_v7(request->id);
}

void request_wipe_body(const struct request *request)
{
    if (request->body_length)
        explicit_bzero((char *)request->body, request->body_length);
}
