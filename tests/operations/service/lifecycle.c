/* How the service starts, stops and migrates, and what it says when it cannot.
 * SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/http.h"
#include "support/program.h"
#include "support/service.h"
#include "support/session.h"
#include "support/wire.h"

const int service_workers = 8;

#define LENGTH(array) (sizeof(array) / sizeof *(array))
#define BODY                                                                                       \
    "{\"fund\": \"kcst-pooled-budget\", \"financial_year\": \"2018/19\","                          \
    " \"amount_pence\": 1600000, \"received_on\": \"2018-04-03\","                                 \
    " \"external_reference\": \"KCC-1\"}"

static const char *needed(const char *name)
{
    const char *value = getenv(name);
    cr_assert(value, "%s is not set: these tests are run by ./check", name);
    return value;
}

/* ---- Processes of the test's own ----------------------------------------------------------- */

enum { SETTINGS_MAX = 16 };

/* An environment: what the sanitizers need, and these settings; freed with the test. */
static const char *const *environment(const char *const *settings)
{
    static const char *all[SETTINGS_MAX];
    static char asan[512], ubsan[512];
    size_t count = 0;
    snprintf(asan, sizeof asan, "ASAN_OPTIONS=%s",
             getenv("ASAN_OPTIONS") ? getenv("ASAN_OPTIONS") : "");
    snprintf(ubsan, sizeof ubsan, "UBSAN_OPTIONS=%s",
             getenv("UBSAN_OPTIONS") ? getenv("UBSAN_OPTIONS") : "");
    all[count++] = asan;
    all[count++] = ubsan;
    all[count++] = "PATH=/usr/bin:/bin";
    for (; settings && *settings; settings++) {
        cr_assert_lt(count, (size_t)SETTINGS_MAX - 1);
        all[count++] = *settings;
    }
    all[count] = NULL;
    return all;
}

/* Runs the binary to its end; the caller frees what it says. */
static char *saferd(const char *const *words, const char *const *settings, int *status)
{
    const char *arguments[8] = {needed("SAFERD")};
    for (size_t i = 0; words[i]; i++) {
        cr_assert_lt(i, 6);
        arguments[i + 1] = words[i];
    }
    return program_run(arguments, environment(settings), status);
}

static void assert_says(const char *const *words, const char *const *settings, int expected,
                        const char *sentence)
{
    int status = 0;
    char *output = saferd(words, settings, &status);
    cr_expect_eq(status, expected, "%s: status %d", sentence, status);
    cr_expect(strstr(output, sentence), "not \"%s\" but: %s", sentence, output);
    free(output);
}

struct world {
    char database[64], folder[512], service_url[1024], migrate_url[1024], state[600], log[600];
    char address[64]; /* where a process of its own serves */
};

/* Names for a database that is not there yet, and a folder. */
static struct world world_new(void)
{
    static unsigned number;
    struct world world = {.address = ""};
    snprintf(world.database, sizeof world.database, "life_%ld_%u", (long)getpid(), number++);
    snprintf(world.folder, sizeof world.folder, "%s/life-XXXXXX", needed("SAFER_TEST_FOLDER"));
    cr_assert_not_null(mkdtemp(world.folder));
    snprintf(world.service_url, sizeof world.service_url,
             "DATABASE_URL=postgresql://saferd@/%s?host=%s", world.database,
             needed("SAFER_TEST_SOCKET"));
    snprintf(world.migrate_url, sizeof world.migrate_url,
             "SAFER_MIGRATE_URL=postgresql://safer_migrate@/%s?host=%s", world.database,
             needed("SAFER_TEST_SOCKET"));
    snprintf(world.state, sizeof world.state, "SAFER_STATE=%s", world.folder);
    snprintf(world.log, sizeof world.log, "%s/log", world.folder);
    return world;
}

static void on_server(const char *format, const char *database, const char *more)
{
    char sql[400];
    PGconn *session = session_open_in("postgres");
    snprintf(sql, sizeof sql, "%s %s %s", format, database, more);
    session_run(session, sql);
    PQfinish(session);
}

