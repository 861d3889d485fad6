/* What libmicrohttpd and Ulfius call while a request comes in and its answer goes out.
 * SPDX-License-Identifier: MIT */
#include "http/calls.h"

#include <assert.h>
#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <ulfius.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/metrics.h"
#include "base/text.h"
#include "http/door.h"
#include "http/stream.h"
#include "http/target.h"
#include "http/visits.h"

/* A body up to this length is taken before it is known who sends it. */
#define SMALL_BODY ((size_t)16 * 1024)
#define FIXED_PART ((size_t)16 * 1024)
/* One that is refused is read and forgotten, so that the client comes to read its answer; but not
 * more than so many times the longest that would be taken. */
#define PATIENCE 16

static const struct server_settings *with;
static const struct networks *proxies;
static MHD_AccessHandlerCallback ulfius_handler;
static _Thread_local struct visit *present; /* whose request Ulfius is told of */
static atomic_size_t in_flight, bodies_held;
static atomic_bool closing;
static pthread_mutex_t landing_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t landed = PTHREAD_COND_INITIALIZER;

void calls_use(const struct server_settings *settings, const struct networks *networks)
{
    with = settings;
    proxies = networks;
}

void calls_stand_before(MHD_AccessHandlerCallback handler)
{
    ulfius_handler = handler;
}

bool calls_pass_the_door(void)
{
    return ulfius_handler;
}

void calls_close(bool are_closing)
{
    atomic_store(&closing, are_closing);
}

bool calls_are_closing(void)
{
    return atomic_load(&closing);
}

static void take_off(void)
{
    atomic_fetch_add(&in_flight, 1);
    metrics_gauge_add(GAUGE_REQUESTS_IN_FLIGHT, 1);
}

static void land(void)
{
    metrics_gauge_add(GAUGE_REQUESTS_IN_FLIGHT, -1);
    if (atomic_fetch_sub(&in_flight, 1) != 1 || !calls_are_closing())
        return;
    pthread_mutex_lock(&landing_lock);
    pthread_cond_broadcast(&landed);
    pthread_mutex_unlock(&landing_lock);
}

size_t calls_wait(int seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&landing_lock);
    while (atomic_load(&in_flight) > 0)
        if (pthread_cond_clockwait(&landed, &landing_lock, CLOCK_MONOTONIC, &until) == ETIMEDOUT)
            break;
    pthread_mutex_unlock(&landing_lock);
    return atomic_load(&in_flight);
}

/* ---- Connections and requests come and go ------------------------------------------------------
 */

/* NULL when there was no memory for it. */
static struct visit *visit_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

enum MHD_Result calls_knock(void *cls, const struct sockaddr *peer, socklen_t length)
{
    (void)cls;
    (void)length;
    const struct address address = address_of(peer);
    return visits_has_room(&address) ? MHD_YES : MHD_NO;
}

static void forget_request(struct visit *visit)
{
    if (visit->pending)
        land();
    atomic_fetch_sub(&bodies_held, visit->reserved);
    visit->context = NULL;
    visit->pending = visit->met = visit->streaming = false;
    visit->too_long = visit->dropped = visit->admitted = false;
    visit->body_length = visit->reserved = 0;
}

/* libmicrohttpd has read a request line: the first that is known of a request. What Ulfius makes of
 * it is NULL when there is no memory, and then calls_access closes the connection. */
static void *on_line(void *cls, const char *target, struct MHD_Connection *connection)
{
    struct visit *visit = visit_of(connection);
    if (!visit)
        return NULL;
    visits_read_headers(visit);
    visit->arrived_us = clock_monotonic_us();
    visit->target = target;
    visit->target_length = target ? strlen(target) : 0;
    visit->context = ulfius_uri_logger(cls, target ? target : "");
    visit->pending = true;
    take_off();
    return visit->context;
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode reason)
{
    struct visit *visit = visit_of(connection);
    mhd_request_completed(cls, connection, context, reason);
    if (!visit)
        return;
    forget_request(visit);
    visits_wait(visit);
}

