/* A small HTTP server on the loopback that answers every request with one text.
 * SPDX-License-Identifier: MIT */
#include "key_server.h"

#include <arpa/inet.h>
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct key_server {
    int listener;
    char url[64];
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    char *answer;
    size_t length;
    unsigned count;
    bool is_held, is_stopped;
};

static void set_answer(struct key_server *server, const char *status, const char *headers,
                       const char *body)
{
    free(server->answer);
    const int length = asprintf(
        &server->answer, "HTTP/1.1 %s\r\nContent-Length: %zu\r\n%sConnection: close\r\n\r\n%s",
        status, strlen(body), headers, body);
    assert(length > 0);
    server->length = (size_t)length;
}

static void serve_one(struct key_server *server, int client)
{
    char request[4096];
    if (recv(client, request, sizeof request, 0) <= 0)
        return;
    pthread_mutex_lock(&server->lock);
    server->count++;
    pthread_cond_broadcast(&server->changed);
    while (server->is_held && !server->is_stopped)
        pthread_cond_wait(&server->changed, &server->lock);
    const size_t length = server->length;
    char *answer = strndup(server->answer, length);
    pthread_mutex_unlock(&server->lock);
    for (size_t sent = 0; sent < length;) {
        const ssize_t more = send(client, answer + sent, length - sent, MSG_NOSIGNAL);
        if (more <= 0)
            break;
        sent += (size_t)more;
    }
    free(answer);
}

static void *run(void *context)
{
    struct key_server *server = context;
    for (;;) {
        const int client = accept(server->listener, NULL, NULL);
        if (client < 0)
            return NULL;
        serve_one(server, client);
        shutdown(client, SHUT_WR);
        close(client);
    }
}

struct key_server *key_server_start(const char *body)
{
    struct key_server *server = calloc(1, sizeof *server);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert(server->listener >= 0);
    assert(bind(server->listener, (struct sockaddr *)&address, length) == 0);
    assert(listen(server->listener, 16) == 0);
    assert(getsockname(server->listener, (struct sockaddr *)&address, &length) == 0);
    snprintf(server->url, sizeof server->url, "http://127.0.0.1:%d/keys", ntohs(address.sin_port));
    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->changed, NULL);
    set_answer(server, "200 OK", "", body);
    assert(pthread_create(&server->thread, NULL, run, server) == 0);
    return server;
}

void key_server_stop(struct key_server *server)
{
    pthread_mutex_lock(&server->lock);
    server->is_stopped = true;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->lock);
    shutdown(server->listener, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->listener);
    pthread_cond_destroy(&server->changed);
    pthread_mutex_destroy(&server->lock);
    free(server->answer);
    free(server);
}

const char *key_server_url(const struct key_server *server)
{
    return server->url;
}

void key_server_answer(struct key_server *server, const char *status, const char *headers,
                       const char *body)
{
    pthread_mutex_lock(&server->lock);
    set_answer(server, status, headers, body);
    pthread_mutex_unlock(&server->lock);
}

static void set_held(struct key_server *server, bool is_held)
{
    pthread_mutex_lock(&server->lock);
    server->is_held = is_held;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->lock);
}

void key_server_hold(struct key_server *server)
{
    set_held(server, true);
}

void key_server_go_on(struct key_server *server)
{
    set_held(server, false);
}

unsigned key_server_count(struct key_server *server)
{
    pthread_mutex_lock(&server->lock);
    const unsigned count = server->count;
    pthread_mutex_unlock(&server->lock);
    return count;
}

void key_server_wait(struct key_server *server, unsigned count)
{
    pthread_mutex_lock(&server->lock);
    while (server->count < count)
        pthread_cond_wait(&server->changed, &server->lock);
    pthread_mutex_unlock(&server->lock);
}