static void world_free(const struct world *world)
{
    on_server("DROP DATABASE IF EXISTS", world->database, "WITH (FORCE)");
    int status = 0;
    free(program_run((const char *const[]){"rm", "-rf", "--", world->folder, NULL}, NULL, &status));
}

static char *file_text(const char *path)
{
    char *text = calloc(1, 1 << 18);
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    cr_assert(text && file >= 0, "%s", path);
    cr_assert_geq(read(file, text, (1 << 18) - 1), 0);
    close(file);
    return text;
}

/* Starts `saferd serve` on a free port of its own choosing and returns once it says which. */
static pid_t serve(struct world *world)
{
    const char *const settings[] = {world->service_url, world->state, "SAFER_PORT=0",
                                    "SAFER_CONNECT_TIMEOUT_MS=500", NULL};
    const pid_t process = program_start((const char *const[]){needed("SAFERD"), "serve", NULL},
                                        environment(settings), world->log);
    const double deadline = now_seconds() + 30;
    while (!*world->address) {
        cr_assert_lt(now_seconds(), deadline, "it does not say that it serves");
        char *log = file_text(world->log);
        const char *found = strstr(log, "serves on http://");
        if (found && strchr(found, '"')) {
            found += 10;
            snprintf(world->address, sizeof world->address, "%.*s", (int)strcspn(found, "\""),
                     found);
        }
        free(log);
        breathe();
    }
    return process;
}

static int status_of(const char *url, const char *target)
{
    reply_auto struct reply reply = http_get(url, NULL, target);
    return reply.status;
}

/* ---- Starting ------------------------------------------------------------------------------ */

Test(lifecycle, without_its_database_it_lives_says_so_and_recovers)
{
    struct world world = world_new();
    const pid_t process = serve(&world);
    const char *url = world.address;
    for (int i = 0; i < 10; i++) {
        const double began = now_seconds();
        reply_auto struct reply ready = http_get(url, NULL, "/health/ready");
        cr_assert(reply_is_problem(&ready, 503, "unavailable"));
        cr_assert_not_null(reply_header(&ready, "retry-after"));
        reply_auto struct reply partners = http_get(url, NULL, "/v1/partners");
        cr_assert(reply_is_problem(&partners, 503, "unavailable"));
        reply_auto struct reply csv = http_get(url, NULL, "/v1/partners?format=csv");
        cr_assert(reply_is_problem(&csv, 503, "unavailable"));
        cr_assert_not(strstr(partners.body, world.database), "%s", partners.body);
        cr_assert_lt(now_seconds() - began, 5.0); /* waiting for it would take six */
    }
    cr_assert_eq(status_of(url, "/health/live"), 200);
    cr_assert_eq(status_of(url, "/openapi.json"), 200);
    cr_assert_eq(status_of(url, "/docs"), 200);
    cr_assert_eq(status_of(url, "/metrics"), 200);

    char from[200];
    snprintf(from, sizeof from, "OWNER safer_migrate TEMPLATE %s", needed("SAFER_TEST_TEMPLATE"));
    on_server("CREATE DATABASE", world.database, from);
    EVENTUALLY(10, status_of(url, "/health/ready") == 200);
    cr_assert_eq(status_of(url, "/v1/partners"), 200);
    EVENTUALLY(5, status_of(url, "/v1/partners?format=csv") == 200);
    kill(process, SIGTERM);
    cr_assert_eq(program_wait(process, 30), 0);
    world_free(&world);
}

Test(lifecycle, an_empty_database_is_not_ready_until_it_is_migrated)
{
    struct world world = world_new();
    on_server("CREATE DATABASE", world.database, "OWNER safer_migrate TEMPLATE template0");
    const pid_t process = serve(&world);
    cr_assert_eq(status_of(world.address, "/health/ready"), 503);
    const char *const settings[] = {world.service_url, world.migrate_url, NULL};
    assert_says((const char *const[]){"migrate", "--published-data", NULL}, settings, 0,
                "applying 0001_foundation.sql");
    EVENTUALLY(10, status_of(world.address, "/health/ready") == 200);
    cr_assert_eq(status_of(world.address, "/v1/partners/kcc"), 200);
    kill(process, SIGTERM);
    cr_assert_eq(program_wait(process, 30), 0);
    world_free(&world);
}

