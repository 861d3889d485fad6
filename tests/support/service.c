/* Starts and stops saferd, each time with a database made from the template.
 * SPDX-License-Identifier: MIT */
#include "support/service.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "identity/identity.h"

enum {
    START_SECONDS = 60,
    STOP_SECONDS = 60,
    SETTINGS_MAX = 64,
    TOKENS_MAX = 32,
    STARTS_MAX = 5,
    TOKEN_SECONDS = 3600,
    WORKERS = 2
};

extern char **environ;

__attribute__((weak)) const int service_workers = 2;

struct token {
    char *wanted, *text; /* client, partner and scope, apart by newlines; the token */
};

struct service {
    char *database; /* its name */
    char *folder;   /* holds the next two */
    char *state, *log;
    char *url;
    char *settings[SETTINGS_MAX + 1]; /* its whole environment, ends with NULL */
    size_t setting_count;
    size_t port_setting; /* which of them is SAFER_PORT */
    unsigned port;
    pid_t process;
    struct token tokens[TOKENS_MAX];
    size_t token_count;
};

/* ---- Small things -------------------------------------------------------------------------- */

static const char *wanted_setting(const char *name)
{
    const char *value = getenv(name);
    cr_assert(value && *value, "%s is not set: these tests are run by ./check", name);
    return value;
}

__attribute__((format(printf, 1, 2))) static char *text_of(const char *format, ...)
{
    va_list arguments;
    char *text = NULL;
    va_start(arguments, format);
    const int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    cr_assert_geq(length, 0);
    return text;
}

static double now_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static char *database_url(const char *database, const char *login)
{
    return text_of("postgresql://%s@/%s?host=%s", login, database,
                   wanted_setting("SAFER_TEST_SOCKET"));
}

/* Runs SQL as superuser; the first value of the first row, or NULL. */
static char *run_sql(const char *database, const char *sql)
{
    char *url = database_url(database, "postgres");
    PGconn *connection = PQconnectdb(url);
    free(url);
    cr_assert_eq(PQstatus(connection), CONNECTION_OK, "%s", PQerrorMessage(connection));
    PGresult *result = PQexec(connection, sql);
    const ExecStatusType status = PQresultStatus(result);
    cr_assert(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, "%s: %s", sql,
              PQerrorMessage(connection));
    char *value = NULL;
    if (PQntuples(result) && PQnfields(result) && !PQgetisnull(result, 0, 0)) {
        value = strdup(PQgetvalue(result, 0, 0));
    }
    PQclear(result);
    PQfinish(connection);
    return value;
}

/* A loopback port nobody listens on now. */
static unsigned free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_geq(probe, 0);
    cr_assert_eq(bind(probe, (const struct sockaddr *)&address, length), 0);
    cr_assert_eq(getsockname(probe, (struct sockaddr *)&address, &length), 0);
    close(probe);
    return ntohs(address.sin_port);
}

/* The end of the log, to say why; the caller frees it. */
static char *last_words(const struct service *service)
{
    char *text = calloc(1, 4096);
    cr_assert_not_null(text);
    const int file = open(service->log, O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        const off_t size = lseek(file, 0, SEEK_END);
        const ssize_t got = pread(file, text, 4095, size > 4095 ? size - 4095 : 0);
        text[got > 0 ? got : 0] = '\0';
        close(file);
    }
    return text;
}

/* ---- The process --------------------------------------------------------------------------- */

/* Runs a program with the service's environment. What it says goes to the log. */
static pid_t spawn(const struct service *service, char *const arguments[])
{
    posix_spawn_file_actions_t actions;
    pid_t process = 0;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, service->log, O_WRONLY | O_APPEND | O_CREAT,
                                     0600);
    posix_spawn_file_actions_adddup2(&actions, 2, 1);
    const int fault = posix_spawnp(&process, arguments[0], &actions, NULL, arguments,
                                   (char *const *)service->settings);
    posix_spawn_file_actions_destroy(&actions);
    cr_assert_eq(fault, 0, "cannot start %s: %s", arguments[0], strerror(fault));
    return process;
}

/* Waits for the process to end, without sleeping through it. False when the time is over. */
static bool ended_within(pid_t process, double seconds, int *status)
{
    const double deadline = now_seconds() + seconds;
    for (;;) {
        const pid_t ended = waitpid(process, status, WNOHANG);
        if (ended == process) {
            return true;
        }
        if (now_seconds() > deadline) {
            return false;
        }
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    }
}

/* Whether the service says, in what it adds to its log, that it is ready. False when it ends
 * before, or when the time is over. */
