/* The HTTP server: accepts, reads, hands each request to one function, sends what that answers.
 * SPDX-License-Identifier: MIT */
#include "http/server.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <ulfius.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "http/address.h"
#include "http/stream.h"
#include "http/target.h"
#include "http/tls.h"
#include "http/visits.h"

/* Ulfius cannot tell a handler about its connection: the address of its visit stands in front of
 * the target Ulfius is told. */
#define MARK_LENGTH 17 /* a slash and sixteen hexadecimal digits */

struct server {
    struct _u_instance instance;
    struct server_settings settings;
    struct networks *proxies;
    int port;
};

static pthread_mutex_t flight_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t flight_landed = PTHREAD_COND_INITIALIZER;
static size_t in_flight;
static atomic_bool stopping;

static void count_flight(int change)
{
    pthread_mutex_lock(&flight_lock);
    in_flight += (size_t)change;
    if (in_flight == 0)
        pthread_cond_broadcast(&flight_landed);
    pthread_mutex_unlock(&flight_lock);
    metrics_gauge_add(GAUGE_REQUESTS_IN_FLIGHT, change);
}

static struct visit *visit_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    assert(info && info->socket_context);
    return info->socket_context;
}

/* libmicrohttpd has read a request line: the first that is known of a request. */
static void *note_arrival(void *cls, const char *target, struct MHD_Connection *connection)
{
    struct visit *visit = visit_of(connection);
    const size_t length = strlen(target);
    char *marked = malloc(MARK_LENGTH + length + 1);
    if (!marked)
        abort(); /* Ulfius cannot be told to refuse here */
    visit->arrived_us = clock_monotonic_us();
    (void)snprintf(marked, MARK_LENGTH + 1, "/%016" PRIxPTR, (uintptr_t)visit);
    memcpy(marked + MARK_LENGTH, target, length + 1);
    visit->context = ulfius_uri_logger(cls, marked);
    free(marked);
    visit->pending = true;
    count_flight(1);
    return visit->context;
}

static void note_completion(void *cls, struct MHD_Connection *connection, void **context,
                            enum MHD_RequestTerminationCode reason)
{
    struct visit *visit = visit_of(connection);
    mhd_request_completed(cls, connection, context, reason);
    visit->context = NULL;
    if (visit->pending)
        count_flight(-1);
    visit->pending = false;
    visits_expect(visit);
}

/* A connection comes, or goes: libmicrohttpd does not say that a request is over whose address it
 * could not take in. */
static void note_connection(void *cls, struct MHD_Connection *connection, void **context,
                            enum MHD_ConnectionNotificationCode what)
{
    struct visit *visit = *context;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        visit = calloc(1, sizeof *visit);
        if (!visit)
            abort();
        visit->connection = connection;
        visit->peer = address_of(
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
        visits_add(
            visit,
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd);
        *context = visit;
        return;
    }
    if (visit->pending)
        note_completion(cls, connection, &visit->context, MHD_REQUEST_TERMINATED_WITH_ERROR);
    visits_remove(visit);
    free(visit);
    *context = NULL;
}

const char *request_header(const struct request *request, const char *name)
{
    return u_map_get_case(request->headers, name);
}

/* Visible ASCII, or UTF-8 without controls. */
static bool is_text(const char *value, size_t length)
{
    bool ascii = true;
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)value[i];
        if ((c < ' ' && c != '\t') || c == 0x7f)
            return false;
        ascii = ascii && c < 0x80;
    }
    json_auto_t *text = ascii ? NULL : json_stringn(value, length);
    return ascii || text;
}

/* Headers a request may have once; then those that are only looked for. */
static const char *const single[] = {"Host",         "Authorization",   "Content-Length",
                                     "Content-Type", "Idempotency-Key", "Transfer-Encoding"};
enum { SINGLE_LENGTH = 2, SINGLE_CODING = 5, SINGLE_COUNT = sizeof single / sizeof single[0] };

struct inspection {
    unsigned seen; /* bits, as in `single` */
    const char *fault;
};

static enum MHD_Result inspect(void *opaque, enum MHD_ValueKind kind, const char *name,
                               size_t name_length, const char *value, size_t value_length)
{
    (void)kind;
    struct inspection *inspection = opaque;
    /* What is no text in Authorization is no token: identity says so, with 401. */
    const bool is_token = strcasecmp(name, "Authorization") == 0;
    if (!is_text(name, name_length) ||
        (!is_token && !is_text(value ? value : "", value ? value_length : 0)))
        inspection->fault = "A header is not text in UTF-8.";
    for (unsigned i = 0; i < SINGLE_COUNT; i++) {
        if (strcasecmp(name, single[i]) != 0)
            continue;
        if (inspection->seen & 1u << i)
            inspection->fault =
                "A header that may be sent once is sent twice: Host, Authorization, "
                "Content-Length, Content-Type, Idempotency-Key or "
                "Transfer-Encoding.";
        inspection->seen |= 1u << i;
    }
    return inspection->fault ? MHD_NO : MHD_YES;
}