Test(lifecycle, it_is_ready_within_a_second)
{
    service_auto struct service *service = service_start(NULL);
    double best = 60;
    for (int i = 0; i < 10 && best >= 2; i++) {
        const double began = now_seconds();
        service_restart(service);
        cr_assert_eq(status_of(service_url(service), "/health/ready"), 200);
        const double took = now_seconds() - began;
        best = took < best ? took : best;
    }
    cr_assert_lt(best, 2.0, "stopping and starting took %.2f s", best);
}

Test(lifecycle, what_is_wrong_with_its_settings_is_said_and_nothing_starts)
{
    static const char *const words[] = {"serve", NULL};
    char database[600], folder[600];
    snprintf(database, sizeof database, "DATABASE_URL=postgresql://saferd@/x?host=%s",
             needed("SAFER_TEST_SOCKET"));
    snprintf(folder, sizeof folder, "SAFER_STATE=%s", needed("SAFER_TEST_FOLDER"));
    static const struct {
        const char *setting;
        int status;
        const char *sentence;
    } rows[] = {
        {"SAFER_WORKERS=0", 64, "SAFER_WORKERS must be a whole number from 1 to 256"},
        {"SAFER_WORKERS=257", 64, "SAFER_WORKERS must be"},
        {"SAFER_WORKERS=8x", 64, "SAFER_WORKERS must be"},
        {"SAFER_PORT=65536", 64, "SAFER_PORT must be a whole number from 0 to 65535"},
        {"SAFER_PORT=99999999999999999999", 64, "SAFER_PORT must be"},
        {"SAFER_BODY_LIMIT=-1", 64, "SAFER_BODY_LIMIT must be"},
        {"SAFER_TODAY=tomorrow", 64, "SAFER_TODAY must be a date"},
        {"SAFER_TODAY=2018-02-30", 64, "SAFER_TODAY must be a date"},
        {"SAFER_TODAY=2018-13-01", 64, "SAFER_TODAY must be a date"},
        {"SAFER_PUBLIC_URL=safer.example", 64, "SAFER_PUBLIC_URL must be an address"},
        {"SAFER_PUBLIC_URL=ftp://safer.example", 64, "SAFER_PUBLIC_URL must be an address"},
        {"SAFER_PUBLIC_URL=https://safer.example/", 64, "SAFER_PUBLIC_URL must be an address"},
        {"SAFER_PUBLIC_URL=https://safer example", 64, "SAFER_PUBLIC_URL must be an address"},
        {"SAFER_GIVING_PREFIX=360G-", 64, "SAFER_GIVING_PREFIX must be 360G- and a name"},
        {"SAFER_GIVING_PREFIX=Kent", 64, "SAFER_GIVING_PREFIX must be 360G- and a name"},
        {"SAFER_GIVING_PREFIX=360G-Kent Police", 64, "SAFER_GIVING_PREFIX must be"},
        {"SAFER_GIVING_PREFIX=360G-a-name-of-more-than-fifty-letters-is-none-of-360Giving", 64,
         "SAFER_GIVING_PREFIX must be"},
        {"SAFER_ADDRESS=localhost", 1, "localhost is no IPv4 or IPv6 address"},
        {"SAFER_PROXIES=10.0.0.0/8 localhost", 1, "localhost is no proxy's address or network"},
        {"SAFER_ISSUERS=/nowhere/issuers.json", 1, "/nowhere/issuers.json"},
        {"SAFER_STATE=/proc/nowhere", 1, "/proc/nowhere"},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        assert_says(words, (const char *const[]){rows[i].setting, database, folder, NULL},
                    rows[i].status, rows[i].sentence);
    }
    assert_says(words, NULL, 64, "DATABASE_URL is not set");
    assert_says(words, (const char *const[]){"DATABASE_URL=", NULL}, 64, "DATABASE_URL is not set");
    const char *const both[] = {"SAFER_WORKERS=0", "SAFER_EXPORTS=0", database, NULL};
    assert_says(words, both, 64, "SAFER_WORKERS");
    assert_says(words, both, 64, "SAFER_EXPORTS");
}

