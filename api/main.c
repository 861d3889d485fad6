/* saferd: start, wait for a signal, read files again, drain, stop.
 * SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/metrics.h"
#include "base/notify.h"
#include "base/spool.h"
#include "config.h"
#include "contract/parameters.h"
#include "database/migrate.h"
#include "database/pool.h"
#include "export.h"
#include "health.h"
#include "http/server.h"
#include "http/tls.h"
#include "identity/identity.h"
#include "jobs.h"
#include "names/key.h"
#include "operators.h"
#include "pipeline.h"

#define EXIT_USAGE 64

static int print_usage(FILE *out, int status)
{
    fputs(
        "saferd " SAFER_VERSION " - the record of Kent's community safety partners, as a JSON API\n"
        "\n"
        "usage: saferd serve\n"
        "           answer requests until SIGTERM or SIGINT; SIGHUP reads issuers, keys and\n"
        "           certificate again\n"
        "       saferd migrate [--published-data]\n"
        "           bring the database to what this binary needs; with --published-data, load the\n"
        "           facts the partnership has published\n"
        "       saferd token --client NAME [--partner SLUG] [--subject SUBJECT] --scope \"a b\"\n"
        "                    [--ttl SECONDS]\n"
        "           print a token signed with the development key, for trying out; without a\n"
        "           partner it is a person's, who belongs to none\n"
        "       saferd check-health [--wait SECONDS]\n"
        "           ask the service that runs with these settings whether it is ready; with --wait,\n"
        "           until it is, so long at the most\n"
        "       saferd audit verify [--json] [--from SEQUENCE:HASH]\n"
        "           prove that the sealed audit events are as they were sealed, and count the others;\n"
        "           with --from, that a head noted earlier is still in the chain\n"
        "       saferd find subject ISSUER SUBJECT\n"
        "           print what is held of the account that acted, one JSON object a line\n"
        "       saferd erase subject ISSUER SUBJECT [--apply]\n"
        "       saferd erase object ID [--apply]\n"
        "           erase what is said by, or of, it; without --apply only say how much that is.\n"
        "           audit, find and erase use SAFER_MIGRATE_URL, or else DATABASE_URL\n"
        "       saferd settings [--env]\n"
        "           print every setting as a Markdown page, or as an example environment file\n"
        "       saferd --help | --version\n"
        "\n"
        "Settings come from the environment:\n",
        out);
    config_write_help(out);
    return status;
}

static bool read_config(struct config *config)
{
    text_auto faults = {0};
    config_read(config, &faults);
    if (faults.length)
        fputs(faults.data, stderr);
    return faults.length == 0;
}

static void on_key_notice(void *context, const char *sentence)
{
    (void)context;
    log_say("keys", "%s", sentence);
}

static struct identity_settings identity_settings(const struct config *config)
{
    return (struct identity_settings){
        .issuers_file = *config->issuers ? config->issuers : NULL,
        .state_folder = config->state,
        .audience = config->audience,
        .leeway_seconds = 60,
        .jwks_interval_seconds = config->jwks_interval_seconds,
        .notice = on_key_notice,
    };
}

/* The time to finish is over: a PostgreSQL that gives no answer is not waited for any more. */
static atomic_bool give_up;
static struct slows *slows;

/* Connections may not rest any more when the server ends. */
static void on_drained(void)
{
    atomic_store(&give_up, true);
    slows_stop(slows);
}

static struct connection_settings connection_settings(const struct config *config, int timeout_ms,
                                                      int idle_seconds)
{
    return (struct connection_settings){
        .url = config->database_url,
        .role = "safer_service",
        .connect_timeout_ms = config->connect_timeout_ms,
        .statement_timeout_ms = timeout_ms,
        .lock_timeout_ms = config->lock_timeout_ms,
        .idle_timeout_ms = idle_seconds * 1000,
        .give_up = &give_up,
    };
}

/* Everything that is started, so that whatever was can be stopped again. */
struct service {
    struct identity *identity;
    struct pool *pool;
    struct exports *exports;
    struct limits *clients, *addresses;
    struct jobs *jobs;
    struct server *server;
};

