/* What libmicrohttpd and Ulfius call while a request comes in and its answer goes out.
 * SPDX-License-Identifier: MIT */
#include "http/calls.h"

#include <assert.h>
#include <errno.h>
#include <microhttpd.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <ulfius.h>

#include "base/clock.h"
#include "base/metrics.h"
#include "http/door.h"
#include "http/send.h"
#include "http/stream.h"
#include "http/visits.h"

/* A request that is answered later. */
struct call {
    struct request request; /* first: it leads back here */
    struct response response;
    atomic_bool ready;
};

/* A body up to this length is taken before it is known who sends it. */
#define SMALL_BODY ((size_t)16 * 1024)
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

static void forget_call(struct visit *visit)
{
    struct call *call = visit->call;
    if (!call)
        return;
    assert(atomic_load(&call->ready)); /* what rests does not end */
    if (call->response.stream)         /* it was never begun */
        stream_drop(call->response.stream);
    response_clear(&call->response);
    free(call);
    visit->call = NULL;
}

static void forget_request(struct visit *visit)
{
    forget_call(visit);
    upload_free(visit->upload);
    visit->upload = NULL;
    if (visit->pending)
        land();
    atomic_fetch_sub(&bodies_held, visit->reserved);
    visit->context = NULL;
    visit->pending = visit->met = visit->streaming = false;
    visit->too_long = visit->dropped = visit->admitted = visit->slow = false;
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

/* ---- Answers -----------------------------------------------------------------------------------
 */

int calls_answer(const struct _u_request *incoming, struct _u_response *outgoing, void *unused)
{
    (void)unused;
    assert(present);
    struct request request = {0};
    struct response own = {0}, *response = present->call ? &present->call->response : &own;
    if (!present->call) {
        request_read(&request, present, incoming, proxies);
        const bool ready = with->answer(&request, response);
        assert(ready);
    }
    present->streaming = response->stream;
    send_by_ulfius(response, outgoing, calls_are_closing());
    response->stream = NULL;
    response_clear(response);
    return U_CALLBACK_COMPLETE;
}

/* Has a request answered that may take long. True: the answer is there, or there is no memory for
 * it to come later; else the connection rests until it is. */
static bool answer_or_rest(struct visit *visit, const struct _u_request *incoming)
{
    if (visit->call)
        return atomic_load(&visit->call->ready);
    struct call *call = calloc(1, sizeof *call);
    if (!call)
        return true;
    visit->call = call;
    request_read(&call->request, visit, incoming, proxies);
    call->request.may_wait = true;
    if (!with->answer(&call->request, &call->response))
        return false;
    atomic_store(&call->ready, true);
    return true;
}

void server_suspend(const struct request *request)
{
    assert(request->may_wait);
    MHD_suspend_connection(request->connection);
}

void server_resume(const struct request *request)
{
    struct MHD_Connection *connection = request->connection;
    atomic_store(&((struct call *)(uintptr_t)request)->ready, true);
    MHD_resume_connection(connection);
}

bool server_is_deserted(const struct request *request)
{
    struct pollfd one = {
        .fd = MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CONNECTION_FD)
                  ->connect_fd,
        .events = POLLRDHUP,
    };
    return poll(&one, 1, 0) > 0 && one.revents & (POLLRDHUP | POLLHUP | POLLERR);
}

static enum MHD_Result answer_at_once(struct visit *visit, struct request *request)
{
    struct response response = {0};
    const bool ready = with->answer(request, &response);
    assert(ready);
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

/* A form with a file is on its way: it is kept only of somebody who may send one. Who waits to be
 * asked for it, or sends more than is ever taken, has the refusal at once; else it is read to its
 * end and dropped. */
static enum MHD_Result greet_upload(struct visit *visit, struct request *request, size_t length)
{
    const size_t expected = length == SIZE_MAX ? 0 : length;
    if (with->wants_body(request)) {
        visits_read_upload(visit);
        visit->upload =
            upload_begin(&with->uploads, request_header(request, "Content-Type"), expected);
    } else {
        visits_read_body(visit);
    }
    request->upload = visit->upload;
    request->body_dropped = visit->dropped = !visit->upload;
    const bool refused = visit->dropped || visit->upload->slug;
    if (refused && (request_header(request, "Expect") || expected > with->uploads.limit))
        return answer_at_once(visit, request);
    return MHD_YES;
}

/* The headers were read; Ulfius has seen them. */
static enum MHD_Result greet(struct visit *visit, const struct _u_request *incoming,
                             const char *method, const char *version)
{
    struct request request = {0};
    visit->met = true;
    request_read(&request, visit, incoming, proxies);
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
    const unsigned traits = with->traits(&request);
    const size_t length = announced_length(&request);
    visit->slow = traits & SERVER_SLOW;
    if (length == 0)
        return MHD_YES;
    if (traits & SERVER_FILES && multipart_is(request_header(&request, "Content-Type")))
        return greet_upload(visit, &request, length);
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

/* Whether a part of a body is to be kept in memory. */
static bool keeps(struct visit *visit, const struct _u_request *incoming, const char *bytes,
                  size_t length)
{
    if (visit->dropped)
        return false;
    if (visit->upload) {
        upload_take(visit->upload, bytes, length);
        return false;
    }
    struct request request = {0};
    const size_t total = visit->body_length += length;
    visit->too_long = total > with->body_limit;
    if (total > SMALL_BODY && total > visit->reserved && !visit->too_long) {
        request_read(&request, visit, incoming, proxies);
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
    if (*upload_length && !keeps(visit, incoming, upload, *upload_length)) {
        *upload_length = 0;
        return MHD_YES;
    }
    if (last) {
        visits_work(visit);
        if (visit->upload && !visit->call)
            upload_end(visit->upload);
        if (visit->slow && !answer_or_rest(visit, incoming))
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
