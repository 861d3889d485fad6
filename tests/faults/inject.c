/* Fails the Nth call of a kind, for tests/faults: linked into saferd_faults, never into saferd.
 * SPDX-License-Identifier: MIT
 *
 * The linker sends what the service's own objects call here first (--wrap): allocation, of which
 * jansson's is a part, and libpq. What the libraries call is left alone, but for their sockets:
 * send, recv and sendmsg are this program's own, so that libmicrohttpd's and libpq's calls come
 * here too. A socket of the Internet is a client's, a socket of the machine is PostgreSQL's.
 *
 * The test says what is to fail through a file that both map, named by SAFER_FAULTS: struct plan.
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum kind {
    KIND_NONE,
    KIND_MEMORY,          /* an allocation finds nothing */
    KIND_DATABASE,        /* a call of libpq fails */
    KIND_DATABASE_SOCKET, /* PostgreSQL's connection is lost at a send or a recv */
    KIND_CLIENT_SEND,     /* the client's connection is lost at a send */
    KIND_CLIENT_SHORT,    /* a send to the client takes a few bytes only */
    KIND_CLIENT_RECEIVE,  /* the client's connection is lost at a recv */
};

enum { TRACE_MAX = 24, STACKS_MAX = 8000 };

struct plan {
    _Atomic int64_t kind;
    _Atomic int64_t at;       /* which call of that kind fails, from 1; 0: none, they are listed */
    _Atomic int64_t persists; /* and all that come after it */
    _Atomic int64_t calls, failed;
    _Atomic int64_t trace[TRACE_MAX]; /* from where the first one that failed was called */
    _Atomic int64_t failed_stack;     /* the same as one number */
    _Atomic int64_t
        stacks[STACKS_MAX]; /* from where each of those listed was called, as a number */
};

static struct plan *plan;
static char *program_start;

extern char __executable_start, _end;

__attribute__((constructor)) static void map_plan(void)
{
    const char *path = getenv("SAFER_FAULTS");
    const int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0)
        return;
    void *mapped = mmap(NULL, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (mapped == MAP_FAILED)
        abort();
    void *frames[2];
    (void)backtrace(frames, 2); /* which loads what it needs now, and not within an allocation */
    program_start = &__executable_start;
    plan = mapped;
}

/* The way through the program to here, as a number: the same for the same way (FNV-1a). */
static int64_t stack_number(void *const *frames, int count)
{
    uint64_t number = 14695981039346656037U;
    for (int i = 0; i < count; i++) {
        const char *frame = frames[i];
        if (frame >= program_start && frame < &_end)
            number = (number ^ (uint64_t)(frame - program_start)) * 1099511628211U;
    }
    return (int64_t)(number >> 1);
}

/* Keeps where that call comes from: of each call while they are listed, else of the one that fails.
 */
static void keep_stack(int64_t call, bool is_listed)
{
    void *frames[TRACE_MAX];
    const int count = backtrace(frames, TRACE_MAX);
    const int64_t number = stack_number(frames, count);
    if (is_listed) {
        if (call <= STACKS_MAX)
            atomic_store(&plan->stacks[call - 1], number);
        return;
    }
    atomic_store(&plan->failed_stack, number);
    for (int i = 0; i < count; i++)
        atomic_store(&plan->trace[i], (char *)frames[i] - program_start);
}

/* Whether this call is the one to fail. */
static bool fails(enum kind kind)
{
    if (!plan || atomic_load(&plan->kind) != (int64_t)kind)
        return false;
    const int64_t call = atomic_fetch_add(&plan->calls, 1) + 1, at = atomic_load(&plan->at);
    const bool is_listed = at == 0;
    if (!is_listed && call != at && !(call > at && atomic_load(&plan->persists)))
        return false;
    if (is_listed || atomic_fetch_add(&plan->failed, 1) == 0)
        keep_stack(call, is_listed);
    return !is_listed;
}

/* ---- Allocation ---------------------------------------------------------------------------- */

#define WRAP(result, name, parameters, arguments, kind, failure)                                   \
    result __real_##name parameters;                                                               \
    result __wrap_##name parameters;                                                               \
    result __wrap_##name parameters                                                                \
    {                                                                                              \
        if (fails(kind)) {                                                                         \
            errno = ENOMEM;                                                                        \
            return failure;                                                                        \
        }                                                                                          \
        return __real_##name arguments;                                                            \
    }

WRAP(void *, malloc, (size_t size), (size), KIND_MEMORY, NULL)
WRAP(void *, calloc, (size_t count, size_t size), (count, size), KIND_MEMORY, NULL)
WRAP(void *, realloc, (void *old, size_t size), (old, size), KIND_MEMORY, NULL)
WRAP(char *, strdup, (const char *text), (text), KIND_MEMORY, NULL)
WRAP(char *, strndup, (const char *text, size_t length), (text, length), KIND_MEMORY, NULL)