Test(lifecycle, a_port_in_use_is_said)
{
    const int taken = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    cr_assert_eq(bind(taken, (const struct sockaddr *)&address, length), 0);
    cr_assert_eq(listen(taken, 1), 0);
    cr_assert_eq(getsockname(taken, (struct sockaddr *)&address, &length), 0);
    struct world world = world_new();
    char port[32], sentence[100];
    snprintf(port, sizeof port, "SAFER_PORT=%d", ntohs(address.sin_port));
    snprintf(sentence, sizeof sentence,
             "cannot listen on 127.0.0.1 port %d: Address already in use", ntohs(address.sin_port));
    assert_says((const char *const[]){"serve", NULL},
                (const char *const[]){world.service_url, world.state, port, NULL}, 1, sentence);
    close(taken);
    world_free(&world);
}

/* ---- The command line ---------------------------------------------------------------------- */

Test(lifecycle, the_command_line_says_what_there_is)
{
    static const char *const none[] = {NULL};
    assert_says((const char *const[]){"--help", NULL}, none, 0,
                "saferd migrate [--published-data]");
    assert_says((const char *const[]){"--help", NULL}, none, 0, "SAFER_EXPORT_STALL_SECONDS");
    assert_says((const char *const[]){"--version", NULL}, none, 0, "saferd ");
    assert_says((const char *const[]){"nonsense", NULL}, none, 64, "usage: saferd serve");
    assert_says((const char *const[]){NULL}, none, 64, "usage: saferd serve");
    assert_says((const char *const[]){"serve", "now", NULL}, none, 64, "usage:");
    assert_says((const char *const[]){"migrate", "--all", NULL}, none, 64, "usage:");
    assert_says((const char *const[]){"migrate", NULL}, none, 64, "DATABASE_URL");
    assert_says((const char *const[]){"settings", "--json", NULL}, none, 64, "usage:");
    assert_says((const char *const[]){"token", "--client", "c", NULL}, none, 64,
                "--client and --scope");
    assert_says((const char *const[]){"token", "--client", NULL}, none, 64, "usage:");
}

Test(lifecycle, the_documents_about_settings_are_what_the_binary_says)
{
    static const struct {
        const char *words[3];
        const char *path;
    } rows[] = {
        {{"settings", NULL, NULL}, SOURCE_ROOT "/docs/settings.md"},
        {{"settings", "--env", NULL}, SOURCE_ROOT "/.env.example"},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        int status = 0;
        char *said = saferd(rows[i].words, NULL, &status), *written = file_text(rows[i].path);
        cr_assert_eq(status, 0);
        cr_assert(strcmp(said, written) == 0, "%s is not what saferd settings says", rows[i].path);
        free(said);
        free(written);
    }
}

/* ---- Stopping ------------------------------------------------------------------------------ */

/* Whether anybody still takes connections there. */
static bool listens(const char *url)
{
    const struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)strtoul(strrchr(url, ':') + 1, NULL, 10)),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool taken = connect(probe, (const struct sockaddr *)&address, sizeof address) == 0;
    close(probe);
    return taken;
}

static long waiting_for_locks(const struct service *service)
{
    char *count = service_sql(service, "SELECT count(*) FROM pg_stat_activity"
                                       " WHERE usename = 'saferd' AND wait_event_type = 'Lock'"
                                       " AND datname = current_database()");
    const long number = strtol(count, NULL, 10);
    free(count);
    return number;
}

