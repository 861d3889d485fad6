/* `saferd migrate`: brings a database to what this binary needs.
 * SPDX-License-Identifier: MIT */
#include "database/migrate.h"

#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "database/connection.h"
#include "database/embedded.h"

#define PATIENCE_US ((int64_t)600 * 1000000)
#define TRIES_MAX 60

/* Roles belong to the cluster, so another database's migration may be making them at this moment.
 */
static const char roles_sql[] =
    "DO $$\n"
    "DECLARE\n"
    "    wanted text;\n"
    "BEGIN\n"
    "    FOREACH wanted IN ARRAY ARRAY['safer_owner', 'safer_rules', 'safer_service'] LOOP\n"
    "        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN\n"
    "            BEGIN\n"
    "                EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN', wanted);\n"
    "            EXCEPTION WHEN duplicate_object OR unique_violation THEN\n"
    "                NULL;\n"
    "            END;\n"
    "        END IF;\n"
    "    END LOOP;\n"
    "    IF NOT pg_catalog.pg_has_role(current_user, 'safer_owner', 'member') THEN\n"
    "        EXECUTE pg_catalog.format('GRANT safer_owner TO %I', current_user);\n"
    "    END IF;\n"
    "    IF NOT pg_catalog.pg_has_role('safer_owner', 'safer_rules', 'member') THEN\n"
    "        GRANT safer_rules TO safer_owner;\n"
    "    END IF;\n"
    "    IF NOT pg_catalog.pg_has_role(pg_catalog.current_setting('safer.login'), 'safer_service', 'member') THEN\n"
    "        EXECUTE pg_catalog.format('GRANT safer_service TO %I', pg_catalog.current_setting('safer.login'));\n"
    "    END IF;\n"
    "END\n"
    "$$";

static const char schemas_sql[] =
    "CREATE SCHEMA IF NOT EXISTS safer AUTHORIZATION safer_owner;\n"
    "CREATE SCHEMA IF NOT EXISTS api AUTHORIZATION safer_owner;\n"
    "CREATE SCHEMA IF NOT EXISTS trgm AUTHORIZATION safer_owner;\n"
    "CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA trgm;\n"
    "SET LOCAL ROLE safer_owner;\n"
    "SET LOCAL check_function_bodies = off;\n"
    "SET LOCAL client_min_messages = warning;\n"
    "GRANT USAGE ON SCHEMA safer, api TO safer_service;\n"
    "GRANT USAGE ON SCHEMA safer, trgm TO safer_rules;\n"
    "CREATE TABLE IF NOT EXISTS safer.schema_migration (\n"
    "    name text CONSTRAINT schema_migration_pkey PRIMARY KEY,\n"
    "    sha256 text NOT NULL,\n"
    "    applied_at timestamptz NOT NULL DEFAULT now()\n"
    ");\n"
    "CREATE TABLE IF NOT EXISTS safer.schema_state (\n"
    "    single boolean CONSTRAINT schema_state_pkey PRIMARY KEY DEFAULT true CONSTRAINT schema_state_one CHECK (single),\n"
    "    digest text NOT NULL\n"
    ");\n"
    "GRANT SELECT ON safer.schema_state TO safer_service;";

/* Views, functions and policies are not migrated but made anew; what hangs on a function (a
 * trigger) or on a view (another view) goes with it and comes back with its file. */
static const char drop_sql[] =
    "DO $$\n"
    "DECLARE\n"
    "    item record;\n"
    "BEGIN\n"
    "    FOR item IN SELECT schemaname, tablename, policyname FROM pg_catalog.pg_policies\n"
    "                WHERE schemaname = 'safer' LOOP\n"
    "        EXECUTE pg_catalog.format('DROP POLICY %I ON %I.%I', item.policyname, item.schemaname, item.tablename);\n"
    "    END LOOP;\n"
    "    FOR item IN SELECT c.oid FROM pg_catalog.pg_class AS c\n"
    "                WHERE c.relnamespace = 'api'::pg_catalog.regnamespace AND c.relkind = 'v' LOOP\n"
    "        IF EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = item.oid) THEN\n"
    "            EXECUTE pg_catalog.format('DROP VIEW %s CASCADE', item.oid::pg_catalog.regclass);\n"
    "        END IF;\n"
    "    END LOOP;\n"
    "    FOR item IN SELECT p.oid FROM pg_catalog.pg_proc AS p\n"
    "                WHERE p.pronamespace = 'safer'::pg_catalog.regnamespace LOOP\n"
    "        IF EXISTS (SELECT FROM pg_catalog.pg_proc WHERE oid = item.oid) THEN\n"
    "            EXECUTE pg_catalog.format('DROP ROUTINE %s CASCADE', item.oid::pg_catalog.regprocedure);\n"
    "        END IF;\n"
    "    END LOOP;\n"
    "END\n"
    "$$";