int __wrap_asprintf(char **text, const char *format, ...) __attribute__((format(printf, 2, 3)));

int __wrap_asprintf(char **text, const char *format, ...)
{
    if (fails(KIND_MEMORY)) {
        *text = NULL;
        return -1;
    }
    va_list arguments;
    va_start(arguments, format);
    const int length = vasprintf(text, format, arguments);
    va_end(arguments);
    return length;
}

/* ---- libpq --------------------------------------------------------------------------------- */

WRAP(PGconn *, PQconnectStartParams,
     (const char *const *names, const char *const *values, int more), (names, values, more),
     KIND_DATABASE, NULL)
WRAP(PostgresPollingStatusType, PQconnectPoll, (PGconn * pg), (pg), KIND_DATABASE,
     PGRES_POLLING_FAILED)
WRAP(int, PQsetnonblocking, (PGconn * pg, int value), (pg, value), KIND_DATABASE, -1)
WRAP(int, PQenterPipelineMode, (PGconn * pg), (pg), KIND_DATABASE, 0)
WRAP(int, PQsendPrepare,
     (PGconn * pg, const char *name, const char *sql, int count, const Oid *types),
     (pg, name, sql, count, types), KIND_DATABASE, 0)
WRAP(int, PQsendQueryPrepared,
     (PGconn * pg, const char *name, int count, const char *const *values, const int *lengths,
      const int *formats, int format),
     (pg, name, count, values, lengths, formats, format), KIND_DATABASE, 0)
WRAP(int, PQsendQueryParams,
     (PGconn * pg, const char *sql, int count, const Oid *types, const char *const *values,
      const int *lengths, const int *formats, int format),
     (pg, sql, count, types, values, lengths, formats, format), KIND_DATABASE, 0)
WRAP(int, PQexitPipelineMode, (PGconn * pg), (pg), KIND_DATABASE, 0)
WRAP(int, PQsendQuery, (PGconn * pg, const char *sql), (pg, sql), KIND_DATABASE, 0)
WRAP(int, PQputCopyData, (PGconn * pg, const char *bytes, int length), (pg, bytes, length),
     KIND_DATABASE, -1)
WRAP(int, PQputCopyEnd, (PGconn * pg, const char *error), (pg, error), KIND_DATABASE, -1)
WRAP(int, PQpipelineSync, (PGconn * pg), (pg), KIND_DATABASE, 0)
WRAP(int, PQflush, (PGconn * pg), (pg), KIND_DATABASE, -1)
WRAP(int, PQconsumeInput, (PGconn * pg), (pg), KIND_DATABASE, 0)
WRAP(PGresult *, PQgetResult, (PGconn * pg), (pg), KIND_DATABASE, NULL)
WRAP(PGresult *, PQexec, (PGconn * pg, const char *sql), (pg, sql), KIND_DATABASE, NULL)

/* ---- Sockets ------------------------------------------------------------------------------- */

static bool is_client(int socket)
{
    int family = 0;
    return getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &family, &(socklen_t){sizeof family}) == 0 &&
           family != AF_UNIX;
}

static bool loses(int socket, enum kind client_kind)
{
    const bool lost = is_client(socket) ? fails(client_kind) : fails(KIND_DATABASE_SOCKET);
    if (lost) {
        (void)shutdown(socket, SHUT_RDWR);
        errno = ECONNRESET;
    }
    return lost;
}

static bool is_short(int socket, size_t length)
{
    return length > 7 && is_client(socket) && fails(KIND_CLIENT_SHORT);
}

/* The one of the libraries behind this one: libc's, or a sanitizer's before it. */
#define NEXT(name) ((__typeof__(&(name)))(uintptr_t)dlsym(RTLD_NEXT, #name))

ssize_t send(int socket, const void *bytes, size_t length, int flags)
{
    if (plan && loses(socket, KIND_CLIENT_SEND))
        return -1;
    const size_t part = plan && is_short(socket, length) ? 7 : length;
    return NEXT(send)(socket, bytes, part, flags);
}

ssize_t recv(int socket, void *bytes, size_t length, int flags)
{
    if (plan && loses(socket, KIND_CLIENT_RECEIVE))
        return -1;
    return NEXT(recv)(socket, bytes, length, flags);
}

ssize_t sendmsg(int socket, const struct msghdr *message, int flags)
{
    if (plan && loses(socket, KIND_CLIENT_SEND))
        return -1;
    if (plan && message->msg_iovlen && is_short(socket, message->msg_iov->iov_len))
        return NEXT(send)(socket, message->msg_iov->iov_base, 7, flags);
    return NEXT(sendmsg)(socket, message, flags);
}
