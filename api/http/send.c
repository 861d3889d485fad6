/* Hands answers to Ulfius, or to libmicrohttpd where a request is refused before it was read.
 * SPDX-License-Identifier: MIT */
#include "http/send.h"

#include <string.h>
#include <ulfius.h>

#include "http/stream.h"

#define FIXED_PART ((size_t)16 * 1024)

/* A body of which nothing comes, whether its length is known or not: HEAD of what would be
 * streamed.
 */
static ssize_t pull_nothing(void *cls, uint64_t offset, char *out, size_t most)
{
    (void)cls;
    (void)offset;
    (void)out;
    (void)most;
    return U_STREAM_END;
}

/* Part of a constant body: libmicrohttpd asks for no more than there is. Kept whole for each client
 * that takes its time, it would be a copy for each. */
static ssize_t pull_fixed(void *fixed, uint64_t offset, char *out, size_t most)
{
    memcpy(out, (const char *)fixed + offset, most);
    return (ssize_t)most;
}

void send_by_ulfius(struct response *response, struct _u_response *outgoing, bool closes)
{
    if (response_failed(response)) {
        /* No memory even for the refusal: better no word than half of one. */
        outgoing->status = 503;
        if (response->stream)
            stream_drop(response->stream);
        return;
    }
    const uint64_t length = response->length ? response->length : U_STREAM_SIZE_UNKNOWN;
    outgoing->status = response->status;
    if (response->media_type)
        u_map_put(outgoing->map_header, "Content-Type", response->media_type);
    for (size_t i = 0; i < response->header_count; i++)
        u_map_put(outgoing->map_header, response->headers[i].name, response->headers[i].value);
    if (closes)
        u_map_put(outgoing->map_header, "Connection", "close");
    if (response->stream) {
        ulfius_set_stream_response(outgoing, (unsigned)response->status, stream_pull, stream_gone,
                                   length, 65536, response->stream);
    } else if (response->fixed == response->bare) { /* which ends with this call */
        ulfius_set_binary_body_response(outgoing, (unsigned)response->status, response->bare,
                                        response->fixed_length);
    } else if (response->fixed) {
        ulfius_set_stream_response(outgoing, (unsigned)response->status, pull_fixed, NULL,
                                   response->fixed_length, FIXED_PART,
                                   (void *)(uintptr_t)response->fixed);
    } else if (response->body.length) {
        outgoing->binary_body_length = response->body.length;
        outgoing->binary_body = text_detach(&response->body);
    } else if (response->media_type || response->length) {
        ulfius_set_stream_response(outgoing, (unsigned)response->status, pull_nothing, NULL, length,
                                   1024, NULL);
    }
}

static struct MHD_Response *at_once(const struct response *response)
{
    if (response->stream)
        return MHD_create_response_from_callback(response->length ? response->length
                                                                  : MHD_SIZE_UNKNOWN,
                                                 65536, stream_pull, response->stream, stream_gone);
    if (response->fixed && response->fixed != response->bare)
        return MHD_create_response_from_buffer_with_free_callback(
            response->fixed_length, (void *)(uintptr_t)response->fixed, NULL);
    if (response->fixed)
        return MHD_create_response_from_buffer(
            response->fixed_length, (char *)(uintptr_t)response->bare, MHD_RESPMEM_MUST_COPY);
    return MHD_create_response_from_buffer(response->body.length, response->body.data,
                                           MHD_RESPMEM_MUST_COPY);
}

enum MHD_Result send_at_once(struct visit *visit, struct response *response)
{
    struct MHD_Response *outgoing = response_failed(response) ? NULL : at_once(response);
    if (!outgoing) {
        if (response->stream)
            stream_drop(response->stream);
        return MHD_NO;
    }
    if (response->media_type)
        (void)MHD_add_response_header(outgoing, "Content-Type", response->media_type);
    for (size_t i = 0; i < response->header_count; i++)
        (void)MHD_add_response_header(outgoing, response->headers[i].name,
                                      response->headers[i].value);
    (void)MHD_add_response_header(outgoing, "Connection", "close");
    visit->streaming = response->stream;
    visits_work(visit);
    visits_answer(visit);
    const enum MHD_Result result =
        MHD_queue_response(visit->connection, (unsigned)response->status, outgoing);
    MHD_destroy_response(outgoing);
    return result;
}