static bool became_ready(struct service *service, off_t log_start)
{
    const double deadline = now_seconds() + START_SECONDS;
    const int file = open(service->log, O_RDONLY | O_CLOEXEC);
    bool ready = false, ended = false;

    cr_assert_geq(file, 0);
    while (!ready && !ended && now_seconds() < deadline) {
        char text[4096];
        int status = 0;
        ended = ended_within(service->process, 0, &status);
        const ssize_t got = pread(file, text, sizeof text - 1, log_start);
        text[got > 0 ? got : 0] = '\0';
        ready = strstr(text, "\"event\":\"ready\"");
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    }
    close(file);
    if (!ready && !ended) {
        kill(service->process, SIGKILL);
        waitpid(service->process, NULL, 0);
    }
    return ready && !ended;
}

static bool start_process(struct service *service)
{
    /* A failed assertion leaves the test without another word: the service must end with it. */
    char program[] = "setpriv", option[] = "--pdeathsig", end_signal[] = "TERM",
         command[] = "serve";
    char *binary = text_of("%s", wanted_setting("SAFERD"));
    char *const arguments[] = {program, option, end_signal, binary, command, NULL};
    struct stat log;
    const off_t log_start = stat(service->log, &log) == 0 ? log.st_size : 0;

    service->process = spawn(service, arguments);
    free(binary);
    if (became_ready(service, log_start)) {
        return true;
    }
    service->process = 0;
    return false;
}

static void stop_process(struct service *service)
{
    int status = 0;
    if (!service->process) {
        return;
    }
    kill(service->process, SIGTERM);
    const bool ended = ended_within(service->process, STOP_SECONDS, &status);
    if (!ended) {
        kill(service->process, SIGKILL);
        waitpid(service->process, &status, 0);
    }
    service->process = 0;
    char *words = last_words(service);
    cr_expect(ended, "the service did not stop when asked: %s", words);
    cr_expect(!ended || (WIFEXITED(status) && WEXITSTATUS(status) == 0),
              "the service ended with wait status %d: %s", status, words);
    free(words);
}

/* ---- A service ----------------------------------------------------------------------------- */

static void add_setting(struct service *service, char *setting)
{
    cr_assert_lt(service->setting_count, (size_t)SETTINGS_MAX);
    service->settings[service->setting_count++] = setting;
}

/* What the service inherits: enough to run, and what the sanitizers are to do. */
static void inherit(struct service *service)
{
    static const char *const names[] = {
        "PATH=",         "HOME=",          "LANG=",         "TZ=",
        "ASAN_OPTIONS=", "UBSAN_OPTIONS=", "LSAN_OPTIONS=", "TSAN_OPTIONS="};
    for (char **variable = environ; *variable; variable++) {
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            if (strncmp(*variable, names[i], strlen(names[i])) == 0) {
                add_setting(service, text_of("%s", *variable));
            }
        }
    }
}

static void choose_port(struct service *service)
{
    service->port = free_port();
    free(service->settings[service->port_setting]);
    free(service->url);
    service->settings[service->port_setting] = text_of("SAFER_PORT=%u", service->port);
    service->url = text_of("http://127.0.0.1:%u", service->port);
}

struct service *service_start(const struct service_options *options)
{
    static unsigned started;
    struct service *service = calloc(1, sizeof *service);
    cr_assert_not_null(service);
    curl_global_init(CURL_GLOBAL_DEFAULT);

    service->database = text_of("test_%ld_%u", (long)getpid(), started++);
    char *sql = text_of("CREATE DATABASE %s OWNER safer_migrate TEMPLATE %s STRATEGY file_copy",
                        service->database, wanted_setting("SAFER_TEST_TEMPLATE"));
    free(run_sql("postgres", sql));
    free(sql);

    service->folder = text_of("%s/service-XXXXXX", wanted_setting("SAFER_TEST_FOLDER"));
    cr_assert_not_null(mkdtemp(service->folder));
    service->state = text_of("%s/state", service->folder);
    service->log = text_of("%s/log", service->folder);
    cr_assert_eq(mkdir(service->state, 0700), 0);

    inherit(service);
    char *url = database_url(service->database, "saferd");
    add_setting(service, text_of("DATABASE_URL=%s", url));
    free(url);
    add_setting(service, text_of("SAFER_STATE=%s", service->state));
    add_setting(service, text_of("SAFER_ADDRESS=127.0.0.1"));
    service->port_setting = service->setting_count;
    add_setting(service, NULL);
    if (options && options->today) {
        add_setting(service, text_of("SAFER_TODAY=%s", options->today));
    }
    for (const char *const *more = options ? options->environment : NULL; more && *more; more++) {
        add_setting(service, text_of("%s", *more));
    }
    /* Each worker has a connection, whose process in PostgreSQL learns everything anew. Of two
     * settings with one name the first holds. */
    add_setting(service, text_of("SAFER_WORKERS=%d", service_workers));

    for (int i = 0; i < STARTS_MAX; i++) { /* somebody else may take the port first */
        choose_port(service);
        if (start_process(service)) {
            return service;
        }
    }
    cr_assert(false, "the service did not start: %s", last_words(service));
    return NULL;
}

