/* What operators ask of the record itself: `saferd audit verify`, `find` and `erase`.
 * SPDX-License-Identifier: MIT */
#include "operators.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "database/connection.h"

#define PATIENCE_US ((int64_t)3600 * 1000000)
#define HASH_DIGITS 64
#define SEALS_AT_ONCE 10000 /* of them memory is needed, however long the chain is */
#define EVENTS_AT_ONCE 1000 /* safer.find_subject */
#define STRAY "does not belong there"
#define NUMBER(macro) NUMBER_OF(macro)
#define NUMBER_OF(macro) #macro

enum exit { ALL_WELL, NOT_WELL, NOT_ASKED, MISUSED = 64 };

struct session {
    struct connection *connection;
    struct refusal refusal;
};

static void close_session(struct session *session)
{
    connection_close(session->connection);
    refusal_clear(&session->refusal);
}

#define session_auto __attribute__((cleanup(close_session))) struct session

static int not_asked(const struct session *session)
{
    fprintf(stderr, "saferd: the database could not be asked%s%s\n",
            session->refusal.cause.length ? ": " : "",
            session->refusal.cause.length ? session->refusal.cause.data : "");
    return NOT_ASKED;
}

static bool open_session(struct session *session, const struct operator_settings *settings)
{
    if (!*settings->url) {
        fputs("neither SAFER_MIGRATE_URL nor DATABASE_URL is set\n", stderr);
        return false;
    }
    const struct connection_settings connection = {
        .url = settings->url,
        .role = "safer_owner",
        .connect_timeout_ms = settings->connect_timeout_ms,
    };
    session->connection = connection_open(&connection, &session->refusal);
    if (!session->connection)
        (void)not_asked(session);
    return session->connection;
}

/* Asks one thing; the rows are there until the next. */
static bool ask(struct session *session, const char *sql, const char *const *values, size_t count,
                struct rows *rows)
{
    connection_queue_text(session->connection, sql, values, count);
    if (connection_run(session->connection, clock_monotonic_us() + PATIENCE_US,
                       &session->refusal) != RUN_DONE)
        return false;
    connection_rows(session->connection, 0, rows);
    return true;
}

static const char *cell(const struct rows *rows, size_t row, size_t column)
{
    size_t length;
    return row < rows->row_count ? rows_value(rows, row, column, &length) : NULL;
}

/* The same as text: nothing is the empty one. */
static const char *words_of(const struct rows *rows, size_t row, size_t column)
{
    const char *const value = cell(rows, row, column);
    return value ? value : "";
}

static int wrong(const char *usage, const char *word, const char *why)
{
    fprintf(stderr, "saferd: '%s' %s\nusage: %s\n", word, why, usage);
    return MISUSED;
}

static int missing(const char *usage, const char *name)
{
    fprintf(stderr, "saferd: %s is missing\nusage: %s\n", name, usage);
    return MISUSED;
}

/* ---- audit verify ----------------------------------------------------------------------------*/

struct head {
    char sequence[24];
    char hash[HASH_DIGITS + 1];
};

struct finding {
    struct head head; /* the last good one */
    char fault_at[24];
    char fault[16]; /* empty: none */
    char unsealed[24];
    char oldest[32]; /* in seconds; empty: there is none */
    const struct head *from;
    bool contains_from;
};

static bool is_whole(const struct finding *finding)
{
    return !*finding->fault && finding->contains_from;
}

static void keep_text(char *kept, size_t size, const char *text)
{
    (void)snprintf(kept, size, "%s", text ? text : "");
}

/* SEQUENCE:HASH, as a head is printed. */
static bool read_head(const char *text, struct head *head)
{
    const size_t digits = strspn(text, "0123456789");
    const char *hash = text + digits + 1;
    if (digits == 0 || digits > 18 || text[digits] != ':' || strlen(hash) != HASH_DIGITS ||
        strspn(hash, "0123456789abcdef") != HASH_DIGITS)
        return false;
    /* That of a chain without an event, and no other begins so. */
    if (text[0] == '0' && (digits > 1 || strspn(hash, "0") != HASH_DIGITS))
        return false;
    (void)snprintf(head->sequence, sizeof head->sequence, "%.*s", (int)digits, text);
    (void)snprintf(head->hash, sizeof head->hash, "%s", hash);
    return true;
}

/* A part of the chain at a time, each from the last good seal of the one before. */
static bool prove_chain(struct session *session, struct finding *finding)
{
    static const char sql[] =
        "SELECT looked_at, sequence, encode(hash, 'hex'), fault_at, fault"
        " FROM safer.verify_audit_seals($1, decode($2, 'hex'), " NUMBER(SEALS_AT_ONCE) ")";
    struct rows rows;
    long long looked_at;
    keep_text(finding->head.sequence, sizeof finding->head.sequence, "0");
    memset(finding->head.hash, '0', HASH_DIGITS);
    do {
        const char *const values[] = {finding->head.sequence, finding->head.hash};
        if (!ask(session, sql, values, 2, &rows))
            return false;
        const char *const looked = cell(&rows, 0, 0);
        if (!looked)
            return false;
        looked_at = strtoll(looked, NULL, 10);
        keep_text(finding->head.sequence, sizeof finding->head.sequence, cell(&rows, 0, 1));
        keep_text(finding->head.hash, sizeof finding->head.hash, cell(&rows, 0, 2));
        keep_text(finding->fault_at, sizeof finding->fault_at, cell(&rows, 0, 3));
        keep_text(finding->fault, sizeof finding->fault, cell(&rows, 0, 4));
    } while (looked_at == SEALS_AT_ONCE && !*finding->fault);
    return true;
}