const char *request_fault(const struct request *request)
{
    struct inspection inspection = {0};
    const unsigned both = 1u << SINGLE_LENGTH | 1u << SINGLE_CODING;
    (void)MHD_get_connection_values_n(request->connection, MHD_HEADER_KIND, inspect, &inspection);
    if (!inspection.fault && (inspection.seen & both) == both)
        return "A body has a Content-Length or comes in chunks, not both.";
    return inspection.fault;
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
static void find_address(const struct server *server, const struct visit *visit,
                         struct request *request)
{
    struct address address = visit->peer;
    if (networks_hold(server->proxies, &address)) {
        text_auto forwarded = {0};
        (void)MHD_get_connection_values(visit->connection, MHD_HEADER_KIND, join_forwarded,
                                        &forwarded);
        address = address_behind(server->proxies, address, forwarded.data);
    }
    address_write(&address, request->address);
}

static void read_request(const struct server *server, const struct _u_request *incoming,
                         struct request *request)
{
    assert(strlen(incoming->http_url) >= MARK_LENGTH);
    struct visit *visit = (struct visit *)(uintptr_t)strtoull(incoming->http_url + 1, NULL, 16);
    visits_answer(visit);
    request->method = incoming->http_verb;
    request->target = target_path(incoming->http_url + MARK_LENGTH);
    request->path_length = strcspn(request->target, "?");
    request->query = request->target[request->path_length] == '?'
                         ? request->target + request->path_length + 1
                         : NULL;
    request->body = incoming->binary_body;
    request->body_length = incoming->binary_body_length;
    request->body_too_long = incoming->binary_body_length > server->settings.body_limit;
    request->http_1_0 = incoming->http_protocol && strcmp(incoming->http_protocol, "HTTP/1.0") == 0;
    request->arrived_us = visit->arrived_us;
    request->connection = visit->connection;
    request->headers = incoming->map_header;
    find_address(server, visit, request);
    if (!take_request_id(request))
        uuid_v7(request->id);
}

/* A body of which nobody can say the length, and nothing comes: HEAD of what would be streamed. */
static ssize_t pull_nothing(void *cls, uint64_t offset, char *out, size_t most)
{
    (void)cls;
    (void)offset;
    (void)out;
    (void)most;
    return U_STREAM_END;
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
    if (atomic_load(&stopping))
        u_map_put(outgoing->map_header, "Connection", "close");
    if (response->stream) {
        ulfius_set_stream_response(outgoing, (unsigned)response->status, stream_pull, stream_gone,
                                   U_STREAM_SIZE_UNKNOWN, 65536, response->stream);
    } else if (response->fixed) {
        ulfius_set_binary_body_response(outgoing, (unsigned)response->status, response->fixed,
                                        response->fixed_length);
    } else if (response->body.length) {
        outgoing->binary_body_length = response->body.length;
        outgoing->binary_body = text_detach(&response->body);
    } else if (response->media_type) {
        ulfius_set_stream_response(outgoing, (unsigned)response->status, pull_nothing, NULL,
                                   U_STREAM_SIZE_UNKNOWN, 1024, NULL);
    }
}

static int on_request(const struct _u_request *incoming, struct _u_response *outgoing, void *opaque)
{
    const struct server *server = opaque;
    struct request request = {0};
    struct response response = {0};
    read_request(server, incoming, &request);
    server->settings.answer(&request, &response);
    send_response(&response, outgoing);
    response_clear(&response);
    return U_CALLBACK_COMPLETE;
}

/* libmicrohttpd's own complaints are about clients that went away or spoke nonsense. */
static void ignore_log(void *cls, const char *format, va_list arguments)
{
    (void)cls;
    (void)format;
    (void)arguments;
}

static int open_socket(const char *address, int port, char error[static 256])
{
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    const bool is_six = inet_pton(AF_INET6, address, &six.sin6_addr) == 1;
    if (!is_six && inet_pton(AF_INET, address, &four.sin_addr) != 1) {
        (void)snprintf(error, 256, "%s is no IPv4 or IPv6 address", address);
        return -1;
    }
    const int one = 1;
    const int fd =
        socket(is_six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) < 0 ||
        bind(fd, is_six ? (const struct sockaddr *)&six : (const struct sockaddr *)&four,
             is_six ? sizeof six : sizeof four) < 0 ||
        listen(fd, SOMAXCONN) < 0) {
        (void)snprintf(error, 256, "cannot listen on %s port %d: %s", address, port,
                       strerror(errno));
        if (fd >= 0)
            close(fd);
        return -1;
    }
    return fd;
}