/* Removes a folder with what the service leaves in it: files, and folders of files. */
static void remove_folder(const char *folder)
{
    char program[] = "rm", option[] = "-rf", end[] = "--", *copy = text_of("%s", folder);
    char *const arguments[] = {program, option, end, copy, NULL};
    pid_t process = 0;
    int status = 0;
    cr_expect_eq(posix_spawnp(&process, program, NULL, NULL, arguments, environ), 0);
    waitpid(process, &status, 0);
    free(copy);
}

void service_stop(struct service *service)
{
    if (!service) {
        return;
    }
    stop_process(service);
    char *sql = text_of("DROP DATABASE %s WITH (FORCE)", service->database);
    free(run_sql("postgres", sql));
    free(sql);
    remove_folder(service->folder);
    for (size_t i = 0; i < service->setting_count; i++) {
        free(service->settings[i]);
    }
    for (size_t i = 0; i < service->token_count; i++) {
        free(service->tokens[i].wanted);
        free(service->tokens[i].text);
    }
    free(service->database);
    free(service->folder);
    free(service->state);
    free(service->log);
    free(service->url);
    free(service);
}

void service_stop_at(struct service **service)
{
    service_stop(*service);
    *service = NULL;
}

void service_restart(struct service *service)
{
    stop_process(service);
    cr_assert(start_process(service), "the service did not start again: %s", last_words(service));
}

const char *service_url(const struct service *service)
{
    return service->url;
}

char *service_database_url(const struct service *service, const char *login)
{
    return database_url(service->database, login);
}

pid_t service_process(const struct service *service)
{
    return service->process;
}

const char *service_state(const struct service *service)
{
    return service->state;
}

const char *service_log(const struct service *service)
{
    return service->log;
}

char *service_sql(const struct service *service, const char *sql)
{
    return run_sql(service->database, sql);
}

/* One of the service's settings; NULL when it has none of this name. */
static const char *setting_of(const struct service *service, const char *name)
{
    const size_t length = strlen(name);
    for (size_t i = 0; i < service->setting_count; i++) {
        const char *setting = service->settings[i];
        if (setting && strncmp(setting, name, length) == 0 && setting[length] == '=') {
            return setting + length + 1;
        }
    }
    return NULL;
}

/* What `saferd token` prints with this service's settings, without a process for each. */
static char *signed_token(const struct service *service, const struct development_token *wanted)
{
    const char *audience = setting_of(service, "SAFER_AUDIENCE");
    const struct identity_settings settings = {
        .issuers_file = setting_of(service, "SAFER_ISSUERS"),
        .state_folder = setting_of(service, "SAFER_STATE"),
        .audience = audience ? audience : "safer-communities",
    };
    char *text = NULL, error[512] = "";
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    cr_assert_not_null(out);
    const bool is_signed = identity_sign_development(&settings, wanted, out, error);
    fclose(out);
    cr_assert(is_signed, "no token: %s", error);
    text[strcspn(text, "\r\n")] = '\0';
    return text;
}

/* The token of a partner's, or of the person with this subject. Threads that send at once ask for
 * theirs at once. */
static const char *token_of(struct service *service, const struct development_token *token)
{
    static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
    char *wanted = text_of("%s\n%s\n%s\n%s", token->client, token->partner ? token->partner : "",
                           token->subject ? token->subject : "", token->scope);
    pthread_mutex_lock(&one_at_a_time);
    size_t at = 0;
    while (at < service->token_count && strcmp(service->tokens[at].wanted, wanted) != 0) {
        at++;
    }
    if (at < service->token_count) {
        free(wanted);
    } else {
        cr_assert_lt(at, (size_t)TOKENS_MAX);
        service->tokens[at] =
            (struct token){.wanted = wanted, .text = signed_token(service, token)};
        service->token_count++;
    }
    const char *text = service->tokens[at].text;
    pthread_mutex_unlock(&one_at_a_time);
    return text;
}

const char *service_token(struct service *service, const char *client, const char *partner,
                          const char *scope)
{
    return token_of(service, &(struct development_token){.client = client,
                                                         .partner = partner,
                                                         .scope = scope,
                                                         .ttl_seconds = TOKEN_SECONDS});
}

const char *service_person(struct service *service, const char *client, const char *subject,
                           const char *scope)
{
    return token_of(service, &(struct development_token){.client = client,
                                                         .subject = subject,
                                                         .scope = scope,
                                                         .ttl_seconds = TOKEN_SECONDS});
}

const char *service_colleague(struct service *service, const char *client, const char *partner,
                              const char *subject, const char *scope)
{
    return token_of(service, &(struct development_token){.client = client,
                                                         .subject = subject,
                                                         .partner = partner,
                                                         .scope = scope,
                                                         .ttl_seconds = TOKEN_SECONDS});
}

double processor_seconds_of(const struct service *service)
{
    clockid_t clock;
    struct timespec used;
    cr_assert_eq(clock_getcpuclockid(service_process(service), &clock), 0);
    cr_assert_eq(clock_gettime(clock, &used), 0);
    return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}