/* When the certificate that is shown ends, for whoever watches. */
static void tell_certificate(void)
{
    metrics_gauge_add(GAUGE_TLS_CERTIFICATE_END,
                      tls_ends() - metrics_gauge(GAUGE_TLS_CERTIFICATE_END));
}

/* False: no memory. */
static bool start_limits(struct service *service, const struct config *config)
{
    if (config->rate_limit)
        service->clients = limits_new("client", config->rate_limit);
    if (config->rate_limit_anonymous)
        service->addresses = limits_new("address", config->rate_limit_anonymous);
    return !service->clients == !config->rate_limit &&
           !service->addresses == !config->rate_limit_anonymous;
}

static const char *spool_of(const struct config *config)
{
    return *config->spool ? config->spool : config->state;
}

/* Without it everything but uploads goes on. */
static void look_at_spool(const char *folder)
{
    enum spool_state state;
    if (mkdir(folder, 0700) < 0 && errno != EEXIST)
        log_say("spool", "%s cannot be made: %s", folder, strerror(errno));
    struct spool *spool = spool_new(folder, 0, &state);
    if (!spool)
        log_say("spool", "%s cannot be written to, or is full: files are refused", folder);
    spool_free(spool);
}

/* What asks PostgreSQL, each with connections of its own. */
static bool start_database_parts(struct service *service, const struct config *config)
{
    const struct connection_settings quick =
        connection_settings(config, config->statement_timeout_ms, 60);
    const struct connection_settings long_answers =
        connection_settings(config, config->export_timeout_ms, config->export_stall_seconds + 10);
    const struct connection_settings slow =
        connection_settings(config, config->slow_seconds * 1000, 60);
    service->pool = pool_new(&quick);
    service->exports = exports_start(&(struct export_settings){
        .threads = config->exports,
        .queue = config->export_queue,
        .stall_seconds = config->export_stall_seconds,
        .total_seconds = config->export_seconds,
        .connection = long_answers,
    });
    slows = slows_start(&(struct slow_settings){
        .threads = config->slow,
        .queue = config->slow_queue,
        .connection = slow,
    });
    service->jobs = jobs_start(&(struct job_settings){
        .connection = long_answers,
        .interval_seconds = config->jobs_seconds,
        .idempotency_hours = config->idempotency_hours,
        .today = config->today,
    });
    return service->pool && service->exports && slows && service->jobs;
}

static bool start_server(struct service *service, const struct config *config,
                         char error[static 256])
{
    service->server = server_start(
        &(struct server_settings){
            .address = config->address,
            .port = config->port,
            .workers = config->workers,
            .connections = config->connections,
            .connections_per_address = config->connections_per_address,
            .idle_seconds = config->idle_seconds,
            .header_seconds = config->header_seconds,
            .body_seconds = config->body_seconds,
            .upload_seconds = config->upload_seconds,
            .answer_seconds = config->answer_seconds,
            .body_limit = (size_t)config->body_limit,
            .bodies_limit = (size_t)config->bodies_limit,
            .uploads = {.folder = spool_of(config),
                        .limit = (uint64_t)config->upload_limit_mib * 1024 * 1024,
                        .most = config->uploads},
            .tls = *config->tls_certificate,
            .proxies = config->proxies,
            .traits = pipeline_traits,
            .wants_body = pipeline_wants_body,
            .answer = pipeline_answer,
            .drained = on_drained,
        },
        error);
    return service->server;
}

static bool start_parts(struct service *service, const struct config *config,
                        char error[static 512])
{
    const struct identity_settings settings = identity_settings(config);
    (void)snprintf(error, 512, "no memory");
    if (!metrics_start(operation_count) || !contract_start(error))
        return false;
    if (!names_start(config->names_key, config->state, error))
        return false;
    if (*config->tls_certificate && !tls_load(config->tls_certificate, config->tls_key, error))
        return false;
    tell_certificate();
    service->identity = identity_new(&settings, error);
    if (!service->identity)
        return false;
    if (!start_database_parts(service, config) || !start_limits(service, config))
        return false;
    pipeline_use(&(struct means){
        .config = config,
        .identity = service->identity,
        .pool = service->pool,
        .exports = service->exports,
        .slows = slows,
        .clients = service->clients,
        .addresses = service->addresses,
    });
    look_at_spool(spool_of(config));
    return start_server(service, config, error);
}