static struct visit *begin_visit(struct MHD_Connection *connection)
{
    const int fd =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    struct visit *visit = calloc(1, sizeof *visit);
    if (!visit) {
        (void)shutdown(fd, SHUT_RDWR);
        return NULL;
    }
    visit->connection = connection;
    visit->peer = address_of(
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
    visits_add(visit, fd);
    return visit;
}

/* libmicrohttpd does not say that a request is over whose address it could not take in: then only
 * its connection goes. */
static void on_connection(void *cls, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode what)
{
    struct visit *visit = *context;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        *context = begin_visit(connection);
        return;
    }
    if (!visit)
        return;
    if (visit->pending)
        on_completed(cls, connection, &visit->context, MHD_REQUEST_TERMINATED_WITH_ERROR);
    visits_remove(visit);
    free(visit);
    *context = NULL;
}

void calls_name(struct MHD_OptionItem *options)
{
    options[0] = (struct MHD_OptionItem){MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)on_line, NULL};
    options[1] = (struct MHD_OptionItem){MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_completed, NULL};
    options[2] =
        (struct MHD_OptionItem){MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, NULL};
}

/* ---- A request as the pipeline sees it ---------------------------------------------------------
 */

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
static void find_address(const struct visit *visit, struct request *request)
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

static void read_request(const struct visit *visit, const struct _u_request *incoming,
                         struct request *request)
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
    request->http_1_0 = incoming->http_protocol && strcmp(incoming->http_protocol, "HTTP/1.0") == 0;
    request->arrived_us = visit->arrived_us;
    request->connection = visit->connection;
    request->headers = incoming->map_header;
    find_address(visit, request);
    if (!take_request_id(request))
        uuid_v7(request->id);
}

/* ---- Answers -----------------------------------------------------------------------------------
 */

/* A body of which nobody can say the length, and nothing comes: HEAD of what would be streamed. */
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

static void send_response(struct response *response, struct _u_response *outgoing)
{
    if (response_failed(response)) {
        /* No memory even for the refusal: better no word than half of one. */
        outgoing->status = 503;
        if (response->stream)
            stream_drop(response->stream);
        return;
    }
    outgoing->status = response->status;
    if (response->media_type)
        u_map_put(outgoing->map_header, "Content-Type", response->media_type);
    for (size_t i = 0; i < response->header_count; i++)
        u_map_put(outgoing->map_header, response->headers[i].name, response->headers[i].value);
    if (calls_are_closing())
        u_map_put(outgoing->map_header, "Connection", "close");
    if (response->stream) {
        ulfius_set_stream_response(outgoing, (unsigned)response->status, stream_pull, stream_gone,
                                   U_STREAM_SIZE_UNKNOWN, 65536, response->stream);
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
    } else if (response->media_type) {
        ulfius_set_stream_response(outgoing, (unsigned)response->status, pull_nothing, NULL,
                                   U_STREAM_SIZE_UNKNOWN, 1024, NULL);
    }
}

int calls_answer(const struct _u_request *incoming, struct _u_response *outgoing, void *unused)
{
    (void)unused;
    assert(present);
    struct request request = {0};
    struct response response = {0};
    read_request(present, incoming, &request);
    with->answer(&request, &response);
    present->streaming = response.stream;
    send_response(&response, outgoing);
    response_clear(&response);
    return U_CALLBACK_COMPLETE;
}

static struct MHD_Response *at_once(const struct response *response)
{
    if (response->stream)
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 65536, stream_pull,
                                                 response->stream, stream_gone);
    if (response->fixed && response->fixed != response->bare)
        return MHD_create_response_from_buffer_with_free_callback(
            response->fixed_length, (void *)(uintptr_t)response->fixed, NULL);
    if (response->fixed)
        return MHD_create_response_from_buffer(
            response->fixed_length, (char *)(uintptr_t)response->bare, MHD_RESPMEM_MUST_COPY);
    return MHD_create_response_from_buffer(response->body.length, response->body.data,
                                           MHD_RESPMEM_MUST_COPY);
}

/* Hands an answer to libmicrohttpd before the request was read to its end, which then closes the
 * connection and takes nothing that follows for a request. */
static enum MHD_Result send_at_once(struct visit *visit, struct response *response)
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