/* Since each hash holds all before it, a whole chain that has the head noted has all it had then.
 */
static bool look_for_head(struct session *session, struct finding *finding)
{
    finding->contains_from = true;
    if (!finding->from || strcmp(finding->from->sequence, "0") == 0)
        return true;
    struct rows rows;
    const char *const values[] = {finding->from->sequence};
    if (!ask(session,
             "SELECT encode(s.hash, 'hex') FROM safer.audit_seal AS s WHERE s.sequence = $1",
             values, 1, &rows))
        return false;
    const char *hash = cell(&rows, 0, 0);
    finding->contains_from = hash && strcmp(hash, finding->from->hash) == 0;
    return true;
}

static bool count_unsealed(struct session *session, struct finding *finding)
{
    struct rows rows;
    if (!ask(session, "SELECT events, oldest_seconds FROM safer.unsealed_audit_events()", NULL, 0,
             &rows))
        return false;
    keep_text(finding->unsealed, sizeof finding->unsealed, cell(&rows, 0, 0));
    keep_text(finding->oldest, sizeof finding->oldest, cell(&rows, 0, 1));
    return true;
}

static const char *fault_in_words(const char *fault)
{
    static const char *const words[][2] = {
        {"gap", "no event is sealed there, but later ones are"},
        {"link", "its seal does not hang on the one before"},
        {"missing", "its event is missing"},
        {"details", "its event's subject, before or after are not what was recorded"},
        {"hash", "its event is not what was sealed"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], fault) == 0)
            return words[i][1];
    return fault;
}

static void print_finding(const struct finding *finding)
{
    const char *sealed = finding->head.sequence;
    if (*finding->fault)
        printf("broken at sequence %s: %s; %s events before it are whole", finding->fault_at,
               fault_in_words(finding->fault), sealed);
    else if (!finding->contains_from)
        printf("%s events sealed and whole, but not the chain whose head was %s:%s: that was"
               " rewritten, cut off or restored from before",
               sealed, finding->from->sequence, finding->from->hash);
    else
        printf("%s events sealed and whole", sealed);
    printf(", %s not sealed yet", finding->unsealed);
    if (*finding->oldest)
        printf(" (oldest %s s)", finding->oldest);
    printf("\nhead %s:%s\n", sealed, finding->head.hash);
}

static void print_json(const struct finding *finding)
{
    printf("{\"whole\":%s,\"sealed\":%s,\"unsealed\":%s,\"oldest_unsealed_seconds\":%s,"
           "\"head\":{\"sequence\":%s,\"hash\":\"%s\"}",
           is_whole(finding) ? "true" : "false", finding->head.sequence, finding->unsealed,
           *finding->oldest ? finding->oldest : "null", finding->head.sequence, finding->head.hash);
    if (*finding->fault)
        printf(",\"fault\":{\"sequence\":%s,\"kind\":\"%s\"}", finding->fault_at, finding->fault);
    else
        printf(",\"fault\":null");
    if (finding->from)
        printf(",\"contains_from\":%s", finding->contains_from ? "true" : "false");
    printf("}\n");
}

static int verify(const struct operator_settings *settings, int count, char **words)
{
    static const char usage[] = "saferd audit verify [--json] [--from SEQUENCE:HASH]";
    struct head from;
    struct finding finding = {.from = NULL};
    bool json = false;
    if (count == 0)
        return missing(usage, "verify");
    if (strcmp(words[0], "verify") != 0)
        return wrong(usage, words[0], STRAY);
    for (int i = 1; i < count; i++) {
        if (strcmp(words[i], "--json") == 0)
            json = true;
        else if (strcmp(words[i], "--from") != 0)
            return wrong(usage, words[i], STRAY);
        else if (++i == count)
            return missing(usage, "SEQUENCE:HASH");
        else if (read_head(words[i], &from))
            finding.from = &from;
        else
            return wrong(usage, words[i], "is no head as this command prints it");
    }
    session_auto session = {0};
    if (!open_session(&session, settings))
        return NOT_ASKED;
    if (!prove_chain(&session, &finding) || !look_for_head(&session, &finding) ||
        !count_unsealed(&session, &finding))
        return not_asked(&session);
    if (json)
        print_json(&finding);
    else
        print_finding(&finding);
    return is_whole(&finding) ? ALL_WELL : NOT_WELL;
}

/* ---- find ------------------------------------------------------------------------------------*/