/* DDL that waits for a long reader makes everybody else wait behind it. So all that will be dropped
 * or altered is locked beforehand, at once, or not at all: within a quarter of what a request waits
 * for a lock, and before PostgreSQL looks for a deadlock. What requests lock first goes first, so
 * that those under way are not kept from ending: a write its key, a read its view. */
static const char lock_sql[] =
    "DO $$\n"
    "DECLARE\n"
    "    names text;\n"
    "BEGIN\n"
    "    SELECT string_agg(c.oid::pg_catalog.regclass::text, ', ' ORDER BY c.relname <> 'idempotency_key',\n"
    "                      c.relkind = 'r', c.oid) INTO names\n"
    "      FROM pg_catalog.pg_class AS c\n"
    "     WHERE (c.relnamespace = 'safer'::pg_catalog.regnamespace AND c.relkind = 'r')\n"
    "        OR (c.relnamespace = 'api'::pg_catalog.regnamespace AND c.relkind = 'v');\n"
    "    EXECUTE 'LOCK TABLE ' || names || ' IN ACCESS EXCLUSIVE MODE';\n"
    "    PERFORM pg_catalog.set_config('safer.locked', 'yes', true);\n"
    "EXCEPTION WHEN query_canceled OR lock_not_available OR deadlock_detected THEN\n"
    "    PERFORM pg_catalog.set_config('safer.locked', 'no', true);\n"
    "END\n"
    "$$";
struct migration {
    const struct migrate_settings *settings;
    struct connection *connection;
    struct refusal refusal;
    char *error;
};

static bool fail(struct migration *migration, const char *what)
{
    (void)snprintf(migration->error, 1024, "%s%s%s", what,
                   migration->refusal.cause.length ? ": " : "",
                   migration->refusal.cause.length ? migration->refusal.cause.data : "");
    return false;
}

static bool script(struct migration *migration, const char *what, const char *sql)
{
    return connection_script(migration->connection, sql, &migration->refusal) ||
           fail(migration, what);
}

/* Runs one query with up to three values; its rows stay readable until the next. */
static bool query(struct migration *migration, const char *sql, const char *first,
                  const char *second, struct rows *rows)
{
    const char *const values[] = {first, second};
    connection_queue_text(migration->connection, sql, values, second ? 2 : first ? 1 : 0);
    if (connection_run(migration->connection, clock_monotonic_us() + PATIENCE_US,
                       &migration->refusal) != RUN_DONE)
        return fail(migration, "the database refused");
    connection_rows(migration->connection, 0, rows);
    return true;
}

static void say(const struct migration *migration, const char *what, const char *name)
{
    char line[256];
    (void)snprintf(line, sizeof line, "%s%s", what, name);
    migration->settings->say(line);
}

/* Who the service logs in as: the user its URL names, or else whoever migrates. */
static void login_of(const char *url, char login[static 64])
{
    char *complaint = NULL;
    PQconninfoOption *options = PQconninfoParse(url, &complaint);
    login[0] = '\0';
    for (const PQconninfoOption *option = options; option && option->keyword; option++)
        if (strcmp(option->keyword, "user") == 0 && option->val)
            (void)snprintf(login, 64, "%s", option->val);
    PQconninfoFree(options);
    PQfreemem(complaint);
}

static bool make_roles(struct migration *migration)
{
    char login[64];
    struct rows rows;
    login_of(migration->settings->service_url, login);
    return query(migration,
                 "SELECT set_config('safer.login', coalesce(nullif($1, ''), current_user), false)",
                 login, NULL, &rows) &&
           script(migration, "the roles cannot be made", roles_sql);
}

static const struct sql_file *find_migration(const char *name)
{
    for (const struct sql_file *file = sql_migrations; file->name; file++)
        if (strcmp(file->name, name) == 0)
            return file;
    return NULL;
}

/* Compares what was applied with what this binary has. */
static bool check_history(struct migration *migration, size_t *applied)
{
    struct rows rows = {.row_count = 0};
    if (!query(migration, "SELECT name, sha256 FROM safer.schema_migration ORDER BY name", NULL,
               NULL, &rows))
        return false;
    for (size_t i = 0; i < rows.row_count; i++) {
        size_t length;
        const char *name = rows_value(&rows, i, 0, &length);
        const char *sha256 = rows_value(&rows, i, 1, &length);
        const struct sql_file *file = find_migration(name);
        if (file && strcmp(file->sha256, sha256) == 0 && file == &sql_migrations[i])
            continue;
        (void)snprintf(migration->error, 1024, "migration %s %s", name,
                       file ? "was applied in another form or order: history was edited"
                            : "is in the database and unknown to this binary, which is older");
        return false;
    }
    *applied = rows.row_count;
    return true;
}

static bool apply_migrations(struct migration *migration, size_t applied)
{
    struct rows rows;
    for (const struct sql_file *file = &sql_migrations[applied]; file->name; file++) {
        say(migration, "applying ", file->name);
        if (!script(migration, file->name, file->sql) ||
            !query(migration, "INSERT INTO safer.schema_migration (name, sha256) VALUES ($1, $2)",
                   file->name, file->sha256, &rows))
            return false;
    }
    return true;
}