static enum MHD_Result answer_at_once(struct visit *visit, struct request *request)
{
    struct response response = {0};
    with->answer(request, &response);
    const enum MHD_Result result = send_at_once(visit, &response);
    response_clear(&response);
    return result;
}

/* ---- The door ----------------------------------------------------------------------------------
 */

/* What of the memory for large bodies is missing to hold one of this length. False: there is none.
 */
static bool reserve(struct visit *visit, size_t length)
{
    const size_t missing = length > visit->reserved ? length - visit->reserved : 0;
    if (missing == 0)
        return true;
    if (atomic_fetch_add(&bodies_held, missing) + missing > with->bodies_limit) {
        atomic_fetch_sub(&bodies_held, missing);
        return false;
    }
    visit->reserved += missing;
    return true;
}

/* Whether more of a body may be held: only of somebody who may send one, and while there is room.
 */
static bool admits(struct visit *visit, const struct request *request, size_t length)
{
    if (length <= SMALL_BODY)
        return true;
    visit->admitted = visit->admitted || with->wants_body(request);
    return visit->admitted && reserve(visit, length);
}

/* How long its body will be, SIZE_MAX when it comes in chunks. What Content-Length says was checked
 * by libmicrohttpd. */
static size_t announced_length(const struct request *request)
{
    const char *length = request_header(request, "Content-Length");
    if (request_header(request, "Transfer-Encoding"))
        return SIZE_MAX;
    return length ? strtoull(length, NULL, 10) : 0;
}

/* The headers were read; Ulfius has seen them. */
static enum MHD_Result greet(struct visit *visit, const struct _u_request *incoming,
                             const char *method, const char *version)
{
    struct request request = {0};
    visit->met = true;
    read_request(visit, incoming, &request);
    request.fault = door_fault(visit->connection, &(struct door_line){
                                                      .method = method,
                                                      .version = version,
                                                      .target = incoming->http_url,
                                                      .target_place = visit->target,
                                                      .target_length = visit->target_length,
                                                  });
    request.crowded = visit->crowded;
    if (request.fault || request.crowded)
        return answer_at_once(visit, &request);
    const size_t length = announced_length(&request);
    if (length == 0)
        return MHD_YES;
    visits_read_body(visit);
    if (length == SIZE_MAX)
        return MHD_YES;
    request.body_too_long = visit->too_long = length > with->body_limit;
    request.body_dropped = visit->dropped = visit->too_long || !admits(visit, &request, length);
    const bool waits = request_header(&request, "Expect");
    if (visit->dropped && (waits || length / PATIENCE > with->body_limit))
        return answer_at_once(visit, &request);
    return MHD_YES;
}

/* Whether a part of a body is to be kept. */
static bool keeps(struct visit *visit, const struct _u_request *incoming, size_t length)
{
    if (visit->dropped)
        return false;
    struct request request = {0};
    const size_t total = visit->body_length += length;
    visit->too_long = total > with->body_limit;
    if (total > SMALL_BODY && total > visit->reserved && !visit->too_long) {
        read_request(visit, incoming, &request);
        visit->dropped = !admits(visit, &request, total);
    }
    visit->dropped = visit->dropped || visit->too_long;
    return !visit->dropped;
}

/* What libmicrohttpd calls: once with the headers, then with each part of a body, and at the end.
 */
enum MHD_Result calls_access(void *cls, struct MHD_Connection *connection, const char *url,
                             const char *method, const char *version, const char *upload,
                             size_t *upload_length, void **context)
{
    struct visit *visit = visit_of(connection);
    if (!visit || !*context)
        return MHD_NO;
    const struct _u_request *incoming = ((struct connection_info_struct *)*context)->request;
    const bool first = !visit->met, last = visit->met && *upload_length == 0;
    if (last)
        visits_work(visit);
    if (*upload_length && !keeps(visit, incoming, *upload_length)) {
        *upload_length = 0;
        return MHD_YES;
    }
    present = visit;
    const enum MHD_Result result =
        ulfius_handler(cls, connection, url, method, version, upload, upload_length, context);
    present = NULL;
    if (result == MHD_YES && first)
        return greet(visit, incoming, method, version);
    if (result == MHD_YES && last)
        visits_answer(visit);
    return result;
}