static int find_subject(const struct operator_settings *settings, const char *issuer,
                        const char *subject)
{
    session_auto session = {0};
    if (!open_session(&session, settings))
        return NOT_ASKED;
    char last[37] = "";
    size_t found = 0;
    struct rows rows;
    do {
        const char *const values[] = {issuer, subject, *last ? last : NULL};
        if (!ask(&session, "SELECT event, held FROM safer.find_subject($1, $2, $3)", values, 3,
                 &rows))
            return not_asked(&session);
        for (size_t i = 0; i < rows.row_count; i++, found++)
            puts(words_of(&rows, i, 1));
        if (rows.row_count)
            keep_text(last, sizeof last, cell(&rows, rows.row_count - 1, 0));
    } while (rows.row_count == EVENTS_AT_ONCE);
    if (!found)
        fputs("nothing is held of it\n", stderr);
    return found ? ALL_WELL : NOT_WELL;
}

static int run_find(const struct operator_settings *settings, int count, char **words)
{
    static const char usage[] = "saferd find subject ISSUER SUBJECT";
    if (count == 0)
        return missing(usage, "subject");
    if (strcmp(words[0], "subject") != 0)
        return wrong(usage, words[0], STRAY);
    if (count < 3)
        return missing(usage, count == 1 ? "ISSUER" : "SUBJECT");
    if (count > 3)
        return wrong(usage, words[3], STRAY);
    return find_subject(settings, words[1], words[2]);
}

/* ---- erase -----------------------------------------------------------------------------------*/

/* Says where and how many rows; -1 when it could not be done. */
static long long erase_rows(struct session *session, const char *sql, const char *const *values,
                            size_t count)
{
    struct rows rows;
    if (!connection_script(session->connection, "BEGIN", &session->refusal) ||
        !ask(session, sql, values, count, &rows))
        return -1;
    long long all = 0;
    for (size_t i = 0; i < rows.row_count; i++) {
        printf("%s %s\n", words_of(&rows, i, 0), words_of(&rows, i, 1));
        all += strtoll(words_of(&rows, i, 1), NULL, 10);
    }
    return all;
}

/* The same is done with --apply and without, which takes it back. */
static int erase(const struct operator_settings *settings, const char *sql,
                 const char *const *values, size_t count, bool apply)
{
    session_auto session = {0};
    if (!open_session(&session, settings))
        return NOT_ASKED;
    const long long rows = erase_rows(&session, sql, values, count);
    if (rows < 0 ||
        !connection_script(session.connection, apply ? "COMMIT" : "ROLLBACK", &session.refusal))
        return not_asked(&session);
    if (rows == 0)
        puts("nothing is held of it");
    else if (apply)
        printf("%lld rows erased; backups keep them until they expire\n", rows);
    else
        printf("%lld rows would be erased; nothing was changed: --apply does it\n", rows);
    return rows ? ALL_WELL : NOT_WELL;
}

static int run_erase(const struct operator_settings *settings, int count, char **words)
{
    static const char usage[] = "saferd erase subject ISSUER SUBJECT [--apply]\n"
                                "       saferd erase object ID [--apply]";
    if (count == 0)
        return missing(usage, "subject or object");
    const bool subject = strcmp(words[0], "subject") == 0;
    if (!subject && strcmp(words[0], "object") != 0)
        return wrong(usage, words[0], STRAY);
    const bool apply = strcmp(words[count - 1], "--apply") == 0;
    const int named = count - apply, needed = subject ? 3 : 2;
    for (int i = 1; i < named; i++)
        if (strcmp(words[i], "--apply") == 0)
            return wrong(usage, words[i], "belongs at the end");
    if (named < needed)
        return missing(usage, !subject ? "ID" : named == 1 ? "ISSUER" : "SUBJECT");
    if (named > needed)
        return wrong(usage, words[needed], STRAY);
    if (subject)
        return erase(settings,
                     "SELECT place, erased FROM safer.erase_subject($1, $2) WHERE erased > 0",
                     (const char *const[]){words[1], words[2]}, 2, apply);
    return erase(settings, "SELECT place, erased FROM safer.erase_object($1) WHERE erased > 0",
                 (const char *const[]){words[1]}, 1, apply);
}

/* ---- All of them -----------------------------------------------------------------------------*/

bool operators_know(const char *command)
{
    return strcmp(command, "audit") == 0 || strcmp(command, "find") == 0 ||
           strcmp(command, "erase") == 0;
}

static int run_command(const struct operator_settings *settings, int count, char **words)
{
    if (strcmp(words[0], "audit") == 0)
        return verify(settings, count - 1, words + 1);
    if (strcmp(words[0], "find") == 0)
        return run_find(settings, count - 1, words + 1);
    return run_erase(settings, count - 1, words + 1);
}

/* What is cut short must not look whole. */
int operators_run(const struct operator_settings *settings, int count, char **words)
{
    const int status = run_command(settings, count, words);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    perror("saferd: what was found cannot be written down whole");
    return NOT_ASKED;
}