static void stop_parts(struct service *service, const struct config *config)
{
    if (service->server) {
        const size_t left = server_stop(service->server, config->drain_seconds);
        if (left)
            log_say("stopped", "%zu requests were not finished in %d s", left,
                    config->drain_seconds);
    }
    on_drained();
    jobs_stop(service->jobs);
    exports_stop(service->exports);
    slows_free(slows);
    pool_free(service->pool);
    identity_free(service->identity);
    limits_free(service->clients);
    limits_free(service->addresses);
    tls_unload();
    names_stop();
    contract_stop();
    metrics_stop();
}

/* SIGHUP: what lies in files is read again, and what cannot be read stays as it was. */
static void reload(const struct service *service, const struct config *config)
{
    char keys[512] = "", certificate[TLS_ERROR_SIZE] = "";
    const bool has_keys = identity_reload(service->identity, keys);
    const bool has_certificate = !*config->tls_certificate ||
                                 tls_load(config->tls_certificate, config->tls_key, certificate);
    tell_certificate();
    if (has_keys && has_certificate)
        log_say("reloaded", "the issuers and their keys%s were read again",
                *config->tls_certificate ? ", and the certificate," : "");
    else
        log_say("reload_failed", "%s%s%s; what cannot be read stays as it was", keys,
                has_keys || has_certificate ? "" : "; ", certificate);
}

/* The number of the signal that ends the service. */
static int wait_to_stop(const sigset_t *signals, const struct service *service,
                        const struct config *config)
{
    for (;;) {
        int number;
        (void)sigwait(signals, &number);
        if (number != SIGHUP)
            return number;
        reload(service, config);
    }
}

/* Lets a proxy find out before it is refused; a second signal says not to wait for that. */
static void give_notice(const struct config *config)
{
    sigset_t hurry;
    sigemptyset(&hurry);
    sigaddset(&hurry, SIGTERM);
    sigaddset(&hurry, SIGINT);
    server_give_notice();
    if (config->notice_seconds)
        (void)sigtimedwait(&hurry, NULL,
                           &(const struct timespec){.tv_sec = config->notice_seconds});
}

static int serve(const struct config *config)
{
    if (!*config->database_url) {
        fputs("DATABASE_URL is not set: saferd serve needs a PostgreSQL database\n", stderr);
        return EXIT_USAGE;
    }
    /* Every thread inherits the mask, so that only this one takes the signals. */
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);
    log_start();

    struct service service = {0};
    char error[512];
    const bool started = start_parts(&service, config, error);
    if (started) {
        const bool six = strchr(config->address, ':');
        log_say("ready", "saferd " SAFER_VERSION " serves on http%s://%s%s%s:%d",
                *config->tls_certificate ? "s" : "", six ? "[" : "", config->address,
                six ? "]" : "", server_port(service.server));
        notify_manager("READY=1");
        const int number = wait_to_stop(&signals, &service, config);
        notify_manager("STOPPING=1");
        log_say("stopping", "%s: finishing what was accepted", strsignal(number));
        give_notice(config);
    } else {
        fprintf(stderr, "saferd cannot start: %s\n", error);
    }
    stop_parts(&service, config);
    log_stop();
    return started ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void print_line(const char *sentence)
{
    puts(sentence);
    fflush(stdout); /* it is read while the migration goes on */
}

static int run_migrate(const struct config *config, int count, char **words)
{
    bool published_data = false;
    for (int i = 0; i < count; i++) {
        if (strcmp(words[i], "--published-data") != 0)
            return print_usage(stderr, EXIT_USAGE);
        published_data = true;
    }
    const char *url = *config->migrate_url ? config->migrate_url : config->database_url;
    if (!*url) {
        fputs("neither SAFER_MIGRATE_URL nor DATABASE_URL is set\n", stderr);
        return EXIT_USAGE;
    }
    const struct migrate_settings settings = {
        .url = url,
        .service_url = *config->database_url ? config->database_url : url,
        .published_data = published_data,
        .lock_timeout_ms = config->lock_timeout_ms,
        .say = print_line,
    };
    char error[1024];
    if (migrate(&settings, error))
        return EXIT_SUCCESS;
    fprintf(stderr, "saferd migrate: %s\n", error);
    return EXIT_FAILURE;
}