static int port_of(int fd)
{
    union {
        struct sockaddr any;
        struct sockaddr_in four;
        struct sockaddr_in6 six;
    } bound = {.six = {0}};
    socklen_t length = sizeof bound;
    if (getsockname(fd, &bound.any, &length) < 0)
        return 0;
    return ntohs(bound.any.sa_family == AF_INET6 ? bound.six.sin6_port : bound.four.sin_port);
}

static bool start_framework(struct server *server, int fd)
{
    struct _u_instance *instance = &server->instance;
    /* Ulfius wants a port; the socket is ours, so this one is never used. */
    if (ulfius_init_instance(instance, 1, NULL, NULL) != U_OK)
        return false;
    instance->max_post_body_size = server->settings.body_limit + 1;
    instance->check_utf8 = 0; /* it would drop a header that is not UTF-8 without a word */
    instance->allowed_post_processor = U_POST_PROCESS_NONE;
    if (ulfius_add_endpoint_by_val(instance, "*", NULL, "*", 0, on_request, server) != U_OK)
        return false;
    const int workers = server->settings.workers;
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)ignore_log, NULL},
        /* these two are passed over without MHD_USE_TLS */
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(intptr_t)tls_priorities},
        {MHD_OPTION_HTTPS_CERT_CALLBACK2, 0, (void *)(intptr_t)tls_retrieve},
        {MHD_OPTION_LISTEN_SOCKET, fd, NULL},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)note_arrival, NULL},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)note_completion, NULL},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)note_connection, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, server->settings.connections, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, server->settings.idle_seconds, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {workers > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, workers, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    /* poll, not epoll: libmicrohttpd 0.9.75 forgets work when exactly 128 events are ready. */
    const unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL |
                           MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
                           (server->settings.tls ? MHD_USE_TLS : 0);
    return ulfius_start_framework_with_mhd_options(instance, flags, options) == U_OK;
}

struct server *server_start(const struct server_settings *settings, char error[static 256])
{
    atomic_store(&stopping, false);
    struct networks *proxies = networks_read(settings->proxies, error);
    struct server *server = proxies ? calloc(1, sizeof *server) : NULL;
    const int fd = server ? open_socket(settings->address, settings->port, error) : -1;
    if (fd < 0) {
        networks_free(proxies);
        free(server);
        return NULL;
    }
    server->settings = *settings;
    server->proxies = proxies;
    server->port = port_of(fd);
    /* Silent for as long as is allowed, and then as long again to send: no request takes more. */
    const bool watched = visits_start(2 * settings->idle_seconds);
    if (watched && start_framework(server, fd))
        return server;
    if (watched)
        visits_stop();
    (void)snprintf(error, 256, "the HTTP server does not start");
    ulfius_clean_instance(&server->instance);
    close(fd);
    networks_free(proxies);
    free(server);
    return NULL;
}

int server_port(const struct server *server)
{
    return server->port;
}

bool server_is_stopping(void)
{
    return atomic_load(&stopping);
}

void server_give_notice(void)
{
    atomic_store(&stopping, true);
}

static size_t wait_until_landed(int seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&flight_lock);
    while (in_flight > 0)
        if (pthread_cond_timedwait(&flight_landed, &flight_lock, &until) == ETIMEDOUT)
            break;
    const size_t left = in_flight;
    pthread_mutex_unlock(&flight_lock);
    return left;
}

size_t server_stop(struct server *server, int seconds)
{
    server_give_notice();
    /* Refused from now on; closed only when no thread can be using its number any more. */
    const int fd = MHD_quiesce_daemon(server->instance.mhd_daemon);
    if (fd >= 0)
        (void)shutdown(fd, SHUT_RDWR);
    const size_t left = wait_until_landed(seconds);
    if (server->settings.drained)
        server->settings.drained();
    stream_stop_all();
    ulfius_stop_framework(&server->instance);
    visits_stop();
    if (fd >= 0)
        close(fd);
    ulfius_clean_instance(&server->instance);
    networks_free(server->proxies);
    free(server);
    return left;
}
