/* Many streams at once, to clients that read, read slowly or leave, until all are stopped: a plain
 * program, for ThreadSanitizer. SPDX-License-Identifier: MIT
 *
 * The connections are libmicrohttpd's own: only its workers suspend and resume. */
#include "http/stream.h"

#include <arpa/inet.h>
#include <assert.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define WORKERS 4
#define CLIENTS 6
#define ROUNDS 12
#define CHUNK ((size_t)10007) /* so that the ends of chunks come everywhere in the ring */
#define LENGTH (4 * STREAM_BUFFER_SIZE + 12345)

static atomic_int producers; /* running */

/* What stands at each place of every stream. */
static char byte_at(size_t place)
{
    return (char)('a' + place % 23);
}

static void *produce(void *opaque)
{
    struct stream *stream = opaque;
    char chunk[CHUNK];
    bool taken = true;
    for (size_t place = 0; taken && place < LENGTH;) {
        size_t length = CHUNK < LENGTH - place ? CHUNK : LENGTH - place;
        for (size_t i = 0; i < length; i++)
            chunk[i] = byte_at(place + i);
        taken = stream_write(stream, chunk, length);
        place += length;
        (void)stream_is_over(stream);
    }
    (void)stream_finish(stream, taken);
    atomic_fetch_sub(&producers, 1);
    return NULL;
}

static void begin_producer(struct stream *stream)
{
    pthread_t thread;
    atomic_fetch_add(&producers, 1);
    assert(pthread_create(&thread, NULL, produce, stream) == 0);
    pthread_detach(thread);
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *body,
                              size_t *body_length, void **request)
{
    static int seen;
    (void)context, (void)url, (void)method, (void)version, (void)body, (void)body_length;
    if (!*request) {
        *request = &seen;
        return MHD_YES;
    }
    struct stream *stream = stream_new(connection, 60, 600);
    if (!stream) {
        struct MHD_Response *busy =
            MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
        const enum MHD_Result queued = MHD_queue_response(connection, 503, busy);
        MHD_destroy_response(busy);
        return queued;
    }
    begin_producer(stream);
    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, (size_t)32 * 1024, stream_pull, stream, stream_gone);
    assert(response);
    const enum MHD_Result queued = MHD_queue_response(connection, 200, response);
    MHD_destroy_response(response);
    return queued;
}

static struct MHD_Daemon *start(uint16_t *ret_port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL,
                         answer, NULL, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
                         MHD_OPTION_THREAD_POOL_SIZE, (unsigned)WORKERS, MHD_OPTION_END);
    assert(daemon);
    *ret_port = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    return daemon;
}

/* Whether the producer hears that all was well, of `length` bytes expected (0: nobody knows), when
 * the connection took so many of five and let go before the end. */
static bool is_whole(uint64_t length, size_t taken)
{
    char out[5];
    struct stream *stream = stream_new(NULL, 60, 600);
    assert(stream);
    if (length)
        stream_expect(stream, length);
    assert(stream_write(stream, "12345", 5));
    assert(stream_pull(stream, 0, out, taken) == (ssize_t)taken);
    stream_gone(stream);
    return stream_finish(stream, true);
}

static void check_what_is_expected(void)
{
    assert(is_whole(5, 5));
    assert(!is_whole(5, 4));
    assert(!is_whole(6, 5));
    assert(!is_whole(0, 5)); /* more could come */
}

/* ---- Clients ------------------------------------------------------------------------------------
 */

static uint16_t port;
static atomic_int completed;

static int ask(void)
{
    static const char request[] = "GET / HTTP/1.0\r\n\r\n"; /* ended by closing, without chunks */
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    const int wire = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert(wire >= 0 && connect(wire, (struct sockaddr *)&address, sizeof address) == 0);
    assert(send(wire, request, sizeof request - 1, MSG_NOSIGNAL) == (ssize_t)sizeof request - 1);
    return wire;
}

/* Reads up to `most` bytes of the body and holds them to what was produced. */
static size_t read_body(int wire, size_t most)
{
    char bytes[5000], head[4096];
    size_t head_length = 0, place = 0;
    head[0] = '\0';
    while (!strstr(head, "\r\n\r\n")) {
        if (recv(wire, head + head_length, 1, 0) != 1)
            return 0;
        head[++head_length] = '\0';
        assert(head_length + 1 < sizeof head);
    }
    if (!strstr(head, " 200 "))
        return 0;
    for (ssize_t got; place < most && (got = recv(wire, bytes, sizeof bytes, 0)) > 0;)
        for (ssize_t i = 0; i < got; i++, place++)
            assert(bytes[i] == byte_at(place));
    return place;
}

/* Of three clients one reads all, one leaves in the middle, one at once. */
static void *read_streams(void *context)
{
    const int number = *(const int *)context;
    for (int round = 0; round < ROUNDS; round++) {
        const int kind = (number + round) % 3, wire = ask();
        if (kind == 0)
            assert(read_body(wire, SIZE_MAX) == LENGTH);
        else if (kind == 1)
            assert(read_body(wire, LENGTH / 2) >= LENGTH / 2);
        close(wire);
        atomic_fetch_add(&completed, kind == 0);
    }
    return NULL;
}

/* Whatever has come when all streams are stopped was right as far as it went. */
static void *read_until_stopped(void *context)
{
    (void)context;
    for (int round = 0; round < ROUNDS; round++) {
        const int wire = ask();
        assert(read_body(wire, SIZE_MAX) <= LENGTH);
        close(wire);
        atomic_fetch_add(&completed, 1);
    }
    return NULL;
}

static void start_clients(void *(*function)(void *), pthread_t threads[static CLIENTS])
{
    static const int numbers[CLIENTS] = {0, 1, 2, 3, 4, 5};
    for (int i = 0; i < CLIENTS; i++)
        assert(pthread_create(&threads[i], NULL, function, (void *)(uintptr_t)&numbers[i]) == 0);
}

int main(void)
{
    check_what_is_expected();
    pthread_t threads[CLIENTS];
    struct MHD_Daemon *daemon = start(&port);
    start_clients(read_streams, threads);
    for (int i = 0; i < CLIENTS; i++)
        pthread_join(threads[i], NULL);
    assert(atomic_load(&completed) == CLIENTS * ROUNDS / 3);

    atomic_store(&completed, 0);
    start_clients(read_until_stopped, threads);
    while (atomic_load(&completed) < CLIENTS)
        usleep(1000);
    stream_stop_all();
    for (int i = 0; i < CLIENTS; i++)
        pthread_join(threads[i], NULL);
    MHD_stop_daemon(daemon);
    while (atomic_load(&producers) > 0 || stream_count() > 0)
        usleep(1000);
    puts("ok");
    return 0;
}