static int run_token(const struct config *config, int count, char **words)
{
    struct development_token wanted = {0};
    const char *ttl = "3600";
    for (int i = 0; i < count; i += 2) {
        const char **target = strcmp(words[i], "--client") == 0    ? &wanted.client
                              : strcmp(words[i], "--subject") == 0 ? &wanted.subject
                              : strcmp(words[i], "--partner") == 0 ? &wanted.partner
                              : strcmp(words[i], "--scope") == 0   ? &wanted.scope
                              : strcmp(words[i], "--ttl") == 0     ? &ttl
                                                                   : NULL;
        if (!target || i + 1 >= count)
            return print_usage(stderr, EXIT_USAGE);
        *target = words[i + 1];
    }
    char *end;
    errno = 0;
    wanted.ttl_seconds = strtoll(ttl, &end, 10);
    if (!wanted.client || !wanted.scope || errno || *end || wanted.ttl_seconds < 1) {
        fputs("saferd token needs --client and --scope; --ttl is in seconds\n", stderr);
        return EXIT_USAGE;
    }
    const struct identity_settings settings = identity_settings(config);
    char error[512];
    if (identity_sign_development(&settings, &wanted, stdout, error))
        return EXIT_SUCCESS;
    fprintf(stderr, "saferd token: %s\n", error);
    return EXIT_FAILURE;
}

static int run_operators(const struct config *config, int count, char **words)
{
    return operators_run(
        &(struct operator_settings){
            .url = *config->migrate_url ? config->migrate_url : config->database_url,
            .connect_timeout_ms = config->connect_timeout_ms,
        },
        count, words);
}

static int check_health(const struct config *config, int count, char **words)
{
    char said[512], *end = "";
    long seconds = 0;
    if (count == 2 && strcmp(words[0], "--wait") == 0)
        seconds = strtol(words[1], &end, 10);
    else if (count)
        return print_usage(stderr, EXIT_USAGE);
    if (*end || seconds < 0 || seconds > 3600)
        return print_usage(stderr, EXIT_USAGE);
    const bool ready = health_wait(config, (int)seconds, said);
    fprintf(ready ? stdout : stderr, "%s\n", said);
    return ready ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int print_settings(int count, char **words)
{
    if (count == 0)
        config_write_markdown(stdout);
    else if (count == 1 && strcmp(words[0], "--env") == 0)
        config_write_env(stdout);
    else
        return print_usage(stderr, EXIT_USAGE);
    return EXIT_SUCCESS;
}

/* Where whoever started it left one of the three out, a connection would have its number, and be
 * sent the log. */
static void keep_standard_descriptors(void)
{
    int descriptor;
    do
        descriptor = open("/dev/null", O_RDWR);
    while (descriptor >= 0 && descriptor <= STDERR_FILENO);
    if (descriptor >= 0)
        (void)close(descriptor);
}

int main(int count, char **words)
{
    keep_standard_descriptors();
    const char *command = count > 1 ? words[1] : "";
    if (strcmp(command, "--help") == 0 || strcmp(command, "help") == 0)
        return print_usage(stdout, EXIT_SUCCESS);
    if (strcmp(command, "--version") == 0) {
        puts("saferd " SAFER_VERSION);
        return EXIT_SUCCESS;
    }
    if (strcmp(command, "settings") == 0)
        return print_settings(count - 2, words + 2);
    connection_forget_environment();
    json_object_seed(0);
    struct config config;
    if (!read_config(&config))
        return EXIT_USAGE;
    if (strcmp(command, "serve") == 0 && count == 2)
        return serve(&config);
    if (strcmp(command, "migrate") == 0)
        return run_migrate(&config, count - 2, words + 2);
    if (strcmp(command, "check-health") == 0)
        return check_health(&config, count - 2, words + 2);
    if (operators_know(command))
        return run_operators(&config, count - 1, words + 1);
    if (strcmp(command, "token") == 0)
        return run_token(&config, count - 2, words + 2);
    return print_usage(stderr, EXIT_USAGE);
}