Test(lifecycle, what_was_accepted_is_finished_before_it_stops)
{
    service_auto struct service *service = service_start(&(struct service_options){
        .today = "2018-04-09",
        .environment = (const char *const[]){"SAFER_LOCK_TIMEOUT_MS=60000",
                                             "SAFER_STATEMENT_TIMEOUT_MS=60000", NULL}});
    const char *url = service_url(service);
    const char *kcc = service_token(service, "kcc", "kcc", "contributions.write");
    const char *kfrs = service_token(service, "kfrs", "kfrs", "funds.write");
    reply_auto struct reply posted = http_post(url, kcc, "post", "/v1/contributions", BODY);
    cr_assert_eq(posted.status, 201, "%s", posted.body);
    PGconn *session = session_open(service);
    session_run(session, "BEGIN; SELECT FROM safer.contribution FOR UPDATE");
    char request[4096];
    static const char receipt[] = "{\"confirmed_on\":\"2018-04-05\",\"bank_reference\":\"B\"}";
    snprintf(request, sizeof request,
             "POST /v1/contributions/%s/receipt HTTP/1.1\r\nHost: x\r\nIdempotency-Key: receipt\r\n"
             "Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
             "Content-Length: %zu\r\n\r\n%s",
             reply_text(&posted, "id"), kfrs, sizeof receipt - 1, receipt);
    const int wire = wire_open(url, 0);
    wire_send(wire, request);
    EVENTUALLY(10, waiting_for_locks(service) == 1);

    /* Taken by another worker than the one that waits. */
    const int kept = wire_open(url, 0);
    wire_send(kept, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
    free(wire_read(kept, "live", 10));

    kill(service_process(service), SIGTERM);
    EVENTUALLY(10, !listens(url));
    wire_send(kept, "GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n");
    char *stopping = wire_read(kept, "The service is stopping", 10);
    cr_assert_eq(wire_status(stopping), 503, "%s", stopping);
    cr_assert(strstr(stopping, "Connection: close") || strstr(stopping, "Connection: Close"), "%s",
              stopping);
    free(stopping);
    wire_close(kept);

    session_run(session, "ROLLBACK");
    PQfinish(session);
    char *answer = wire_read(wire, NULL, 30);
    cr_assert_eq(wire_status(answer), 200, "%s", answer);
    cr_assert(strstr(answer, "\"state\":\"confirmed\""), "%s", answer);
    free(answer);
    wire_close(wire);
    service_restart(service); /* which asks for an end with status 0 */
    char *state = service_sql(service, "SELECT state FROM safer.contribution");
    cr_assert_str_eq(state, "confirmed");
    free(state);
    reply_auto struct reply again = http_post(url, kcc, "post", "/v1/contributions", BODY);
    cr_assert_eq(again.status, 201);
    cr_assert_str_eq(reply_header(&again, "idempotency-replayed"), "true");
}

static void insert_wide(const struct service *service)
{
    free(service_sql(
        service, "SET session_replication_role = replica;"
                 " INSERT INTO safer.contribution (id, fund, partner, financial_year,"
                 " booked_in, amount_pence, received_on, external_reference, note)"
                 " SELECT gen_random_uuid(), 'kcst-pooled-budget', 'kcc', '2018/19', '2018/19', n,"
                 " '2018-04-03', 'REF-' || n, repeat('n', 450)"
                 " FROM generate_series(1, 20000) AS n"));
}

static int ask_for_csv(const struct service *service, const char *token)
{
    char request[4096];
    snprintf(request, sizeof request,
             "GET /v1/contributions?format=csv HTTP/1.1\r\nHost: x\r\n"
             "Authorization: Bearer %s\r\n\r\n",
             token);
    const int wire = wire_open(service_url(service), 4096);
    wire_send(wire, request);
    char *head = wire_read(wire, "\r\n\r\n", 20);
    cr_assert_eq(wire_status(head), 200, "%s", head);
    free(head);
    return wire;
}

Test(lifecycle, a_stream_that_is_read_is_finished_before_it_stops)
{
    service_auto struct service *service = service_start(NULL);
    const char *token = service_token(service, "kcc", "kcc", "funds.read");
    insert_wide(service);
    const int wire = ask_for_csv(service, token);
    kill(service_process(service), SIGTERM);
    EVENTUALLY(10, !listens(service_url(service)));
    size_t length;
    cr_assert(wire_drain(wire, 30, &length), "the stream was broken");
    wire_close(wire);
    service_restart(service);
}

Test(lifecycle, a_stream_that_nobody_reads_holds_up_the_stop_for_the_drain_time_only)
{
    service_auto struct service *service = service_start(&(struct service_options){
        .environment = (const char *const[]){"SAFER_DRAIN_SECONDS=1", NULL}});
    const char *token = service_token(service, "kcc", "kcc", "funds.read");
    insert_wide(service);
    const int wire = ask_for_csv(service, token);
    const double began = now_seconds();
    service_restart(service);
    cr_assert_lt(now_seconds() - began, 10);
    size_t length;
    cr_assert_not(wire_drain(wire, 10, &length), "a stream cut short looks whole");
    wire_close(wire);
}

Test(lifecycle, an_idle_connection_and_an_unfinished_request_do_not_hold_up_the_stop)
{
    struct world world = world_new();
    const pid_t process = serve(&world);
    const int idle = wire_open(world.address, 0), half = wire_open(world.address, 0);
    wire_send(idle, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
    free(wire_read(idle, "live", 10));
    wire_send(half, "GET /health");
    const double began = now_seconds();
    kill(process, SIGINT);
    cr_assert_eq(program_wait(process, 30), 0);
    cr_assert_lt(now_seconds() - began, 5);
    wire_close(idle);
    wire_close(half);
    world_free(&world);
}

/* ---- Migrating ----------------------------------------------------------------------------- */

#define MIGRATE                                                                                    \
    (const char *const[])                                                                          \
    {                                                                                              \
        "migrate", NULL                                                                            \
    }

Test(lifecycle, migrating_again_does_nothing_and_an_edited_history_is_refused)
{
    struct world world = world_new();
    on_server("CREATE DATABASE", world.database, "OWNER safer_migrate TEMPLATE template0");
    const char *const settings[] = {world.service_url, world.migrate_url, NULL};
    assert_says(MIGRATE, settings, 0, "applying 0001_foundation.sql");
    PGconn *session = session_open_in(world.database);
    char *before = session_value(session, "SELECT string_agg(c.oid::text, ' ' ORDER BY c.oid)"
                                          " FROM pg_class AS c");
    int status = 0;
    char *output = saferd(MIGRATE, settings, &status);
    cr_assert_eq(status, 0);
    cr_assert_str_eq(output, "the database is as this binary needs it\n");
    char *after = session_value(session, "SELECT string_agg(c.oid::text, ' ' ORDER BY c.oid)"
                                         " FROM pg_class AS c");
    cr_assert_str_eq(before, after);
    free(before);
    free(after);
    free(output);
    assert_says((const char *const[]){"migrate", "--published-data", NULL}, settings, 0,
                "the database is as this binary needs it");
    char *first = session_value(session, "SELECT count(*) FROM safer.partner");
    assert_says((const char *const[]){"migrate", "--published-data", NULL}, settings, 0,
                "the database is as this binary needs it");
    char *second = session_value(session, "SELECT count(*) FROM safer.partner");
    cr_assert_str_eq(first, second);
    free(first);
    free(second);

    session_run(session, "UPDATE safer.schema_migration SET sha256 = repeat('0', 64)"
                         " WHERE name = '0001_foundation.sql'");
    assert_says(MIGRATE, settings, 1, "0001_foundation.sql was applied in another form");
    PQfinish(session);
    world_free(&world);
}

Test(lifecycle, a_database_that_is_ahead_of_the_binary_is_left_alone)
{
    service_auto struct service *service = service_start(NULL);
    free(service_sql(service, "INSERT INTO safer.schema_migration (name, sha256)"
                              " VALUES ('9999_future.sql', repeat('0', 64))"));
    char *before = service_sql(service, "SELECT digest FROM safer.schema_state");
    char database[1024], owner[1024];
    char *url = service_database_url(service, "saferd");
    char *migrate_url = service_database_url(service, "safer_migrate");
    snprintf(database, sizeof database, "DATABASE_URL=%s", url);
    snprintf(owner, sizeof owner, "SAFER_MIGRATE_URL=%s", migrate_url);
    assert_says(MIGRATE, (const char *const[]){database, owner, NULL}, 1,
                "9999_future.sql is in the database and unknown to this binary");
    char *after = service_sql(service, "SELECT digest FROM safer.schema_state");
    cr_assert_str_eq(before, after);
    free(before);
    free(after);
    free(url);
    free(migrate_url);
}

Test(lifecycle, two_migrations_at_once_take_turns)
{
    struct world world = world_new();
    on_server("CREATE DATABASE", world.database, "OWNER safer_migrate TEMPLATE template0");
    const char *const settings[] = {world.service_url, world.migrate_url, NULL};
    const char *const arguments[] = {needed("SAFERD"), "migrate", "--published-data", NULL};
    pid_t processes[3];
    for (size_t i = 0; i < LENGTH(processes); i++) {
        processes[i] = program_start(arguments, environment(settings), world.log);
    }
    for (size_t i = 0; i < LENGTH(processes); i++) {
        const int status = program_wait(processes[i], 60);
        char *log = file_text(world.log);
        cr_assert_eq(status, 0, "%s", log);
        free(log);
    }
    char *log = file_text(world.log);
    size_t applied = 0;
    for (const char *at = log; (at = strstr(at, "applying 0001")); at++) {
        applied++;
    }
    cr_assert_eq(applied, 1, "%s", log);
    free(log);
    world_free(&world);
}

/* A migrated database that has to be migrated anew, and somebody who reads in it. */
static PGconn *read_long(struct world *world)
{
    char from[200];
    snprintf(from, sizeof from, "OWNER safer_migrate TEMPLATE %s", needed("SAFER_TEST_TEMPLATE"));
    on_server("CREATE DATABASE", world->database, from);
    PGconn *reader = session_open_in(world->database);
    session_run(reader, "UPDATE safer.schema_state SET digest = 'another'");
    session_run(reader, "BEGIN; LOCK TABLE safer.partner, api.partners IN ACCESS SHARE MODE");
    return reader;
}

Test(lifecycle, migrating_waits_for_a_long_reader_and_lets_others_through)
{
    struct world world = world_new();
    PGconn *reader = read_long(&world);
    const char *const settings[] = {world.service_url, world.migrate_url,
                                    "SAFER_LOCK_TIMEOUT_MS=500", NULL};
    const char *const arguments[] = {needed("SAFERD"), "migrate", NULL};
    const pid_t process = program_start(arguments, environment(settings), world.log);
    char *log = NULL;
    EVENTUALLY(30, (free(log), log = file_text(world.log),
                    strstr(log, "others hold what has to be changed: trying again")));
    PGconn *other = session_open_in(world.database);
    free(session_value(other, "SELECT count(*) FROM api.partners"));
    session_run(reader, "ROLLBACK");
    cr_assert_eq(program_wait(process, 60), 0);
    free(log);
    log = file_text(world.log);
    cr_assert(strstr(log, "views, functions and policies made anew"), "%s", log);
    free(log);
    PQfinish(other);
    PQfinish(reader);
    world_free(&world);
}

Test(lifecycle, migrating_gives_up_in_the_end_and_has_changed_nothing)
{
    struct world world = world_new();
    PGconn *reader = read_long(&world);
    const char *const settings[] = {world.service_url, world.migrate_url,
                                    "SAFER_LOCK_TIMEOUT_MS=50", NULL};
    assert_says(MIGRATE, settings, 1, "the tables cannot be locked");
    char *digest = session_value(reader, "SELECT digest FROM safer.schema_state");
    cr_assert_str_eq(digest, "another");
    free(digest);
    PQfinish(reader);
    world_free(&world);
}

Test(lifecycle, a_database_that_cannot_be_reached_is_said)
{
    struct world world = world_new();
    assert_says(MIGRATE, (const char *const[]){world.service_url, world.migrate_url, NULL}, 1,
                "the database is not reached");
    world_free(&world);
}