static bool run_files(struct migration *migration, const struct sql_file *file)
{
    for (; file->name; file++)
        if (!script(migration, file->name, file->sql))
            return false;
    return true;
}

static bool is_current(struct migration *migration, bool *current)
{
    struct rows rows;
    if (!query(migration, "SELECT digest FROM safer.schema_state", NULL, NULL, &rows))
        return false;
    const char *digest = rows_first(&rows, "digest");
    *current = digest && strcmp(digest, sql_digest) == 0;
    return true;
}

static bool lock_all(struct migration *migration)
{
    char hurry[64];
    (void)snprintf(hurry, sizeof hurry, "SET LOCAL statement_timeout = %d",
                   migration->settings->lock_timeout_ms / 4 + 1);
    struct rows rows;
    if (!script(migration, "no deadline can be set", hurry) ||
        !script(migration, "the tables cannot be locked", lock_sql) ||
        !script(migration, "no deadline can be taken back", "SET LOCAL statement_timeout = 0") ||
        !query(migration, "SELECT current_setting('safer.locked')", NULL, NULL, &rows))
        return false;
    const char *locked = rows_value(&rows, 0, 0, &(size_t){0});
    if (locked && strcmp(locked, "yes") == 0)
        return true;
    refusal_set(&migration->refusal, "busy", NULL);
    refusal_cause(&migration->refusal, "requests that take long hold them");
    return fail(migration, "the tables cannot be locked");
}

/* Dropped before the new migrations, so that none hinders an ALTER TABLE; made anew after them. */
static bool remake(struct migration *migration, size_t applied)
{
    struct rows rows;
    return lock_all(migration) &&
           script(migration, "views, functions and policies cannot be dropped", drop_sql) &&
           apply_migrations(migration, applied) && run_files(migration, sql_functions) &&
           run_files(migration, sql_views) && run_files(migration, sql_policies) &&
           query(migration,
                 "INSERT INTO safer.schema_state (digest) VALUES ($1)"
                 " ON CONFLICT (single) DO UPDATE SET digest = excluded.digest",
                 sql_digest, NULL, &rows);
}

/* All that is kept together, or not at all. */
static bool run_transaction(struct migration *migration)
{
    size_t applied;
    bool current;
    if (!script(migration, "the transaction does not begin", "BEGIN") ||
        !script(migration, "the schemas cannot be made", schemas_sql) ||
        !check_history(migration, &applied) || !is_current(migration, &current) ||
        (!current && !remake(migration, applied)))
        return false;
    if (migration->settings->published_data && !run_files(migration, sql_data))
        return false;
    if (!script(migration, "the migration was not kept", "COMMIT"))
        return strcmp(migration->refusal.slug, "unavailable") == 0
                   ? fail(migration, "COMMIT was not answered: run the migration again, which does "
                                     "what is left to do, if anything")
                   : false;
    say(migration,
        current ? "the database is as this binary needs it"
                : "views, functions and policies made anew",
        "");
    return true;
}

/* DDL that waits for a long reader makes everybody else wait behind it: better to give up, let them
 * through for as long as they were held up, and try again. */
static bool run_all(struct migration *migration)
{
    const int wait_ms = migration->settings->lock_timeout_ms;
    char timeout[64];
    (void)snprintf(timeout, sizeof timeout, "SET lock_timeout = %d", wait_ms);
    if (!script(migration, "another migration runs",
                "SELECT pg_advisory_lock(hashtextextended('safer migrate', 0))") ||
        !script(migration, "lock_timeout cannot be set", timeout) || !make_roles(migration))
        return false;
    for (int tries = 1;; tries++) {
        if (run_transaction(migration))
            return true;
        if (strcmp(migration->refusal.slug, "busy") != 0 || tries == TRIES_MAX)
            return false;
        if (tries == 1)
            say(migration, "others hold what has to be changed: trying again", "");
        struct refusal ignored = {0};
        const bool back = connection_script(migration->connection, "ROLLBACK", &ignored);
        refusal_clear(&ignored);
        refusal_clear(&migration->refusal);
        if (!back)
            return fail(migration, "the connection was lost");
        (void)poll(NULL, 0, wait_ms);
    }
}

bool migrate(const struct migrate_settings *settings, char error[static 1024])
{
    const struct connection_settings connection_settings = {
        .url = settings->url,
        .connect_timeout_ms = 30000,
    };
    struct migration migration = {.settings = settings, .error = error};
    migration.connection = connection_open(&connection_settings, &migration.refusal);
    const bool done = migration.connection ? run_all(&migration)
                                           : fail(&migration, "the database is not reached");
    connection_close(migration.connection);
    refusal_clear(&migration.refusal);
    return done;
}
