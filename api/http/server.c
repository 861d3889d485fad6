/* The HTTP server: accepts, reads, hands each request to one function, sends what that answers.
 * SPDX-License-Identifier: MIT */
#include "http/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <jansson.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <ulfius.h>
#include <unistd.h>

#include "base/memory.h"
#include "http/address.h"
#include "http/calls.h"
#include "http/stream.h"
#include "http/tls.h"
#include "http/visits.h"

/* What libmicrohttpd may hold of a connection: the request line, the headers, and what it makes of
 * them. */
#define CONNECTION_MEMORY 32768
#define SENDING_SECONDS 2 /* for answers that are ready when the time to finish is over */

struct server {
    struct _u_instance instance;
    struct server_settings settings;
    struct networks *proxies;
    int port;
};

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
    json_set_alloc_funcs(memory_take, memory_give); /* Ulfius has just set others */
    instance->max_post_body_size = server->settings.body_limit + 1;
    instance->check_utf8 = 0; /* it would drop a header that is not UTF-8 without a word */
    instance->allowed_post_processor = U_POST_PROCESS_NONE;
    if (ulfius_add_endpoint_by_val(instance, "*", NULL, "*", 0, calls_answer, NULL) != U_OK)
        return false;
    const int workers = server->settings.workers;
    /* It shares them out among its threads, and some have more than others. */
    const int connections =
        server->settings.connections + visits_reserve(server->settings.connections) + 2 * workers;
    struct MHD_OptionItem options[] = {
        [CALLS_OPTIONS] = {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)ignore_log, NULL},
        /* these two are passed over without MHD_USE_TLS */
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(intptr_t)tls_priorities},
        {MHD_OPTION_HTTPS_CERT_CALLBACK2, 0, (void *)(intptr_t)tls_retrieve},
        {MHD_OPTION_LISTEN_SOCKET, fd, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, connections, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, server->settings.idle_seconds, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 0, NULL}, /* the door is stricter, and says why */
        {workers > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, workers, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    calls_name(options);
    /* poll, not epoll: libmicrohttpd 0.9.75 forgets work when exactly 128 events are ready. */
    const unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL |
                           MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
                           (server->settings.tls ? MHD_USE_TLS : 0);
    return ulfius_start_framework_with_mhd_options(instance, flags, options) == U_OK &&
           calls_pass_the_door();
}

struct server *server_start(const struct server_settings *settings, char error[static 256])
{
    calls_close(false);
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
    calls_use(&server->settings, proxies);
    const bool watched = visits_start(&(struct visits_settings){
        .header_seconds = settings->header_seconds,
        .body_seconds = settings->body_seconds,
        .upload_seconds = settings->upload_seconds,
        .answer_seconds = settings->answer_seconds,
        .connections = settings->connections,
        .per_address = settings->connections_per_address,
        .proxies = proxies,
    });
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
    return calls_are_closing();
}

void server_give_notice(void)
{
    calls_close(true);
}

size_t server_stop(struct server *server, int seconds)
{
    server_give_notice();
    /* Refused from now on; closed only when no thread can be using its number any more. */
    const int fd = MHD_quiesce_daemon(server->instance.mhd_daemon);
    if (fd >= 0)
        (void)shutdown(fd, SHUT_RDWR);
    const size_t left = calls_wait(seconds);
    if (server->settings.drained)
        server->settings.drained();
    stream_stop_all();
    /* What rested has its answer now, which is still to be sent. */
    if (left)
        (void)calls_wait(SENDING_SECONDS);
    ulfius_stop_framework(&server->instance);
    visits_stop();
    if (fd >= 0)
        close(fd);
    ulfius_clean_instance(&server->instance);
    networks_free(server->proxies);
    free(server);
    return left;
}
